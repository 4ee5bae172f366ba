"""The statements of sending, prepared once; every row that they lock is locked in the order of its id."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, Table, bindparam, insert, select, update
from sqlmodel import Session, SQLModel, col

from chat_app.db.keys import KeyedSelect
from chat_app.models import Conversation, Installation, Membership, Mention, Message, User, UserSession


def _table(model: type[SQLModel]) -> Table:
    return SQLModel.metadata.tables[str(getattr(model, "__tablename__"))]  # noqa: B009 (its type is unknown)


_LOCK = (
    select(
        col(Conversation.id),
        col(Conversation.kind),
        col(Conversation.visibility),
        col(Conversation.archived),
        col(Conversation.last_seq),
        col(Conversation.last_rev),
        col(Conversation.members_version),
        select(col(Installation.revocations))
        .where(col(Installation.id) == 1)
        .scalar_subquery()
        .label("revocations"),
    )
    .where(col(Conversation.id).in_(bindparam("ids", expanding=True)))
    .order_by(col(Conversation.id))
    .with_for_update(of=Conversation)
)
_MEMBERS = KeyedSelect(
    """
    SELECT m.conversation_id, m.user_id, m.role, u.username, u.display_name, u.avatar_url
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
_RELATED = (
    select(
        col(Message.id),
        col(Message.conversation_id),
        col(Message.seq),
        col(Message.body),
        col(Message.thread_root),
        col(User.display_name),
    )
    .join(User, col(User.id) == col(Message.author_id))
    .where(col(Message.id).in_(bindparam("ids", expanding=True)))
)
_ALIVE = select(col(UserSession.id)).where(
    col(UserSession.id).in_(bindparam("ids", expanding=True)), col(UserSession.ended_at).is_(None)
)
_ADVANCE = (
    update(_table(Conversation))
    .where(col(Conversation.id) == bindparam("key"))
    .values(last_seq=bindparam("seq"), last_rev=bindparam("rev"), active_at=bindparam("at"))
)
_READ_OWN = (
    update(_table(Membership))
    .where(col(Membership.conversation_id) == bindparam("key"), col(Membership.user_id) == bindparam("user"))
    .values(read_seq=bindparam("seq"), delivered_seq=bindparam("seq"))
)


_INSERT_MESSAGE = insert(_table(Message))
_INSERT_MENTION = insert(_table(Mention))
_REPLIED = (
    update(_table(Message))
    .where(col(Message.id) == bindparam("key"))
    .values(reply_count=bindparam("count"), rev=bindparam("new_rev"))
)


def lock(session: Session, conversation_ids: Collection[str]) -> dict[str, Row[Any]]:
    """Locks the conversations and reads their counters."""
    rows: Any = (
        session.connection().execute(_LOCK, {"ids": list(conversation_ids)}) if conversation_ids else ()
    )
    return {row.id: row for row in rows}


def members(session: Session, pairs: Collection[tuple[str, str]]) -> dict[tuple[str, str], Row[Any]]:
    """By (conversation, user): the role, and the profile as messages show it."""
    return {(row.conversation_id, row.user_id): row for row in _MEMBERS.rows(session, pairs)}


def retries(session: Session, keys: Collection[tuple[str, str, str]]) -> dict[tuple[str, str, str], Row[Any]]:
    """Those (conversation, author, client_id) that are stored already."""
    return {(row.conversation_id, row.author_id, row.client_id): row for row in _RETRIES.rows(session, keys)}


def related(session: Session, message_ids: Collection[str]) -> dict[str, Row[Any]]:
    """The messages that are answered or quoted."""
    rows: Any = session.connection().execute(_RELATED, {"ids": list(message_ids)}) if message_ids else ()
    return {row.id: row for row in rows}


def living_sessions(session: Session, session_ids: Collection[str]) -> set[str]:
    return {row.id for row in session.connection().execute(_ALIVE, {"ids": list(session_ids)})}


def members_named(session: Session, conversation_id: str, names: Collection[str]) -> list[str]:
    """The ids of the members with these usernames, in the order of the names."""
    rows = session.connection().execute(
        select(col(User.id))
        .join(Membership, col(Membership.user_id) == col(User.id))
        .where(col(Membership.conversation_id) == conversation_id, col(User.username).in_(list(names)))
        .order_by(col(User.username))
    )
    return [row.id for row in rows]


def insert_messages(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.connection().execute(_INSERT_MESSAGE, rows)


def insert_mentions(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    session.connection().execute(_INSERT_MENTION, rows)


def advance(session: Session, counters: Sequence[tuple[str, int, int, int]]) -> None:
    """Each is (conversation, last_seq, last_rev, active_at)."""
    session.connection().execute(
        _ADVANCE, [{"key": key, "seq": seq, "rev": rev, "at": at} for key, seq, rev, at in counters]
    )


def read_own(session: Session, pointers: Sequence[tuple[str, str, int]]) -> None:
    """Each is (conversation, author, seq): who sends has read so far."""
    session.connection().execute(
        _READ_OWN, [{"key": key, "user": user, "seq": seq} for key, user, seq in pointers]
    )


def set_replies(session: Session, roots: Sequence[tuple[str, int, int]]) -> None:
    """Each is (thread root, reply_count, rev)."""
    session.connection().execute(
        _REPLIED, [{"key": key, "count": count, "new_rev": rev} for key, count, rev in roots]
    )
