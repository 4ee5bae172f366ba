"""The public groups of the installation."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit
from chat_app.services import directory

router = APIRouter(prefix="/groups", tags=["conversations"])


@router.get("", response_model=schemas.Page[schemas.ListedGroup], responses=errors(401, 422, 503))
async def list_groups(
    caller: SignedInCaller,
    q: Annotated[str, Query(max_length=100, description="A part of a name or topic; empty for all.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Groups that anyone here can join, those with most members first; archived ones are left out."""
    return page(await caller.read(directory.list_groups, q, limit, cursor))
