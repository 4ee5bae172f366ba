"""Who has read what."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Counter
from chat_app.services import receipts

router = APIRouter(tags=["receipts"])


class Read(Body):
    seq: Annotated[Counter, Field(description="Clamped to what exists.")]
    force: Annotated[bool, Field(description="Moves back too: mark unread from here.")] = False


@router.put(
    "/conversations/{conversation_id}/read",
    response_model=schemas.ReadState,
    responses=errors(400, 401, 403, 404, 413, 415, 422, 503),
)
async def mark_read(caller: SignedInCaller, conversation_id: str, body: Read) -> Response:
    """Moves the caller's pointer forward to `seq`."""
    state = await caller.write(receipts.mark_read, conversation_id, body.seq, force=body.force)
    return answer(state)


@router.get(
    "/messages/{message_id}/receipts", response_model=schemas.Receipts, responses=errors(401, 403, 404, 503)
)
async def list_receipts(caller: SignedInCaller, message_id: str) -> Response:
    """Who has read the message and to whom it was delivered, the author left out."""
    return answer(await caller.read(receipts.of_message, message_id))
