"""Search."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer_text
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit
from chat_app.services import limits, search

router = APIRouter(tags=["search"])

_Q = Annotated[
    str,
    Query(
        description="Words and operators: `from:`, `in:`, `has:`, `before:`, `after:`, `is:pinned`,"
        ' `"a phrase"`, `-word`. At most 1,000 characters.'
    ),
]


@router.get(
    "/search",
    response_model=schemas.Page[schemas.SearchResult],
    responses=errors(401, 403, 404, 422, 429, 503),
)
async def search_messages(
    caller: SignedInCaller,
    *,
    q: _Q = "",
    conversation_id: Annotated[str | None, Query(description="In this conversation only.")] = None,
    time_zone: Annotated[
        str | None,
        Query(description="Where days begin and end: an IANA name; UTC unless given.", max_length=64),
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Messages of the caller's conversations, newest first. An empty question finds nothing."""
    await caller.spend(limits.SEARCHES)
    return answer_text(
        await caller.read(
            search.search,
            q,
            conversation_id=conversation_id,
            time_zone=time_zone,
            limit=limit,
            cursor=cursor,
        )
    )
