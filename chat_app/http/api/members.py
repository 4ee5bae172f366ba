"""Who is in a conversation, and as what."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit, Text
from chat_app.services import members

router = APIRouter(prefix="/conversations/{conversation_id}/members", tags=["members"])

_WRITING = errors(400, 401, 403, 404, 409, 413, 415, 422, 503)


class Membership(Body):
    """Without a role, a new member is a plain one and an old one stays what they are."""

    role: Literal["owner", "admin", "member"] | None = None


class NewMembers(Body):
    user_ids: Annotated[list[Text], Field(min_length=1, max_length=1000)]


class Role(Body):
    role: Literal["owner", "admin", "member"]


@router.get("", response_model=schemas.Page[schemas.Member], responses=errors(401, 403, 404, 422, 503))
async def list_members(
    caller: SignedInCaller,
    conversation_id: str,
    q: Annotated[str, Query(max_length=100, description="A part of a name; empty for everybody.")] = "",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    return page(await caller.read(members.list_members, conversation_id, limit, cursor, q=q))


@router.post("", response_model=schemas.Page[schemas.Member], responses=_WRITING)
async def add_members(caller: SignedInCaller, conversation_id: str, body: NewMembers) -> Response:
    """Adds many at once, as one action; those who are in it already stay what they are."""
    return page((await caller.write(members.add_members, conversation_id, body.user_ids), None))


@router.put(
    "/{user_id}",
    response_model=schemas.Member,
    responses=_WRITING | {201: {"model": schemas.Member, "description": "Somebody who was not in it."}},
)
async def put_member(
    caller: SignedInCaller, conversation_id: str, user_id: str, body: Membership | None = None
) -> Response:
    """Adds somebody, or changes the role of a member."""
    role = body.role if body else None
    member, created = await caller.write(members.put_member, conversation_id, user_id, role)
    return answer(member, 201 if created else 200)


@router.patch("/{user_id}", response_model=schemas.Member, responses=_WRITING)
async def change_role(caller: SignedInCaller, conversation_id: str, user_id: str, body: Role) -> Response:
    """Changes the role of a member."""
    return answer(await caller.write(members.change_role, conversation_id, user_id, body.role))


@router.delete(
    "/{user_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 409, 503)
)
async def remove_member(caller: SignedInCaller, conversation_id: str, user_id: str) -> Response:
    """Removes somebody; oneself is leaving."""
    await caller.write(members.remove_member, conversation_id, user_id)
    return nothing()
