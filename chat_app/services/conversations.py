"""Conversations: listing, creating, changing, deleting."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.errors import Invalid, NotAllowed, NotFound
from chat_app.models import Conversation, Membership, Mention, Message, User
from chat_app.models.actor import Actor
from chat_app.models.ids import is_id
from chat_app.models.permissions import Action, Role
from chat_app.services import access, attachments, audit, conversation_view, events, system_messages
from chat_app.services.message_content import check_text
from chat_app.services.users import SOMEBODY

LONGEST_NAME = 80
LONGEST_TOPIC = 250
MOST_FIRST_MEMBERS = 1_000

_OF_USER = (
    select(Conversation, Membership)
    .join(Membership, col(Membership.conversation_id) == col(Conversation.id))
    .where(col(Membership.user_id) == bindparam("user_id"))
    .order_by(col(Conversation.active_at).desc(), col(Conversation.id).desc())
)
_THESE_OF_USER = _OF_USER.where(among(Conversation.id, "ids"))


def list_conversations(
    session: Session, actor: Actor, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The caller's conversations, newest activity first, and the cursor of the next page."""
    where = [_older_than(cursor)] if cursor is not None else []
    found = of_user(session, actor.user_id, *where, limit=limit + 1)
    page = found[:limit]
    following = f"{page[-1][0].active_at}.{page[-1][0].id}" if len(found) > limit else None
    return conversation_view.for_user(session, actor.user_id, page), following


def of_user(
    session: Session, user_id: str, *where: Any, limit: int | None = None
) -> list[tuple[Conversation, Membership]]:
    """A user's conversations with their membership, newest activity first."""
    statement = _OF_USER.where(*where).limit(limit) if where or limit is not None else _OF_USER
    rows = session.execute(statement, {"user_id": user_id})
    return [(conversation, membership) for conversation, membership in rows]


def these_of_user(
    session: Session, user_id: str, ids: Collection[str]
) -> list[tuple[Conversation, Membership]]:
    """Those of a user's conversations that are among these, with their membership."""
    rows = session.execute(_THESE_OF_USER, {"user_id": user_id, "ids": list(ids)})
    return [(conversation, membership) for conversation, membership in rows]


def get_conversation(session: Session, actor: Actor, conversation_id: str) -> dict[str, Any]:
    """A conversation of the caller, or a public group."""
    conversation = access.find_conversation(session, conversation_id)
    membership = access.find_membership(session, conversation, actor.user_id)
    if membership is not None:
        return _as_seen_by(session, conversation, actor.user_id)
    if conversation.visibility == "public":
        return conversation_view.for_stranger(conversation)
    raise NotFound("There is no such conversation.")


def create_group(
    session: Session,
    actor: Actor,
    *,
    name: str,
    topic: str,
    visibility: str,
    member_ids: Sequence[str],
    posting: str = "everyone",
) -> dict[str, Any]:
    """Makes a group with the caller as its owner."""
    name, topic = _checked_name(name), _checked_topic(topic)
    others = list(dict.fromkeys(user_id for user_id in member_ids if user_id != actor.user_id))
    if len(others) > MOST_FIRST_MEMBERS:
        raise Invalid(fields={"member_ids": f"names more than {MOST_FIRST_MEMBERS:,} people"})
    _check_people(session, others)
    conversation = Conversation(
        kind="group",
        name=name,
        topic=topic,
        visibility=_checked_visibility(visibility),
        posting=_checked_posting(posting),
        created_by=actor.user_id,
    )
    return _found(
        session, actor, conversation, [(actor.user_id, Role.OWNER), *((i, Role.MEMBER) for i in others)]
    )


def create_direct(session: Session, actor: Actor, user_id: str) -> tuple[dict[str, Any], bool]:
    """The one direct conversation with this person, and whether it is new."""
    _check_people(session, [user_id])
    key = ":".join(sorted((actor.user_id, user_id)))
    conversation = Conversation(kind="direct", direct_key=key, created_by=actor.user_id)
    insert = postgresql.insert if session.connection().dialect.name == "postgresql" else sqlite.insert
    made = session.connection().execute(
        insert(Conversation)
        .values(**conversation.model_dump())
        .on_conflict_do_nothing()
        .returning(col(Conversation.id))
    )
    if made.first() is None:
        existing = session.scalars(select(Conversation).where(col(Conversation.direct_key) == key)).one()
        return _as_seen_by(session, existing, actor.user_id), False
    stored = session.get_one(Conversation, conversation.id)
    people = [(i, Role.MEMBER) for i in dict.fromkeys((actor.user_id, user_id))]
    return _found(session, actor, stored, people), True


def edit_conversation(
    session: Session, actor: Actor, conversation_id: str, changes: dict[str, Any]
) -> dict[str, Any]:
    """Changes `name`, `topic`, `visibility`, `posting`, `archived`, those that are given and differ."""
    conversation, membership = access.member_of(session, actor, conversation_id, Action.READ, lock=True)
    if conversation.kind == "direct":
        raise NotAllowed("A direct conversation has no name, topic or settings.")
    change(
        session, actor, conversation, changes, lambda action: access.require(conversation, membership, action)
    )
    return _as_seen_by(session, conversation, actor.user_id)


