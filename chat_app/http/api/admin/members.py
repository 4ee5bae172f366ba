"""Who is in a group, for those who run the installation."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit
from chat_app.services.admin import groups

router = APIRouter(prefix="/groups/{group_id}/members", tags=["administration"])


class GivenRole(Body):
    role: Literal["owner", "admin", "member"] = "member"


@router.get("", response_model=schemas.Page[schemas.AdminMember], responses=errors(401, 403, 404, 422, 503))
async def list_group_members(
    caller: SignedInCaller,
    group_id: str,
    q: Annotated[str, Query(max_length=100, description="A part of a name; empty for everybody.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    return page(await caller.read(groups.list_group_members, group_id, q=q, limit=limit, cursor=cursor))


@router.put(
    "/{user_id}",
    response_model=schemas.AdminMember,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def set_group_member(caller: SignedInCaller, group_id: str, user_id: str, body: GivenRole) -> Response:
    """Gives somebody this role in the group; who is no member is taken in."""
    return answer(await caller.write(groups.set_member, group_id, user_id, body.role))


@router.delete(
    "/{user_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 409, 503)
)
async def remove_group_member(caller: SignedInCaller, group_id: str, user_id: str) -> Response:
    await caller.write(groups.set_member, group_id, user_id, None)
    return nothing()
