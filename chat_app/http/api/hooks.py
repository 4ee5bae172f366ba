"""The webhooks of a group; what is posted to them comes in by `chat_app.http.incoming`."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.text import Body, Text
from chat_app.services import hooks

router = APIRouter(tags=["hooks"])


class NewHook(Body):
    name: Annotated[Text, Field(description="What it posts as, 1 to 64 characters.")]
    avatar_url: Annotated[
        Text | None, Field(description="Not shown: nothing is loaded from other hosts.")
    ] = None


@router.get(
    "/conversations/{conversation_id}/hooks",
    response_model=schemas.Page[schemas.Hook],
    responses=errors(401, 403, 404, 503),
)
async def list_hooks(caller: SignedInCaller, conversation_id: str) -> Response:
    """The newest first; there are at most 50. None tells its secret."""
    return page((await caller.read(hooks.list_hooks, conversation_id), None))


@router.post(
    "/conversations/{conversation_id}/hooks",
    status_code=201,
    response_model=schemas.NewHook,
    responses=errors(400, 401, 403, 404, 409, 413, 415, 422, 503),
)
async def create_hook(here: Here, caller: SignedInCaller, conversation_id: str, body: NewHook) -> Response:
    """Makes an address at which other programs post into the group, in Slack's format or Mattermost's."""
    made = await caller.write(
        hooks.create_hook,
        conversation_id,
        name=body.name,
        avatar_url=body.avatar_url,
        base_url=here.settings.base_url,
    )
    return answer(made, 201)


@router.delete(
    "/hooks/{hook_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503)
)
async def delete_hook(caller: SignedInCaller, hook_id: str) -> Response:
    """Its address is gone at once; what was posted stays."""
    await caller.write(hooks.delete_hook, hook_id)
    return nothing()