def change(
    session: Session,
    actor: Actor,
    conversation: Conversation,
    changes: Mapping[str, Any],
    require: Callable[[Action], None],
) -> dict[str, tuple[Any, Any]]:
    """As `edit_conversation`, of a locked group; `require` raises where something may not be done.

    Returns what has changed: its name, what it was and what it is.
    """
    wanted = {
        name: check(changes[name]) for name, (_, check) in _EDITS.items() if changes.get(name) is not None
    }
    before = {name: getattr(conversation, name) for name in wanted}
    # Nothing else may change in the archive: bring it back first, put it away last.
    for name in sorted(wanted, key=lambda name: name == "archived", reverse=wanted.get("archived") is False):
        require(_EDITS[name][0])
        setattr(conversation, name, wanted[name])
        if wanted[name] != before[name]:
            _tell(session, actor, conversation, name)
    session.flush()
    if wanted != before:
        events.conversation_changed(session, conversation)
    return {name: (before[name], value) for name, value in wanted.items() if value != before[name]}


def delete_conversation(session: Session, actor: Actor, conversation_id: str) -> None:
    """Deletes a group with everything in it."""
    conversation, _ = access.member_of(session, actor, conversation_id, Action.DELETE_CONVERSATION, lock=True)
    audit.record(session, actor, "group.delete", target=("group", conversation.id, conversation.name))
    remove_for_good(session, conversation)


def remove_for_good(session: Session, conversation: Conversation) -> None:
    """Removes the conversation and tells its members that it is gone."""
    conversation.members_version += 1
    events.conversation_gone(session, conversation)
    attachments.release_conversation(session, conversation.id)
    if conversation.avatar_url is not None:
        attachments.discard(session, [conversation.avatar_url.rpartition("/")[2]])
    mentions = delete(Mention).where(col(Mention.conversation_id) == conversation.id)
    session.connection().execute(mentions)
    session.connection().execute(delete(Message).where(col(Message.conversation_id) == conversation.id))
    session.connection().execute(delete(Conversation).where(col(Conversation.id) == conversation.id))
    session.expunge(conversation)


def _found(
    session: Session, actor: Actor, conversation: Conversation, people: Sequence[tuple[str, Role]]
) -> dict[str, Any]:
    conversation.member_count = len(people)
    conversation.members_version = 1
    session.add(conversation)
    session.flush()
    session.add_all(
        Membership(conversation_id=conversation.id, user_id=user_id, role=role.value)
        for user_id, role in people
    )
    session.flush()
    events.conversation_made(session, conversation, [user_id for user_id, _ in people])
    return _as_seen_by(session, conversation, actor.user_id)


def _as_seen_by(session: Session, conversation: Conversation, user_id: str) -> dict[str, Any]:
    session.flush()
    return conversation_view.for_users(session, conversation, [user_id])[user_id]


def _older_than(cursor: str) -> Any:
    at, _, last_id = cursor.partition(".")
    if not at.isdecimal() or len(at) > 16 or not is_id(last_id):
        raise Invalid(fields={"cursor": "is not a cursor of this list"})
    active_at = col(Conversation.active_at)
    return or_(active_at < int(at), and_(active_at == int(at), col(Conversation.id) < last_id))


def _check_people(session: Session, user_ids: Sequence[str]) -> None:
    known = {user_id for user_id in user_ids if is_id(user_id)}
    statement = select(col(User.id)).where(col(User.id).in_(known), col(User.active), SOMEBODY)
    if set(user_ids) - set(session.scalars(statement)):
        raise Invalid(fields={"member_ids": "names somebody who is not here"})


def _checked_name(name: str) -> str:
    name = check_text("name", name).strip()
    if not 1 <= len(name) <= LONGEST_NAME:
        raise Invalid(fields={"name": f"must have 1 to {LONGEST_NAME} characters"})
    return name


def _checked_topic(topic: str) -> str:
    topic = check_text("topic", topic).strip()
    if len(topic) > LONGEST_TOPIC:
        raise Invalid(fields={"topic": f"is longer than {LONGEST_TOPIC} characters"})
    return topic


def _checked_visibility(visibility: str) -> str:
    if visibility not in {"private", "public"}:
        raise Invalid(fields={"visibility": "must be private or public"})
    return visibility


def _checked_posting(posting: str) -> str:
    if posting not in {"everyone", "admins"}:
        raise Invalid(fields={"posting": "must be everyone or admins"})
    return posting


def _tell(session: Session, actor: Actor, conversation: Conversation, changed: str) -> None:
    """Says in the group what was changed of it; who may find it is said by its details alone."""
    match changed:
        case "name":
            system_messages.tell(session, actor.user_id, conversation, "renamed", name=conversation.name)
        case "topic":
            system_messages.tell(session, actor.user_id, conversation, "topic", topic=conversation.topic)
        case "posting":
            system_messages.tell(
                session, actor.user_id, conversation, "posting", posting=conversation.posting
            )
        case "archived":
            what = "archived" if conversation.archived else "returned"
            system_messages.tell(session, actor.user_id, conversation, what)
        case _:
            pass


_EDITS: dict[str, tuple[Action, Callable[[Any], Any]]] = {
    "name": (Action.RENAME, _checked_name),
    "topic": (Action.SET_TOPIC, _checked_topic),
    "visibility": (Action.SET_VISIBILITY, _checked_visibility),
    "posting": (Action.SET_POSTING, _checked_posting),
    "archived": (Action.ARCHIVE, bool),
}
