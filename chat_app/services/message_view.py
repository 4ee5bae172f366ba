"""The message of the contract: built in one place, the same for every reader."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.db.prepared import Found, KeyedSelect
from chat_app.models import Message, User
from chat_app.models.clock import iso, iso_or_none
from chat_app.services import attachments
from chat_app.services.markdown import excerpt

_quoted = aliased(Message)
_quoted_author = aliased(User)
_SELECT: Any = (
    select(
        *(getattr(Message, name) for name in Message.model_fields),
        col(User.username),
        col(User.display_name),
        col(User.avatar_url),
        col(User.role).label("user_role"),
        col(_quoted.seq).label("quoted_seq"),
        col(_quoted.body).label("quoted_body"),
        col(_quoted.attachment_count).label("quoted_attachments"),
        func.coalesce(col(_quoted.author_name), col(_quoted_author.display_name)).label("quoted_author"),
    )
    .join(User, col(User.id) == col(Message.author_id))
    .join(_quoted, col(_quoted.id) == col(Message.reply_to), isouter=True)
    .join(_quoted_author, col(_quoted_author.id) == col(_quoted.author_id), isouter=True)
)
_REACTIONS = KeyedSelect(
    """
    SELECT r.message_id, r.emoji, r.user_id
    FROM {keys} CROSS JOIN reactions r
    WHERE r.message_id = {k0}
    ORDER BY r.created_at, r.emoji, r.user_id
    """
)


def selecting(*where: Any, order: Sequence[Any] = (col(Message.seq),)) -> Any:
    """A statement for `run`. To make one takes longer than to answer it: what is asked often is made once,
    with `bindparam`s for its values."""
    return _SELECT.where(*where).order_by(*order)


def run(session: Session, statement: Any, **values: Any) -> list[dict[str, Any]]:
    """The messages that a statement of `selecting` finds, as JSON objects."""
    rows = session.connection().execute(statement, values).all()
    reactions = _reactions(session, [row.id for row in rows])
    files = _files(session, rows)
    return [_json_of(row, reactions.get(row.id, []), files) for row in rows]


def load(
    session: Session,
    *where: Any,
    order: Sequence[Any] = (col(Message.seq),),
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """The messages that match, as JSON objects."""
    return run(session, selecting(*where, order=order).limit(limit))


_BY_ID: Any = selecting(among(Message.id, "ids"), order=())


def load_many(session: Session, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Those of these messages that exist, by their ids."""
    return {message["id"]: message for message in run(session, _BY_ID, ids=list(ids))} if ids else {}


def load_one(session: Session, message_id: str) -> dict[str, Any]:
    """One message that is known to exist."""
    return load(session, col(Message.id) == message_id)[0]


def encode(message: dict[str, Any]) -> str:
    return orjson.dumps(message).decode()


def fresh(
    *,
    message: dict[str, Any],
    author: dict[str, Any],
    reply_to: dict[str, Any] | None,
    files: list[dict[str, Any]],
    mentions: list[str],
) -> dict[str, Any]:
    """A message that was just made, from the values that went into its row."""
    return {
        "id": message["id"],
        "conversation_id": message["conversation_id"],
        "seq": message["seq"],
        "rev": message["rev"],
        "client_id": message["client_id"],
        "kind": message["kind"],
        "author": author,
        "body": message["body"],
        "html": message["html"],
        "reply_to": reply_to,
        "thread_root": message["thread_root"],
        "reply_count": 0,
        "attachments": files,
        "reactions": [],
        "mentions": mentions,
        "pinned": False,
        "created_at": iso(message["created_at"]),
        "edited_at": None,
        "deleted": False,
        **_told(message["event"]),
    }


def author(user_id: str, profile: Found, name: str | None = None) -> dict[str, Any]:
    """Who wrote it; a webhook by the `name` that it gave itself. `profile` is a row of the user.

    Of bots alone it is told that they are some.
    """
    bot = {"is_bot": True} if profile.user_role == "bot" else {}
    return {
        "id": user_id,
        "username": profile.username,
        "display_name": name or profile.display_name,
        "avatar_url": profile.avatar_url,
        **bot,
    }


def quote(message_id: str, seq: int, author_name: str, body: str) -> dict[str, Any]:
    """What a reply shows of the message that it answers; a deleted one has an empty excerpt.

    `body` stands for the message: of one without a text, the names of its files.
    """
    return {
        "id": message_id,
        "seq": seq,
        "author_name": author_name,
        "excerpt": excerpt(body) if body else "",
    }


def _json_of(
    row: Row[Any], reactions: list[dict[str, Any]], files: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    return {
        "id": row.id,
        "conversation_id": row.conversation_id,
        "seq": row.seq,
        "rev": row.rev,
        "client_id": row.client_id,
        "kind": row.kind,
        "author": author(row.author_id, row, row.author_name),
        "body": row.body,
        "html": row.html,
        "reply_to": (
            quote(
                row.reply_to,
                row.quoted_seq,
                row.quoted_author,
                row.quoted_body or attachments.words_of(files.get(row.reply_to, [])),
            )
            if row.quoted_seq is not None
            else None
        ),
        "thread_root": row.thread_root,
        "reply_count": row.reply_count,
        "attachments": files.get(row.id, []) if row.attachment_count else [],
        "reactions": reactions,
        "mentions": orjson.loads(row.mentions),
        "pinned": row.pinned,
        "created_at": iso(row.created_at),
        "edited_at": iso_or_none(row.edited_at),
        "deleted": row.deleted,
        **_told(row.event),
    }


def _told(event: str | None) -> dict[str, Any]:
    """What a system message tells of; other messages have no such field."""
    return {"event": orjson.loads(event)} if event else {}


def _files(session: Session, rows: Sequence[Row[Any]]) -> dict[str, list[dict[str, Any]]]:
    """The files of these messages, and of those they answer that say nothing else."""
    ids = {row.id for row in rows if row.attachment_count}
    ids |= {row.reply_to for row in rows if row.quoted_attachments and not row.quoted_body}
    return attachments.of_messages(session, ids) if ids else {}


def _reactions(session: Session, message_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Per message, in the order in which each emoji was first used."""
    found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
    for row in _REACTIONS.rows(session, [(message_id,) for message_id in message_ids]):
        found[row.message_id].setdefault(row.emoji, []).append(row.user_id)
    return {
        message_id: [
            {"emoji": emoji, "count": len(user_ids), "user_ids": user_ids}
            for emoji, user_ids in by_emoji.items()
        ]
        for message_id, by_emoji in found.items()
    }
