"""Finding people."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.errors import Invalid
from chat_app.http import schemas
from chat_app.http.answers import page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit
from chat_app.services import users

router = APIRouter(tags=["users"])

MOST_IDS = 200


@router.get("/users", response_model=schemas.Page[schemas.User], responses=errors(401, 422, 503))
async def search_users(
    caller: SignedInCaller,
    q: Annotated[str, Query(max_length=100, description="A part of a name; empty for everybody.")] = "",
    ids: Annotated[
        str | None, Query(max_length=8000, description="At most 200 ids, with commas between: these people.")
    ] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Finds people by a part of a name; or, with `ids`, tells who they are, on one page."""
    if ids is not None:
        wanted = ids.split(",")
        if len(wanted) > MOST_IDS:
            raise Invalid(fields={"ids": f"are more than {MOST_IDS}"})
        return page((await caller.read(users.users_by_id, wanted), None))
    return page(await caller.read(users.search_users, q, limit, cursor))
