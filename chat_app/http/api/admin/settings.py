"""What an admin sets."""

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.services.admin import settings

router = APIRouter(prefix="/settings", tags=["administration"])


@router.get("", response_model=dict[str, schemas.Rule], responses=errors(401, 403, 503))
async def get_settings(here: Here, caller: SignedInCaller) -> Response:
    """Each with its value, its default, and whether the environment fixes it."""
    return answer(await caller.read(settings.get_settings, here.settings))


@router.patch("", response_model=dict[str, schemas.Rule], responses=errors(400, 401, 403, 413, 415, 422, 503))
async def change_settings(here: Here, caller: SignedInCaller, body: dict[str, JsonValue]) -> Response:
    """Changes what is given, at once and everywhere; null takes a value back to its default."""
    return answer(await caller.write(settings.change_settings, here.settings, body))
