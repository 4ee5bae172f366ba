"""Invite links."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from pydantic import Field
from starlette.responses import Response

from chat_app.errors import NotSignedIn
from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller, caller_of
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit, Text
from chat_app.services import invites, users

router = APIRouter(tags=["invites"])

_A_MINUTE, _A_YEAR = 60, 366 * 24 * 60 * 60
_MOST_USES = 100_000
Code = Annotated[str, Path(max_length=256, description="The code of the link.")]


class NewInvite(Body):
    """Without an end and a limit it is good until it is revoked."""

    conversation_id: Annotated[Text | None, Field(description="The group that it leads to besides.")] = None
    expires_in: Annotated[int | None, Field(ge=_A_MINUTE, le=_A_YEAR, description="Seconds.")] = None
    max_uses: Annotated[int | None, Field(ge=1, le=_MOST_USES, description="How many people.")] = None


@router.post(
    "/invites",
    status_code=201,
    response_model=schemas.NewInvite,
    responses=errors(400, 401, 403, 404, 413, 415, 422, 503),
)
async def create_invite(here: Here, caller: SignedInCaller, body: NewInvite) -> Response:
    """A link into the installation, and into a group where it names one."""
    invite = await caller.write(
        invites.create_invite,
        conversation_id=body.conversation_id,
        expires_in=body.expires_in,
        max_uses=body.max_uses,
        settings=here.settings,
    )
    return answer(invite | {"url": f"{here.settings.base_url}/register?invite={invite['code']}"}, 201)


@router.get("/invites", response_model=schemas.Page[schemas.Invite], responses=errors(401, 403, 422, 503))
async def list_invites(caller: SignedInCaller, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The invites into the installation that lead to no group, the newest first."""
    return page(await caller.read(invites.list_of_installation, limit, cursor))


@router.get("/invites/{invite}", response_model=schemas.Invitation, responses=errors(404, 422, 503))
async def get_invite(request: Request, here: Here, invite: Code) -> Response:
    """What a link leads to, by its code. No sign-in is needed."""
    seen = await here.database.read(invites.look_at, invite)
    return answer(seen | {"you": await _name_of_caller(request, here)})


async def _name_of_caller(request: Request, here: Here) -> str | None:
    try:
        caller = await caller_of(request, here, None, None)
        return (await caller.read(users.get_me))["display_name"]
    except NotSignedIn:
        return None


@router.post(
    "/invites/{invite}/accept",
    response_model=schemas.Conversation,
    responses=errors(401, 403, 404, 409, 422, 503),
)
async def accept_invite(caller: SignedInCaller, invite: Code) -> Response:
    """Joins the group that the link leads to, by its code. A person counts once."""
    return answer(await caller.write(invites.accept, invite))


@router.delete(
    "/invites/{invite}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503)
)
async def revoke_invite(
    caller: SignedInCaller, invite: Annotated[str, Path(description="The id of the invite.")]
) -> Response:
    """Ends a link, by the invite's id."""
    await caller.write(invites.revoke_invite, invite)
    return nothing()


@router.get(
    "/conversations/{conversation_id}/invites",
    response_model=schemas.Page[schemas.Invite],
    responses=errors(401, 403, 404, 422, 503),
)
async def list_group_invites(
    caller: SignedInCaller, conversation_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """The invites into a group, the newest first, for its admins."""
    return page(await caller.read(invites.list_of_group, conversation_id, limit, cursor))
