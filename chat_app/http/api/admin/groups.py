"""The groups of an installation, for those who run it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page_of
from chat_app.http.api.export import FILE, FileFormat, handed_out
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit, Text
from chat_app.services import export
from chat_app.services.admin import groups

router = APIRouter(prefix="/groups", tags=["administration"])


class GroupChanges(Body):
    """What is left out stays as it is."""

    name: Text | None = None
    topic: Text | None = None
    archived: bool | None = None
    owner_id: Annotated[Text | None, Field(description="Becomes an owner, and a member before.")] = None


@router.get("", response_model=schemas.AdminGroupPage, responses=errors(401, 403, 422, 503))
async def list_groups(
    caller: SignedInCaller,
    *,
    q: Annotated[str, Query(max_length=100, description="A part of a name.")] = "",
    state: Literal["", "active", "archived"] = "",
    visibility: Literal["", "private", "public"] = "",
    sort: Literal[
        "name", "-name", "members", "-members", "created", "-created", "active", "-active"
    ] = "-active",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """Names, members and numbers of groups, never what is said in them."""
    which = {"q": q, "state": state, "visibility": visibility}
    listed = await caller.read(groups.list_groups, **which, sort=sort, limit=limit, cursor=cursor)
    return page_of(listed, total=await caller.read(groups.count_groups, **which))


@router.get("/{group_id}", response_model=schemas.AdminGroupDetails, responses=errors(401, 403, 404, 503))
async def get_group(caller: SignedInCaller, group_id: str) -> Response:
    return answer(await caller.read(groups.get_group, group_id))


@router.patch(
    "/{group_id}",
    response_model=schemas.AdminGroupDetails,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def change_group(caller: SignedInCaller, group_id: str, body: GroupChanges) -> Response:
    """Renames or archives a group, or gives it an owner."""
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    return answer(await caller.write(groups.change_group, group_id, changes))


@router.get(
    "/{group_id}/export",
    response_class=Response,
    responses={**FILE, **errors(401, 403, 404, 422, 503)},
)
async def export_group(
    here: Here,
    caller: SignedInCaller,
    group_id: str,
    file_format: FileFormat = "jsonl",
) -> Response:
    """The whole group, as its own admins have it; the audit log tells who took it."""
    name = await caller.write(export.begin_as_admin, group_id, file_format)
    return handed_out(here, group_id, name, file_format)


@router.delete("/{group_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503))
async def delete_group(caller: SignedInCaller, group_id: str) -> Response:
    """Deletes a group with everything in it."""
    await caller.write(groups.delete_group, group_id)
    return nothing()
