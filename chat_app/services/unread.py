"""Unread counts: other people's undeleted messages above one's `read_seq`, thread replies left out.

They are counted, never kept: a partial index holds just the messages that count, so the price is the
number of unread ones and no counter can drift.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select, text
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.models import Membership, Mention, Message

# Written as literals: SQLite uses a partial index only where it can read the index's own condition.
_COUNTS = and_(
    text("messages.kind = 'user'"), text("NOT messages.deleted"), text("messages.thread_root IS NULL")
)


def _messages(conversation_id: Any, user_id: Any, read_seq: Any) -> Any:
    return (
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.conversation_id) == conversation_id,
            col(Message.seq) > read_seq,
            col(Message.author_id) != user_id,
            _COUNTS,
        )
    )


def _mentions(conversation_id: Any, user_id: Any, read_seq: Any) -> Any:
    return (
        select(func.count())
        .select_from(Mention)
        .join(Message, col(Message.id) == col(Mention.message_id))
        .where(
            col(Mention.user_id) == user_id,
            col(Mention.conversation_id) == conversation_id,
            col(Mention.seq) > read_seq,
            col(Message.author_id) != user_id,
            _COUNTS,
        )
    )


_ONE: dict[str, Any] = {name: bindparam(name) for name in ("conversation_id", "user_id", "read_seq")}
_MESSAGES, _MENTIONS = _messages(**_ONE), _mentions(**_ONE)


def _counting(*where: ColumnElement[bool]) -> Any:
    """A statement for the counts of many memberships.

    Each is counted by itself: joined to their messages, PostgreSQL takes a third of all messages to be above
    `read_seq`, and reads them all (93 ms instead of 1 among 300,000).
    """
    each = (col(Membership.conversation_id), col(Membership.user_id), col(Membership.read_seq))
    counts = (count(*each).correlate(Membership).scalar_subquery() for count in (_messages, _mentions))
    return select(*each[:2], *counts).where(*where)


_OF_USER = _counting(
    col(Membership.user_id) == bindparam("user_id"),
    among(Membership.conversation_id, "conversation_ids"),
)
_IN_CONVERSATION = _counting(
    col(Membership.conversation_id) == bindparam("conversation_id"),
    among(Membership.user_id, "user_ids"),
)


@dataclass(frozen=True, slots=True)
class Unread:
    unread: int = 0
    mentions: int = 0


def unread(session: Session, conversation_id: str, user_id: str, read_seq: int) -> Unread:
    """The counts of one reader in one conversation, if they had read up to `read_seq`."""
    values = {"conversation_id": conversation_id, "user_id": user_id, "read_seq": read_seq}
    connection = session.connection()
    messages = connection.execute(_MESSAGES, values).scalar()
    return Unread(messages or 0, connection.execute(_MENTIONS, values).scalar() or 0)


def unread_of_user(session: Session, user_id: str, conversation_ids: Collection[str]) -> dict[str, Unread]:
    """The counts of one reader, by conversation; those without any are left out."""
    values = {"user_id": user_id, "conversation_ids": list(conversation_ids)}
    found = _counted(session, _OF_USER, values)
    return {conversation_id: counts for (conversation_id, _), counts in found.items()}


def unread_in_conversation(
    session: Session, conversation_id: str, user_ids: Collection[str]
) -> dict[str, Unread]:
    """The counts of many readers of one conversation; those without any are left out."""
    values = {"conversation_id": conversation_id, "user_ids": list(user_ids)}
    return {user_id: counts for (_, user_id), counts in _counted(session, _IN_CONVERSATION, values).items()}


def _counted(session: Session, statement: Any, values: dict[str, Any]) -> dict[tuple[str, str], Unread]:
    rows: Any = session.connection().execute(statement, values)
    return {(place, user_id): Unread(unread, mentions) for place, user_id, unread, mentions in rows if unread}
