"""Finding people."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit
from chat_app.services import users

router = APIRouter(tags=["users"])


@router.get("/users", response_model=schemas.Page[schemas.User], responses=errors(401, 422, 503))
async def search_users(
    caller: SignedInCaller,
    q: Annotated[str, Query(max_length=100, description="A part of a name; empty for everybody.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    return page(await caller.read(users.search_users, q, limit, cursor))
