"""Finding messages, newest first.

What is found is decided in Python (`Query.fits`), so that both databases agree; SQL proposes. Common words
are found by walking back from the newest message, as an index would have to sort a hundred thousand rows
of them; where that finds too little, the rarest words are looked up in the index.
"""

from collections.abc import Iterator
from datetime import UTC, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from sqlmodel import Session

from chat_app.db.prepared import allow_generic_plans
from chat_app.errors import Invalid
from chat_app.models.actor import Actor
from chat_app.models.permissions import Action
from chat_app.services import access, attachments, conversation_view, message_view, search_names
from chat_app.services.conversations import these_of_user
from chat_app.services.message_content import check_text
from chat_app.services.search_candidates import Candidates, Found
from chat_app.services.search_excerpt import highlight
from chat_app.services.search_query import Query, parse

_NEWEST = 2**62


def search(
    session: Session,
    actor: Actor,
    q: str,
    *,
    conversation_id: str | None = None,
    time_zone: str | None = None,
    limit: int = 50,
    cursor: str | None = None,
) -> str:
    """JSON text `{items: [{message, conversation, highlight}], next}`, what the caller may read alone.

    An empty question finds nothing. Days begin and end in `time_zone` (UTC unless given).
    """
    query = parse(check_text("q", q), _zone(time_zone))
    below = _place_of(cursor)
    inside = None
    if conversation_id is not None:
        conversation, _ = access.member_of(session, actor, conversation_id, Action.READ)
        inside = conversation.id
    if query.is_empty:
        return orjson.dumps({"items": [], "next": None}).decode()
    found = _find(session, actor, query, inside, below=below, count=limit + 1)
    page = found[:limit]
    following = str(page[-1].no) if len(found) > limit else None
    return orjson.dumps({"items": _items(session, actor, query, page), "next": following}).decode()


def _find(
    session: Session, actor: Actor, query: Query, inside: str | None, *, below: int, count: int
) -> list[Found]:
    places = search_names.places(session, actor, query.places) if query.places else None
    if inside is not None:
        places = [inside] if places is None or inside in places else []
    people = search_names.people(session, actor, query.people) if query.people else None
    if places == [] or people == []:
        return []
    candidates = Candidates(session, actor, query, places=places, people=people, below=below, count=count)
    return _first(candidates.newest_first(), query, count)


def _first(candidates: Iterator[Found], query: Query, count: int) -> list[Found]:
    found: list[Found] = []
    for candidate in candidates:
        if query.fits(candidate.words):
            found.append(candidate)
            if len(found) == count:
                break
    return found


def _items(session: Session, actor: Actor, query: Query, page: list[Found]) -> list[dict[str, Any]]:
    if not page:
        return []
    allow_generic_plans(session)
    ids = [found.message_id for found in page]
    messages = message_view.load_many(session, ids)
    there = {message["conversation_id"] for message in messages.values()}
    mine = these_of_user(session, actor.user_id, there)
    conversations = {c["id"]: c for c in conversation_view.for_user(session, actor.user_id, mine)}
    return [
        {
            "message": message,
            "conversation": conversations[message["conversation_id"]],
            "highlight": highlight(_said(message), query.wanted),
        }
        for message in map(messages.__getitem__, ids)
    ]


def _said(message: dict[str, Any]) -> str:
    return "\n\n".join(filter(None, (message["body"], attachments.words_of(message["attachments"]))))


def _zone(name: str | None) -> tzinfo:
    if name is None:
        return UTC
    try:
        return ZoneInfo(check_text("time_zone", name))
    except (ValueError, OSError, LookupError):
        raise Invalid(fields={"time_zone": "is not a time zone such as Asia/Jakarta"}) from None


def _place_of(cursor: str | None) -> int:
    if cursor is None:
        return _NEWEST
    if not (cursor.isascii() and cursor.isdecimal()) or len(cursor) > 18:
        raise Invalid(fields={"cursor": "is not a cursor of this list"})
    return int(cursor)
