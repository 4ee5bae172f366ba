"""Unread counts: other people's undeleted messages above one's `read_seq`, thread replies left out.

They are counted, never kept: a partial index holds just the messages that count, so the price is the
number of unread ones and no counter can drift.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, select, text
from sqlmodel import Session, col

from chat_app.models import Membership, Mention, Message

# Written as literals: SQLite uses a partial index only where it can read the index's own condition.
_COUNTS = and_(
    text("messages.kind = 'user'"), text("NOT messages.deleted"), text("messages.thread_root IS NULL")
)


@dataclass(frozen=True, slots=True)
class Unread:
    unread: int = 0
    mentions: int = 0


def unread(session: Session, conversation_id: str, user_id: str, read_seq: int) -> Unread:
    """The counts of one reader in one conversation, if they had read up to `read_seq`."""
    messages = (
        select(func.count())
        .select_from(Message)
        .where(
            col(Message.conversation_id) == conversation_id,
            col(Message.seq) > read_seq,
            col(Message.author_id) != user_id,
            _COUNTS,
        )
    )
    mentions = (
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
    return Unread(session.scalar(messages) or 0, session.scalar(mentions) or 0)


def unread_of_user(session: Session, user_id: str, conversation_ids: Collection[str]) -> dict[str, Unread]:
    """The counts of one reader, by conversation; those without any are left out."""
    found = _counted(
        session, col(Membership.user_id) == user_id, col(Membership.conversation_id).in_(conversation_ids)
    )
    return {conversation_id: counts for (conversation_id, _), counts in found.items()}


def unread_in_conversation(
    session: Session, conversation_id: str, user_ids: Collection[str]
) -> dict[str, Unread]:
    """The counts of many readers of one conversation; those without any are left out."""
    found = _counted(
        session, col(Membership.conversation_id) == conversation_id, col(Membership.user_id).in_(user_ids)
    )
    return {user_id: counts for (_, user_id), counts in found.items()}


def _counted(session: Session, *where: ColumnElement[bool]) -> dict[tuple[str, str], Unread]:
    key = (col(Membership.conversation_id), col(Membership.user_id))
    messages = (
        select(*key, func.count())
        .join(
            Message,
            and_(
                col(Message.conversation_id) == col(Membership.conversation_id),
                col(Message.seq) > col(Membership.read_seq),
                col(Message.author_id) != col(Membership.user_id),
                _COUNTS,
            ),
        )
        .where(*where)
        .group_by(*key)
    )
    mentions = (
        select(*key, func.count())
        .join(
            Mention,
            and_(
                col(Mention.conversation_id) == col(Membership.conversation_id),
                col(Mention.user_id) == col(Membership.user_id),
                col(Mention.seq) > col(Membership.read_seq),
            ),
        )
        .join(Message, and_(col(Message.id) == col(Mention.message_id), _COUNTS))
        .where(col(Message.author_id) != col(Membership.user_id), *where)
        .group_by(*key)
    )
    connection = session.connection()
    mentioned = {(cid, uid): count for cid, uid, count in connection.execute(mentions)}
    return {
        (cid, uid): Unread(count, mentioned.get((cid, uid), 0))
        for cid, uid, count in connection.execute(messages)
    }
