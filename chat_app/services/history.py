"""Pages of a conversation, and what changed in it."""

from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Conversation, Message
from chat_app.models.actor import Actor
from chat_app.services import access, message_view

LARGEST_PAGE = 200
FARTHEST_BEHIND = 500
"""A client further behind than this many changes starts the conversation anew."""

_IN_IT = col(Message.conversation_id) == bindparam("conversation_id")
_UP, _DOWN, _BY_REV = (col(Message.seq),), (col(Message.seq).desc(),), (col(Message.rev),)
_LIMIT: Any = bindparam("limit", type_=Integer)
_NEWEST = message_view.selecting(_IN_IT, order=_DOWN).limit(_LIMIT)
_BEFORE = message_view.selecting(_IN_IT, col(Message.seq) < bindparam("seq"), order=_DOWN).limit(_LIMIT)
_UP_TO = message_view.selecting(_IN_IT, col(Message.seq) <= bindparam("seq"), order=_DOWN).limit(_LIMIT)
_AFTER = message_view.selecting(_IN_IT, col(Message.seq) > bindparam("seq"), order=_UP).limit(_LIMIT)
_CHANGED = message_view.selecting(_IN_IT, col(Message.rev) > bindparam("rev"), order=_BY_REV)
_CHANGED_PAGE = _CHANGED.limit(_LIMIT)
_LAST_REV = select(col(Conversation.last_rev)).where(col(Conversation.id) == bindparam("conversation_id"))


@dataclass(slots=True)
class Newest:
    """The newest messages of a conversation, encoded, as of `rev`: by seq, ascending, without holes."""

    rev: int
    messages: dict[int, str]

    def page(self, limit: int) -> str:
        """What `page` answers for the newest. There must be as many messages here, or all that there are."""
        first, last = next(iter(self.messages), 1), next(reversed(self.messages), 0)
        oldest = max(first, last - limit + 1)
        items = ",".join([message for seq, message in self.messages.items() if seq >= oldest])
        following = f'"{oldest}"' if oldest > 1 else "null"
        return f'{{"items":[{items}],"next":{following},"last_seq":{last},"last_rev":{self.rev}}}'


def newest(session: Session, actor: Actor, conversation_id: str, count: int) -> Newest:
    """The newest `count` messages, if the caller may read them."""
    now = access.reading(session, actor, conversation_id)
    found = message_view.run(session, _NEWEST, conversation_id=conversation_id, limit=count)
    return Newest(now.last_rev, {item["seq"]: message_view.encode(item) for item in reversed(found)})


def last_rev(session: Session, conversation_id: str) -> int | None:
    """Where the conversation stands, if there is one."""
    return session.connection().execute(_LAST_REV, {"conversation_id": conversation_id}).scalar()


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
    now = access.reading(session, actor, conversation_id)
    if since_rev is not None:
        items, following = _since(session, conversation_id, since_rev, limit)
    elif after is not None:
        items, following = _after(session, conversation_id, after, limit)
    elif around is not None:
        items, following = _around(session, conversation_id, around, limit), None
    else:
        items, following = _before(session, conversation_id, before, limit)
    return orjson.dumps(
        {
            "items": items,
            "next": None if following is None else str(following),
            "last_seq": now.last_seq,
            "last_rev": now.last_rev,
        }
    ).decode()


def changes(session: Session, actor: Actor, conversation_id: str, since_rev: int) -> str:
    """JSON text `{items, last_rev}` with every message changed after `since_rev`, or `{reset: true}`."""
    now = access.reading(session, actor, conversation_id)
    if too_far_behind(now.last_rev, since_rev):
        return '{"reset":true}'
    items = changed_since(session, conversation_id, since_rev)
    return orjson.dumps({"items": items, "last_rev": now.last_rev}).decode()


def too_far_behind(last_rev: int, since_rev: int) -> bool:
    """Also for a client that is ahead: it knows another history (a database that was put back)."""
    return not 0 <= last_rev - since_rev <= FARTHEST_BEHIND


def changed_since(session: Session, conversation_id: str, since_rev: int) -> list[dict[str, Any]]:
    """The messages changed after that rev, in the order of their latest change."""
    return message_view.run(session, _CHANGED, conversation_id=conversation_id, rev=since_rev)


def _named(
    before: int | None, after: int | None, around: int | None, since_rev: int | None
) -> dict[str, int | None]:
    return {"before": before, "after": after, "around": around, "since_rev": since_rev}


def _before(
    session: Session, conversation_id: str, before: int | None, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    values: dict[str, Any] = {"conversation_id": conversation_id, "limit": limit + 1}
    if before is None:
        found = message_view.run(session, _NEWEST, **values)
    else:
        found = message_view.run(session, _BEFORE, seq=before, **values)
    items = found[:limit][::-1]
    return items, items[0]["seq"] if len(found) > limit else None


def _after(
    session: Session, conversation_id: str, after: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    found = message_view.run(session, _AFTER, conversation_id=conversation_id, seq=after, limit=limit + 1)
    items = found[:limit]
    return items, items[-1]["seq"] if len(found) > limit else None


def _around(session: Session, conversation_id: str, around: int, limit: int) -> list[dict[str, Any]]:
    """Half the page up to and with the seq, the other half above; what one side lacks the other gives."""
    values: dict[str, Any] = {"conversation_id": conversation_id, "limit": limit}
    older = message_view.run(session, _UP_TO, seq=around, **values)
    newer = message_view.run(session, _AFTER, seq=around, **values)
    take_newer = min(len(newer), max(limit // 2, limit - len(older)))
    return older[: limit - take_newer][::-1] + newer[:take_newer]


def _since(
    session: Session, conversation_id: str, since_rev: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    found = message_view.run(
        session, _CHANGED_PAGE, conversation_id=conversation_id, rev=since_rev, limit=limit + 1
    )
    items = found[:limit]
    following = items[-1]["rev"] if len(found) > limit else None
    return sorted(items, key=lambda message: message["seq"]), following
