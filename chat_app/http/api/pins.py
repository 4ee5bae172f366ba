"""Pinned messages."""

from fastapi import APIRouter
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer_text, page_of_texts
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit
from chat_app.services import pins

router = APIRouter(tags=["pins"])

_ERRORS = errors(401, 403, 404, 409, 503)


@router.get(
    "/conversations/{conversation_id}/pins",
    response_model=schemas.Page[schemas.Message],
    responses=errors(401, 403, 404, 422, 503),
)
async def list_pins(
    caller: SignedInCaller, conversation_id: str, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """The pinned messages, newest first."""
    return page_of_texts(await caller.read(pins.list_pins, conversation_id, limit, cursor))


@router.put("/messages/{message_id}/pin", response_model=schemas.Message, responses=_ERRORS)
async def pin(caller: SignedInCaller, message_id: str) -> Response:
    """Pins it for everybody; repeating changes nothing."""
    return answer_text(await caller.write(pins.pin, message_id, True))


@router.delete("/messages/{message_id}/pin", response_model=schemas.Message, responses=_ERRORS)
async def unpin(caller: SignedInCaller, message_id: str) -> Response:
    """Repeating changes nothing."""
    return answer_text(await caller.write(pins.pin, message_id, False))
