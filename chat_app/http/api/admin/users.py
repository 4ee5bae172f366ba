"""The people of an installation, for those who run it."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page_of
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit, Text
from chat_app.services.admin import users

router = APIRouter(prefix="/users", tags=["administration"])


class UserChanges(Body):
    """What is left out stays as it is."""

    active: Annotated[
        bool | None, Field(description="False suspends for good and ends all sessions; true brings back.")
    ] = None
    suspended_until: Annotated[Text | None, Field(description="Suspends until this time.")] = None
    role: Literal["owner", "admin", "member"] | None = None
    display_name: Text | None = None
    reset_password: Annotated[
        bool | None, Field(description="True mails a link to a new password; the old one stays good.")
    ] = None


@router.get("", response_model=schemas.AdminUserPage, responses=errors(401, 403, 422, 503))
async def list_users(
    caller: SignedInCaller,
    *,
    q: Annotated[str, Query(max_length=100, description="A part of a name or address.")] = "",
    role: Literal["", "owner", "admin", "member", "bot"] = "",
    state: Literal["", "active", "suspended"] = "",
    sort: Literal["name", "-name", "created", "-created", "seen", "-seen"] = "name",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """The people with `q` in a name or their address."""
    which = {"q": q, "role": role, "state": state}
    listed = await caller.read(users.list_users, **which, sort=sort, limit=limit, cursor=cursor)
    return page_of(listed, total=await caller.read(users.count_users, **which))


@router.get("/{user_id}", response_model=schemas.AdminUserDetails, responses=errors(401, 403, 404, 503))
async def get_user(caller: SignedInCaller, user_id: str) -> Response:
    """Somebody with their devices and groups."""
    return answer(await caller.read(users.get_user, user_id))


@router.patch(
    "/{user_id}",
    response_model=schemas.AdminUserDetails,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def change_user(caller: SignedInCaller, here: Here, user_id: str, body: UserChanges) -> Response:
    """Suspends somebody or brings them back, gives them another role or name, or has their password reset."""
    changed = await caller.write(
        users.change_user, user_id, body.model_dump(exclude_unset=True, exclude={"reset_password"})
    )
    if body.reset_password:
        await caller.write(users.record_reset, user_id)
        await here.accounts.mail_reset(user_id)
    return answer(changed)


@router.delete(
    "/{user_id}/sessions", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503)
)
async def end_sessions(caller: SignedInCaller, user_id: str) -> Response:
    """Signs somebody out everywhere, at once; their sockets close."""
    await caller.write(users.end_sessions, user_id)
    return nothing()
