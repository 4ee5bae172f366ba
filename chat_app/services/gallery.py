"""What was shared in a conversation: pictures and videos, other files, links."""

import re
from html import unescape
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Attachment, File, Message, SearchEntry, User
from chat_app.models.actor import Actor
from chat_app.models.clock import iso
from chat_app.models.permissions import Action
from chat_app.services import access, message_view
from chat_app.services.attachments import file_json

_KINDS = {"media": ("image", "video"), "file": ("audio", "document")}
_LINK = re.compile(r'<a href="([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_LONGEST_NUMBER = 10


def shared(
    session: Session, actor: Actor, conversation_id: str, kind: str, *, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    """The newest first, and the cursor of the next page. `kind` is media, file or link.

    Of links there are those of `limit` messages, in which there may be more than one.
    """
    conversation, _ = access.member_of(session, actor, conversation_id, Action.READ)
    if kind == "link":
        return _links(session, conversation.id, limit, cursor)
    return _files(session, conversation.id, _KINDS[kind], limit, cursor)


def _files(
    session: Session, conversation_id: str, kinds: tuple[str, ...], limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    statement = (
        _selecting(File, col(Attachment.position))
        .join(Attachment, col(Attachment.message_id) == col(Message.id))
        .join(File, col(File.id) == col(Attachment.file_id))
        .where(col(Attachment.conversation_id) == conversation_id, col(File.kind).in_(kinds))
        .order_by(col(Attachment.seq).desc(), col(Attachment.position))
    )
    if cursor is not None:
        seq, position = _numbers(cursor, 2)
        of_it = and_(col(Attachment.seq) == seq, col(Attachment.position) > position)
        statement = statement.where(or_(col(Attachment.seq) < seq, of_it))
    rows = session.execute(statement.limit(limit + 1)).all()
    items = [_item(row) | {"file": file_json(row[0])} for row in rows[:limit]]
    following = f"{rows[limit - 1].seq}.{rows[limit - 1].position}" if len(rows) > limit else None
    return items, following


def _links(
    session: Session, conversation_id: str, limit: int, cursor: str | None
) -> tuple[list[dict[str, Any]], str | None]:
    statement = (
        _selecting(col(Message.html))
        .join(SearchEntry, col(SearchEntry.message_id) == col(Message.id))
        .where(col(SearchEntry.conversation_id) == conversation_id, col(SearchEntry.has_link))
        .order_by(col(Message.seq).desc())
    )
    if cursor is not None:
        statement = statement.where(col(Message.seq) < _numbers(cursor, 1)[0])
    rows = session.execute(statement.limit(limit + 1)).all()
    items = [_item(row) | link for row in rows[:limit] for link in _links_of(row.html)]
    return items, str(rows[limit - 1].seq) if len(rows) > limit else None


def _selecting(*columns: Any) -> Any:
    return (
        select(
            *columns,
            col(Message.id).label("message_id"),
            col(Message.seq),
            col(Message.created_at).label("sent_at"),
            col(User.id).label("author_id"),
            col(User.username),
            col(User.display_name),
            col(User.avatar_url),
            col(User.role).label("user_role"),
            col(Message.author_name),
        )
        .select_from(Message)
        .join(User, col(User.id) == col(Message.author_id))
    )


def _item(row: Row[Any]) -> dict[str, Any]:
    return {
        "message_id": row.message_id,
        "seq": row.seq,
        "author": message_view.author(row.author_id, row, row.author_name),
        "created_at": iso(row.sent_at),
    }


def _links_of(html: str) -> list[dict[str, str]]:
    """Each address once, with the words that lead to it."""
    found: dict[str, str] = {}
    for href, words in _LINK.findall(html):
        found.setdefault(unescape(href), unescape(_TAG.sub("", words)).strip())
    return [{"url": url, "title": title or url} for url, title in found.items()]


def _numbers(cursor: str, count: int) -> list[int]:
    parts = cursor.split(".")
    if len(parts) != count or not all(
        part.isascii() and part.isdecimal() and len(part) < _LONGEST_NUMBER for part in parts
    ):
        raise Invalid(fields={"cursor": "is not a cursor of this list"})
    return [int(part) for part in parts]
