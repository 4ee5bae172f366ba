"""Reactions to messages."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer_text
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.services import reactions

router = APIRouter(prefix="/messages/{message_id}/reactions", tags=["reactions"])

Emoji = Annotated[
    str, Path(description="A Unicode emoji or a `:shortcode:`, percent-encoded.", examples=["👍", ":+1:"])
]
_ERRORS = errors(401, 403, 404, 409, 422, 503)


@router.put("/{emoji}", response_model=schemas.Message, responses=_ERRORS)
async def add_reaction(caller: SignedInCaller, message_id: str, emoji: Emoji) -> Response:
    """Repeating changes nothing."""
    return answer_text(await caller.write(reactions.react, message_id, emoji, True))


@router.delete("/{emoji}", response_model=schemas.Message, responses=_ERRORS)
async def remove_reaction(caller: SignedInCaller, message_id: str, emoji: Emoji) -> Response:
    """Repeating changes nothing."""
    return answer_text(await caller.write(reactions.react, message_id, emoji, False))
