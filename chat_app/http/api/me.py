"""One's own profile."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body
from chat_app.services import users

router = APIRouter(tags=["me"])


class ProfileChanges(Body):
    """What is left out stays as it is.

    Null empties a status, takes back its end, ends do-not-disturb, and leaves the language to the browser.
    """

    display_name: Annotated[Any, Field(json_schema_extra={"type": "string", "maxLength": 64})] = None
    status_text: Annotated[Any, Field(json_schema_extra={"type": ["string", "null"], "maxLength": 100})] = (
        None
    )
    status_emoji: Annotated[Any, Field(json_schema_extra={"type": ["string", "null"]})] = None
    status_until: Annotated[
        Any, Field(json_schema_extra={"type": ["string", "null"], "format": "date-time"})
    ] = None
    locale: Annotated[
        Any, Field(json_schema_extra={"type": ["string", "null"]}, examples=["en", "pt-BR", None])
    ] = None
    dnd_until: Annotated[
        Any, Field(json_schema_extra={"type": ["string", "null"], "format": "date-time"})
    ] = None
    receipts: Annotated[Any, Field(json_schema_extra={"type": "boolean"})] = None


@router.get("/me", response_model=schemas.Me, responses=errors(401, 503))
async def get_me(caller: SignedInCaller) -> Response:
    return answer(await caller.read(users.get_me))


@router.patch("/me", response_model=schemas.Me, responses=errors(400, 401, 403, 413, 415, 422, 503))
async def edit_me(caller: SignedInCaller, body: ProfileChanges) -> Response:
    """Changes the profile; unknown and protected fields change nothing."""
    return answer(await caller.write(users.update_profile, body.model_dump(exclude_unset=True)))
