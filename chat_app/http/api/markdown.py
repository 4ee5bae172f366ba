"""How a text will look as a message."""

import asyncio
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from chat_app.http import schemas
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Text
from chat_app.services import limits
from chat_app.services.markdown import render
from chat_app.services.message_content import LONGEST_BODY

router = APIRouter(tags=["messages"])


class Markdown(Body):
    body: Annotated[Text, Field(description="Markdown.", max_length=LONGEST_BODY)]


@router.post(
    "/markdown", response_model=schemas.Html, responses=errors(400, 401, 403, 413, 415, 422, 429, 503)
)
async def render_markdown(caller: SignedInCaller, body: Markdown) -> dict[str, str]:
    """The `html` that a message with this body would have; nothing is sent."""
    await caller.spend(limits.PREVIEWS)
    await caller.actor()
    return {"html": await asyncio.to_thread(render, body.body)}
