"""The statements of sending; every row that they lock is locked in the order of its id."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.db.prepared import Answer, Insert, KeyedSelect, Update
from chat_app.models import Membership, Message, User, UserSession

_LOCK = KeyedSelect(
    """
    SELECT c.id, c.kind, c.visibility, c.posting, c.archived, c.last_seq, c.last_rev, c.members_version,
           c.member_count,
           (SELECT revocations FROM installation WHERE id = 1) AS revocations,
           (SELECT profiles FROM installation WHERE id = 1) AS profiles
    FROM {keys} CROSS JOIN conversations c
    WHERE c.id = {k0}
    ORDER BY c.id
    {lock}
    """,
    locked="c",
)
_MEMBERS = KeyedSelect(
    """
    SELECT m.conversation_id, m.user_id, m.role, u.username, u.display_name, u.avatar_url,
           u.role AS user_role, u.role = 'bot' AND u.bot_owner_id IS NULL AS is_hook
    FROM {keys} CROSS JOIN memberships m JOIN users u ON u.id = m.user_id
    WHERE m.conversation_id = {k0} AND m.user_id = {k1}
    """
)
_RETRIES = KeyedSelect(
    """
    SELECT m.id, m.conversation_id, m.author_id, m.client_id, m.content_hash
    FROM {keys} CROSS JOIN messages m
    WHERE m.conversation_id = {k0} AND m.author_id = {k1} AND m.client_id = {k2}
    """
)
_RELATED = KeyedSelect(
    """
    SELECT m.id, m.conversation_id, m.seq, m.body, m.attachment_count, m.thread_root, m.kind,
           COALESCE(m.author_name, u.display_name) AS display_name
    FROM {keys} CROSS JOIN messages m JOIN users u ON u.id = m.author_id
    WHERE m.id = {k0}
    """
)
_ALIVE = select(col(UserSession.id)).where(among(UserSession.id, "ids"), col(UserSession.ended_at).is_(None))
_NAMED = (
    select(col(User.id))
    .join(Membership, col(Membership.user_id) == col(User.id))
    .where(
        col(Membership.conversation_id) == bindparam("conversation_id"),
        among(User.username, "names"),
    )
    .order_by(col(User.username))
)
_USERNAMES = (
    select(col(User.id), col(User.username))
    .join(Membership, col(Membership.user_id) == col(User.id))
    .where(col(Membership.conversation_id) == bindparam("conversation_id"))
    .order_by(col(User.username))
)
_INSERT_MESSAGE = Insert("messages", *Message.model_fields)
_INSERT_MENTION = Insert("mentions", "message_id", "user_id", "conversation_id", "seq")
_ADVANCE = Update("conversations", "last_seq", "last_rev", "active_at", key=("id",))
_READ_OWN = Update("memberships", "read_seq", "delivered_seq", key=("conversation_id", "user_id"))
_REPLIED = Update("messages", "reply_count", "rev", key=("id",))


def lock(session: Session, conversation_ids: Collection[str]) -> Answer:
    """Locks the conversations and reads their counters."""
    return _LOCK.ask(session, [(key,) for key in conversation_ids])


def members(session: Session, pairs: Collection[tuple[str, str]]) -> Answer:
    """Of each (conversation, user): the role, and the profile as messages show it."""
    return _MEMBERS.ask(session, pairs)


def retries(session: Session, keys: Collection[tuple[str, str, str]]) -> Answer:
    """Those (conversation, author, client_id) that are stored already."""
    return _RETRIES.ask(session, keys)


def related(session: Session, message_ids: Collection[str]) -> Answer:
    """The messages that are answered or quoted."""
    return _RELATED.ask(session, [(key,) for key in message_ids])


def living_sessions(session: Session, session_ids: Collection[str]) -> set[str]:
    return {row.id for row in session.connection().execute(_ALIVE, {"ids": list(session_ids)})}


def members_named(session: Session, conversation_id: str, names: Collection[str]) -> list[str]:
    """The ids of the members with these usernames, in the order of the names."""
    rows = session.connection().execute(_NAMED, {"conversation_id": conversation_id, "names": list(names)})
    return [row.id for row in rows]


def usernames(session: Session, conversation_id: str) -> list[tuple[str, str]]:
    """All members as (id, username), in the order of the names."""
    rows = session.connection().execute(_USERNAMES, {"conversation_id": conversation_id})
    return [(row.id, row.username) for row in rows]


def insert_messages(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    _INSERT_MESSAGE.run(session, rows)


def insert_mentions(session: Session, rows: Sequence[tuple[str, str, str, int]]) -> None:
    """Each is (message, user, conversation, seq)."""
    names = ("message_id", "user_id", "conversation_id", "seq")
    _INSERT_MENTION.run(session, [dict(zip(names, row, strict=True)) for row in rows])


def advance(session: Session, counters: Sequence[dict[str, Any]]) -> None:
    """Each has the conversation's `id`, `last_seq`, `last_rev` and `active_at`."""
    _ADVANCE.run(session, counters)


def read_own(session: Session, pointers: Sequence[tuple[str, str, int]]) -> None:
    """Each is (conversation, author, seq): who sends has read so far."""
    _READ_OWN.run(
        session,
        [
            {"conversation_id": conversation_id, "user_id": user_id, "read_seq": seq, "delivered_seq": seq}
            for conversation_id, user_id, seq in pointers
        ],
    )


def set_replies(session: Session, roots: Sequence[dict[str, Any]]) -> None:
    """Each has the thread root's `id`, its `reply_count` and its `rev`."""
    _REPLIED.run(session, roots)
