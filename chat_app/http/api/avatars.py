"""Pictures of people and groups: square, cut from what is sent."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chat_app.errors import Invalid
from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.api.files import received
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.multipart import FIELD
from chat_app.services import avatars, limits
from chat_app.services.intake import Arrival, Crop

router = APIRouter(tags=["files"])

_NUMBER = {"type": "integer", "minimum": 0}
_FORM = {
    "requestBody": {
        "required": True,
        "description": "Without `x`, `y` and `side`: the largest square in the middle.",
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {
                        FIELD: {"type": "string", "contentMediaType": "application/octet-stream"},
                        "x": _NUMBER,
                        "y": _NUMBER,
                        "side": _NUMBER,
                    },
                }
            }
        },
    }
}
_WRITING = errors(400, 401, 403, 404, 408, 413, 415, 422, 429, 503)


@router.put("/me/avatar", response_model=schemas.Me, responses=_WRITING, openapi_extra=_FORM)
async def set_my_avatar(request: Request, here: Here, caller: SignedInCaller) -> Response:
    """A picture of oneself: a square of the upright picture that is sent, in its pixels."""
    await caller.spend(limits.UPLOADS)
    actor = await caller.actor()
    arrival, crop = await _received(request, here)
    use = avatars.of_me(arrival.file_id)
    return answer(await here.runtime.intake.take_avatar(actor, arrival, crop, use))


@router.delete("/me/avatar", response_model=schemas.Me, responses=errors(401, 403, 503))
async def remove_my_avatar(caller: SignedInCaller) -> Response:
    return answer(await caller.write(avatars.of_me(None)))


@router.put(
    "/conversations/{conversation_id}/avatar",
    response_model=schemas.Conversation,
    responses=_WRITING,
    openapi_extra=_FORM,
)
async def set_group_avatar(
    request: Request, here: Here, caller: SignedInCaller, conversation_id: str
) -> Response:
    """A picture of a group, by its admins."""
    await caller.spend(limits.UPLOADS)
    actor = await caller.actor()
    await caller.read(avatars.check_group, conversation_id)
    arrival, crop = await _received(request, here)
    use = avatars.of_group(conversation_id, arrival.file_id)
    return answer(await here.runtime.intake.take_avatar(actor, arrival, crop, use))


@router.delete(
    "/conversations/{conversation_id}/avatar",
    response_model=schemas.Conversation,
    responses=errors(401, 403, 404, 503),
)
async def remove_group_avatar(caller: SignedInCaller, conversation_id: str) -> Response:
    return answer(await caller.write(avatars.of_group(conversation_id, None)))


async def _received(request: Request, here: Here) -> tuple[Arrival, Crop | None]:
    form, arrival = await received(request, here)
    try:
        return arrival, _crop(form.fields)
    except Invalid:
        arrival.path.unlink()
        raise


def _crop(fields: dict[str, str]) -> Crop | None:
    names = ("x", "y", "side")
    if not any(name in fields for name in names):
        return None
    wrong = {
        name: "must be a number of pixels"
        for name in names
        if not (
            fields.get(name, "").isascii() and fields.get(name, "").isdecimal() and len(fields[name]) <= 6
        )
    }
    if wrong:
        raise Invalid(fields=wrong)
    x, y, side = (int(fields[name]) for name in names)
    if side == 0:
        raise Invalid(fields={"side": "must be at least 1"})
    return Crop(x, y, side)
