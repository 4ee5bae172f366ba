"""How the caller has set a conversation up for themselves."""

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body
from chat_app.services import preferences

router = APIRouter(tags=["conversations"])


class Preferences(Body):
    """What is left out stays as it is."""

    notify: Annotated[Any, Field(json_schema_extra={"enum": list(preferences.LEVELS)})] = None
    muted_until: Annotated[
        Any,
        Field(
            json_schema_extra={"type": ["string", "null"], "format": "date-time"},
            description="Null unmutes; the year 9999 is until further notice.",
        ),
    ] = None
    favourite: Annotated[Any, Field(json_schema_extra={"type": "boolean"})] = None
    draft: Annotated[Any, Field(json_schema_extra={"type": "string", "maxLength": 20_000})] = None


@router.patch(
    "/conversations/{conversation_id}/my",
    response_model=schemas.Conversation,
    responses=errors(400, 401, 403, 404, 413, 415, 422, 503),
)
async def edit_preferences(caller: SignedInCaller, conversation_id: str, body: Preferences) -> Response:
    """Changes the caller's own part of the conversation; only the caller's devices learn of it."""
    changes = body.model_dump(exclude_unset=True)
    return answer(await caller.write(preferences.update_preferences, conversation_id, changes))
