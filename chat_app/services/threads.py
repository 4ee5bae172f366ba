"""The replies in the thread on a message."""

from typing import Any

import orjson
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Message
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, message_view


def replies(
    session: Session,
    actor: Actor,
    message_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
) -> str:
    """JSON text `{root, items, next, last_seq, last_rev}`, the items in ascending seq.

    `root` is the message itself, `last_seq` and `last_rev` are those of its conversation. At most one of
    `before` and `after` (a seq, exclusive); none means the newest. `next` is the value with which the same
    call goes on in the same direction, None at the end. A message that is itself a reply has no thread.
    """
    if before is not None and after is not None:
        raise Invalid(fields={"after": "cannot be used together with before"})
    root, conversation, _ = access.find_message(session, actor, message_id, Action.READ)
    where: list[Any] = [col(Message.thread_root) == root.id]
    if after is not None:
        found = message_view.load(session, *where, col(Message.seq) > after, limit=limit + 1)
        items = found[:limit]
        following = items[-1]["seq"] if len(found) > limit else None
    else:
        if before is not None:
            where.append(col(Message.seq) < before)
        found = message_view.load(session, *where, order=(col(Message.seq).desc(),), limit=limit + 1)
        items = found[:limit][::-1]
        following = items[0]["seq"] if len(found) > limit else None
    return orjson.dumps(
        {
            "root": message_view.load_one(session, root.id),
            "items": items,
            "next": None if following is None else str(following),
            "last_seq": conversation.last_seq,
            "last_rev": conversation.last_rev,
        }
    ).decode()
