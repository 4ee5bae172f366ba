"""A whole group as bytes, for the command line: JSON lines, or one page of HTML.

`export` is all that the command knows: how many messages there are, and an iterator of pieces with how many
messages are in what has come so far.
"""

from collections.abc import AsyncIterator, Callable
from html import escape
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Integer, bindparam
from sqlmodel import Session, col

from chat_app.db import Database
from chat_app.models import Conversation, Message
from chat_app.models.clock import iso
from chat_app.services import message_view

_PAGE = 500
_AFTER = message_view.selecting(
    col(Message.conversation_id) == bindparam("conversation_id"), col(Message.seq) > bindparam("seq")
).limit(bindparam("limit", type_=Integer))


class _Format(NamedTuple):
    begin: Callable[[Conversation], str]
    message: Callable[[dict[str, Any]], str]
    end: str


async def export(
    database: Database, conversation_id: str, format_name: str
) -> tuple[int, AsyncIterator[tuple[int, bytes]]]:
    """How many messages the group has, and `(messages so far, bytes)` of them in ascending seq.

    `format_name` is one of FORMATS. What is written meanwhile stands in it too.
    """
    conversation = await database.read(_conversation, conversation_id)
    return conversation.last_seq, _pieces(database, conversation, FORMATS[format_name])


async def _pieces(
    database: Database, conversation: Conversation, shape: _Format
) -> AsyncIterator[tuple[int, bytes]]:
    done, seq = 0, 0
    yield done, shape.begin(conversation).encode()
    while page := await database.read(_page, conversation.id, seq):
        done, seq = done + len(page), page[-1]["seq"]
        yield done, "".join(map(shape.message, page)).encode()
    yield done, shape.end.encode()


def _conversation(session: Session, conversation_id: str) -> Conversation:
    return session.get_one(Conversation, conversation_id)


def _page(session: Session, conversation_id: str, seq: int) -> list[dict[str, Any]]:
    return message_view.run(session, _AFTER, conversation_id=conversation_id, seq=seq, limit=_PAGE)


def _line(value: dict[str, Any]) -> str:
    return orjson.dumps(value).decode() + "\n"


def _json_begin(conversation: Conversation) -> str:
    names = ("id", "name", "topic", "visibility", "archived", "last_seq", "last_rev")
    told = {name: getattr(conversation, name) for name in names}
    return _line({"conversation": told | {"created_at": iso(conversation.created_at)}})


def _html_begin(conversation: Conversation) -> str:
    name = escape(conversation.name)
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><title>{name}</title></head>\n'
        f"<body><h1>{name}</h1>\n"
    )


def _html_message(message: dict[str, Any]) -> str:
    files = "".join(f"<p>{escape(file['name'])}</p>" for file in message["attachments"])
    return (
        f'<article id="{message["seq"]}"><h2>{escape(message["author"]["display_name"])} '
        f"<time>{message['created_at']}</time></h2>{message['html']}{files}</article>\n"
    )


FORMATS = {
    "jsonl": _Format(_json_begin, _line, ""),
    "html": _Format(_html_begin, _html_message, "</body></html>\n"),
}
