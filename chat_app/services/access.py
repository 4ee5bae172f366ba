"""Finding what the caller may act on, and whether they may."""

from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select
from sqlmodel import Session, col

from chat_app.errors import NotAllowed, NotFound, NotSignedIn
from chat_app.models import Conversation, Membership, Message, UserSession
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.ids import is_id
from chat_app.models.permissions import Action, Duty, may, may_in_installation

_ALIVE = select(col(UserSession.id)).where(
    col(UserSession.id) == bindparam("session_id"),
    col(UserSession.ended_at).is_(None),
    col(UserSession.expires_at) > bindparam("now"),
)
_AS_READER = (
    select(
        col(Conversation.visibility),
        col(Conversation.last_seq),
        col(Conversation.last_rev),
        col(Membership.role),
    )
    .join(
        Membership,
        and_(
            col(Membership.conversation_id) == col(Conversation.id),
            col(Membership.user_id) == bindparam("user_id"),
        ),
        isouter=True,
    )
    .where(col(Conversation.id) == bindparam("conversation_id"))
)
LOCKED = {"key_share": True}
"""As `with_for_update`: nobody else changes the row, and others may write rows that refer to it. (A lock
that kept those out would let a send and a receipt, of two servers, wait for each other.)"""
_NOT_ALLOWED_IN_ARCHIVE = "This group is archived: it can be read, not changed."


def check_alive(session: Session, actor: Actor) -> None:
    """Raises NotSignedIn if the caller's session has ended since they were let in."""
    values = {"session_id": actor.session_id, "now": now()}
    if session.connection().execute(_ALIVE, values).first() is None:
        raise NotSignedIn


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a conversation stands, for somebody who may read it."""

    last_seq: int
    last_rev: int


def reading(session: Session, actor: Actor, conversation_id: str) -> Reading:
    """What `member_of` is to those who only read, at a third of its price. Raises as it does."""
    values = {"conversation_id": conversation_id, "user_id": actor.user_id}
    found = session.connection().execute(_AS_READER, values).first() if is_id(conversation_id) else None
    if found is None or (found.role is None and found.visibility != "public"):
        raise NotFound("There is no such conversation.")
    if found.role is None:
        raise NotAllowed("Join this group first.", code="not_a_member")
    return Reading(found.last_seq, found.last_rev)


def require_duty(actor: Actor, *duties: Duty) -> None:
    """Raises NotAllowed unless the caller's role in the installation allows all of these."""
    if not all(may_in_installation(duty, actor.role) for duty in duties):
        raise NotAllowed


def find_conversation(session: Session, conversation_id: str, *, lock: bool = False) -> Conversation:
    """Any conversation. With `lock` nobody else changes it before the transaction ends."""
    if is_id(conversation_id):
        conversation = session.get(Conversation, conversation_id, with_for_update=LOCKED if lock else None)
        if conversation is not None:
            return conversation
    raise NotFound("There is no such conversation.")


def find_membership(session: Session, conversation: Conversation, user_id: str) -> Membership | None:
    return session.get(Membership, (conversation.id, user_id)) if is_id(user_id) else None


def member_of(
    session: Session, actor: Actor, conversation_id: str, action: Action, *, lock: bool = False
) -> tuple[Conversation, Membership]:
    """The conversation and the caller's membership, if the caller may do this in it.

    Raises:
        NotFound: there is none, or the caller may not know of it.
        NotAllowed: the caller may know of it and may not do this.
    """
    conversation = find_conversation(session, conversation_id, lock=lock)
    membership = find_membership(session, conversation, actor.user_id)
    if membership is None:
        if conversation.visibility == "public":
            raise NotAllowed("Join this group first.", code="not_a_member")
        raise NotFound("There is no such conversation.")
    require(conversation, membership, action)
    return conversation, membership


def require(conversation: Conversation, membership: Membership, action: Action) -> None:
    """Raises NotAllowed unless this member may do it."""
    if not may(action, kind=conversation.kind, role=membership.role, archived=conversation.archived):
        if may(action, kind=conversation.kind, role=membership.role):
            raise NotAllowed(_NOT_ALLOWED_IN_ARCHIVE, code="archived")
        raise NotAllowed


def find_message(
    session: Session, actor: Actor, message_id: str, action: Action, *, lock: bool = False
) -> tuple[Message, Conversation, Membership]:
    """A message of a conversation that the caller is in, if the caller may do this there.

    With `lock` the message is read after the conversation is locked, so it is the latest.
    """
    unknown = NotFound("There is no such message.")
    if not is_id(message_id):
        raise unknown
    message = session.get(Message, message_id)
    if message is None:
        raise unknown
    try:
        conversation, membership = member_of(session, actor, message.conversation_id, action, lock=lock)
    except NotFound:
        raise unknown from None
    if lock:
        session.refresh(message)
    return message, conversation, membership


def require_somebodys(message: Message) -> None:
    """Raises NotAllowed for what the system said: nobody reacts to it, pins or reports it."""
    if message.kind == "system":
        raise NotAllowed("This is not a message of somebody.", code="system_message")
