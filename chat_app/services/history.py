"""Pages of a conversation, and what changed in it."""

from typing import Any

import orjson
from sqlalchemy import ColumnElement
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Conversation, Message
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, message_view

LARGEST_PAGE = 200
FARTHEST_BEHIND = 500
"""A client further behind than this many changes starts the conversation anew."""


def page(
    session: Session,
    actor: Actor,
    conversation_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    since_rev: int | None = None,
    limit: int = 50,
) -> str:
    """JSON text `{items, next, last_seq, last_rev}`, the items in ascending seq.

    At most one of `before` and `after` (a seq, exclusive), `around` (a seq) and `since_rev`; none means
    the newest. `next` is the value with which the same call goes on in the same direction: the new
    `before` (or `after`, or `since_rev`), None at the end.
    """
    given = [name for name, value in _named(before, after, around, since_rev).items() if value is not None]
    if len(given) > 1:
        raise Invalid(fields={given[1]: f"cannot be used together with {given[0]}"})
    conversation, _ = access.member_of(session, actor, conversation_id, Action.READ)
    in_it = col(Message.conversation_id) == conversation.id
    if since_rev is not None:
        items, following = _since(session, in_it, since_rev, limit)
    elif after is not None:
        items, following = _after(session, in_it, after, limit)
    elif around is not None:
        items, following = _around(session, in_it, around, limit), None
    else:
        items, following = _before(session, in_it, before, limit)
    return orjson.dumps(
        {
            "items": items,
            "next": None if following is None else str(following),
            "last_seq": conversation.last_seq,
            "last_rev": conversation.last_rev,
        }
    ).decode()


def changes(session: Session, actor: Actor, conversation_id: str, since_rev: int) -> str:
    """JSON text `{items, last_rev}` with every message changed after `since_rev`, or `{reset: true}`."""
    conversation, _ = access.member_of(session, actor, conversation_id, Action.READ)
    if too_far_behind(conversation, since_rev):
        return '{"reset":true}'
    items = changed_since(session, conversation.id, since_rev)
    return orjson.dumps({"items": items, "last_rev": conversation.last_rev}).decode()


def too_far_behind(conversation: Conversation, since_rev: int) -> bool:
    """Also for a client that is ahead: it knows another history (a database that was put back)."""
    return not 0 <= conversation.last_rev - since_rev <= FARTHEST_BEHIND


def changed_since(session: Session, conversation_id: str, since_rev: int) -> list[dict[str, Any]]:
    """The messages changed after that rev, in the order of their latest change."""
    return message_view.load(
        session,
        col(Message.conversation_id) == conversation_id,
        col(Message.rev) > since_rev,
        order=(col(Message.rev),),
    )


def _named(
    before: int | None, after: int | None, around: int | None, since_rev: int | None
) -> dict[str, int | None]:
    return {"before": before, "after": after, "around": around, "since_rev": since_rev}


def _before(
    session: Session, in_it: ColumnElement[bool], before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    where = [in_it] if before is None else [in_it, col(Message.seq) < before]
    found = message_view.load(session, *where, order=(col(Message.seq).desc(),), limit=limit + 1)
    items = found[:limit][::-1]
    return items, items[0]["seq"] if len(found) > limit else None


def _after(
    session: Session, in_it: ColumnElement[bool], after: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    found = message_view.load(session, in_it, col(Message.seq) > after, limit=limit + 1)
    items = found[:limit]
    return items, items[-1]["seq"] if len(found) > limit else None


def _around(session: Session, in_it: ColumnElement[bool], around: int, limit: int) -> list[dict[str, Any]]:
    """Half the page up to and with the seq, the other half above; what one side lacks the other gives."""
    older = message_view.load(
        session, in_it, col(Message.seq) <= around, order=(col(Message.seq).desc(),), limit=limit
    )
    newer = message_view.load(session, in_it, col(Message.seq) > around, limit=limit)
    take_newer = min(len(newer), max(limit // 2, limit - len(older)))
    return older[: limit - take_newer][::-1] + newer[:take_newer]


def _since(
    session: Session, in_it: ColumnElement[bool], since_rev: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    found = message_view.load(
        session, in_it, col(Message.rev) > since_rev, order=(col(Message.rev),), limit=limit + 1
    )
    items = found[:limit]
    following = items[-1]["rev"] if len(found) > limit else None
    return sorted(items, key=lambda message: message["seq"]), following
