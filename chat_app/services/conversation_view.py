"""The conversation of the contract, as one reader sees it."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.models import Conversation, Membership, Message, User
from chat_app.models.clock import iso, iso_until
from chat_app.services import message_view
from chat_app.services.presence import state_of
from chat_app.services.unread import Unread, unread_in_conversation, unread_of_user
from chat_app.services.users import user_json

_LAST = message_view.selecting(among(Conversation.id, "conversation_ids")).join(
    Conversation,
    and_(
        col(Conversation.id) == col(Message.conversation_id),
        col(Conversation.last_seq) == col(Message.seq),
    ),
)
_PEERS = (
    select(col(Membership.conversation_id), User)
    .join(User, col(User.id) == col(Membership.user_id))
    .where(among(Membership.conversation_id, "conversation_ids"))
)


def for_user(
    session: Session,
    user_id: str,
    found: Sequence[tuple[Conversation, Membership]],
    last: Mapping[str, dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """Many conversations of one reader, in the given order. `last` are their `last_messages`, if at hand."""
    ids = [conversation.id for conversation, _ in found]
    if last is None:
        last = last_messages(session, ids)
    counts = unread_of_user(session, user_id, ids)
    peers = _peers(session, user_id, [c.id for c, _ in found if c.kind == "direct"])
    return [
        _json_of(
            conversation,
            membership,
            last.get(conversation.id),
            counts.get(conversation.id, Unread()),
            peers.get(conversation.id),
        )
        for conversation, membership in found
    ]


def for_users(
    session: Session, conversation: Conversation, user_ids: Collection[str]
) -> dict[str, dict[str, Any]]:
    """One conversation as each of these members sees it; who is no member is left out."""
    statement = select(Membership).where(
        col(Membership.conversation_id) == conversation.id, col(Membership.user_id).in_(user_ids)
    )
    memberships = list(session.scalars(statement))
    last = last_messages(session, [conversation.id]).get(conversation.id)
    counts = unread_in_conversation(session, conversation.id, [m.user_id for m in memberships])
    views: dict[str, dict[str, Any]] = {}
    for membership in memberships:
        reader = membership.user_id
        peer = _peers(session, reader, [conversation.id]) if conversation.kind == "direct" else {}
        views[reader] = _json_of(
            conversation, membership, last, counts.get(reader, Unread()), peer.get(conversation.id)
        )
    return views


def for_stranger(conversation: Conversation) -> dict[str, Any]:
    """A public group as somebody sees it who has not joined: nothing of what is said in it."""
    return _json_of(conversation, None, None, Unread(), None)


def _json_of(
    conversation: Conversation,
    membership: Membership | None,
    last_message: dict[str, Any] | None,
    counts: Unread,
    peer: dict[str, Any] | None,
) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "topic": conversation.topic,
        "visibility": conversation.visibility,
        "posting": conversation.posting,
        "avatar_url": conversation.avatar_url,
        "archived": conversation.archived,
        "member_count": conversation.member_count,
        "created_at": iso(conversation.created_at),
        "last_seq": conversation.last_seq,
        "last_rev": conversation.last_rev,
        "last_message": last_message,
        "my": {
            "role": membership.role if membership else None,
            "read_seq": membership.read_seq if membership else 0,
            "unread": counts.unread,
            "mentions": counts.mentions,
            "muted_until": iso_until(membership.muted_until) if membership else None,
            "notify": membership.notify if membership else "all",
            "favourite": membership.favourite if membership else False,
            "draft": membership.draft if membership else "",
        },
        "peer": peer,
    }


def last_messages(session: Session, conversation_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The message with the highest seq of each conversation."""
    found = message_view.run(session, _LAST, conversation_ids=list(conversation_ids))
    return {message["conversation_id"]: message for message in found}


def _peers(session: Session, user_id: str, conversation_ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """The other person of each direct conversation; of a conversation with oneself, oneself."""
    if not conversation_ids:
        return {}
    peers: dict[str, dict[str, Any]] = {}
    for conversation_id, user in session.execute(_PEERS, {"conversation_ids": list(conversation_ids)}):
        if user.id != user_id or conversation_id not in peers:
            peers[conversation_id] = user_json(user, state_of(user.id))
    return peers
