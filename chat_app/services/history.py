"""Pages of a conversation, and what changed in it."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Integer, bindparam, select
from sqlmodel import Session, col

from chat_app.errors import Invalid
from chat_app.models import Message
from chat_app.models.actor import Actor
from chat_app.services import access, events, message_view

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
_TIME = select(col(Message.created_at)).where(_IN_IT, col(Message.seq) == bindparam("seq"))


@dataclass(slots=True)
class Newest:
    """The newest messages of a conversation, encoded, as of `rev`: by seq, ascending, without holes.

    `profiles` is how often names and pictures had changed before those in them were read.
    """

    rev: int
    profiles: int
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
    rev, profiles = standing(session, actor, conversation_id)
    found = message_view.run(session, _NEWEST, conversation_id=conversation_id, limit=count)
    return Newest(rev, profiles, {item["seq"]: message_view.encode(item) for item in reversed(found)})


def standing(session: Session, actor: Actor, conversation_id: str) -> tuple[int, int]:
    """The last rev, and how often names and pictures have changed: what is kept as of both is the truth.

    Raises:
        NotFound: the caller may not read it.
    """
    _, profiles = events.counts(session)
    return access.reading(session, actor, conversation_id).last_rev, profiles


def page(
    session: Session,
    actor: Actor,
    conversation_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    around: int | None = None,
    at: int | None = None,
    since_rev: int | None = None,
    limit: int = 50,
) -> str:
    """JSON text `{items, next, last_seq, last_rev}`, the items in ascending seq.

    At most one of `before` and `after` (a seq, exclusive), `around` (a seq), `at` (milliseconds: around the
    first message of that time or later, or the last of all) and `since_rev`; none means the newest. `next`
    is the value with which the same call goes on in the same direction: the new `before` (or `after`, or
    `since_rev`), None at the end.
    """
    places = {"before": before, "after": after, "around": around, "at": at, "since_rev": since_rev}
    given = [name for name, value in places.items() if value is not None]
    if len(given) > 1:
        raise Invalid(fields={given[1]: f"cannot be used together with {given[0]}"})
    now = access.reading(session, actor, conversation_id)
    if since_rev is not None:
        items, following = _since(session, conversation_id, since_rev, limit)
    elif after is not None:
        items, following = _after(session, conversation_id, after, limit)
    elif at is not None:
        place = _seq_at(session, conversation_id, at, now.last_seq)
        items, following = _around(session, conversation_id, place, limit), None
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


def _seq_at(session: Session, conversation_id: str, at: int, last_seq: int) -> int:
    """The seq of the first message at that time or later, or of the last one.

    Times rise with the seq, and the seq has no holes: halving finds it by the index that there is, where one
    on times would have to be written with every message.
    """
    connection = session.connection()

    def time_of(seq: int) -> int:
        return connection.scalar(_TIME, {"conversation_id": conversation_id, "seq": seq}) or 0

    return min(1 + bisect_left(range(1, last_seq + 1), at, key=time_of), last_seq)


def _since(
    session: Session, conversation_id: str, since_rev: int, limit: int
) -> tuple[list[dict[str, Any]], int | None]:
    found = message_view.run(
        session, _CHANGED_PAGE, conversation_id=conversation_id, rev=since_rev, limit=limit + 1
    )
    items = found[:limit]
    following = items[-1]["rev"] if len(found) > limit else None
    return sorted(items, key=lambda message: message["seq"]), following
