"""Bots and their tokens."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Body, Cursor, Limit, Text
from chat_app.services import bot_tokens, bots

router = APIRouter(prefix="/bots", tags=["bots"])

_WRITING = errors(400, 401, 403, 404, 409, 413, 415, 422, 503)


class NewBot(Body):
    username: Annotated[Text, Field(description="As of people.")]
    display_name: Text | None = None


class BotChanges(Body):
    """What is left out stays as it is."""

    display_name: Text | None = None
    active: bool | None = None


class NewToken(Body):
    name: Annotated[Text, Field(description="What it is for, 1 to 64 characters.")]


@router.get("", response_model=schemas.Page[schemas.Bot], responses=errors(401, 403, 422, 503))
async def list_bots(caller: SignedInCaller, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The newest first, those that are switched off too. For those who run the installation."""
    return page(await caller.read(bots.list_bots, limit, cursor))


@router.post("", status_code=201, response_model=schemas.Bot, responses=_WRITING)
async def create_bot(caller: SignedInCaller, body: NewBot) -> Response:
    """Makes a bot; it acts by its tokens."""
    made = await caller.write(bots.create_bot, username=body.username, display_name=body.display_name)
    return answer(made, 201)


@router.patch("/{bot_id}", response_model=schemas.Bot, responses=_WRITING)
async def edit_bot(caller: SignedInCaller, bot_id: str, body: BotChanges) -> Response:
    """Renames it, or switches it off (`active: false`), which ends its tokens, or on again."""
    changes = {name: value for name, value in body.model_dump().items() if value is not None}
    return answer(await caller.write(bots.edit_bot, bot_id, changes))


@router.delete("/{bot_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503))
async def deactivate_bot(caller: SignedInCaller, bot_id: str) -> Response:
    """Switches it off; what it wrote stays."""
    await caller.write(bots.edit_bot, bot_id, {"active": False})
    return nothing()


@router.get(
    "/{bot_id}/tokens",
    response_model=schemas.Page[schemas.BotToken],
    responses=errors(401, 403, 404, 503),
)
async def list_tokens(caller: SignedInCaller, bot_id: str) -> Response:
    """The newest first; there are at most 20. None tells its secret."""
    return page((await caller.read(bot_tokens.list_tokens, bot_id), None))


@router.post("/{bot_id}/tokens", status_code=201, response_model=schemas.NewBotToken, responses=_WRITING)
async def create_token(caller: SignedInCaller, bot_id: str, body: NewToken) -> Response:
    """Makes a token, good until it is ended: `Authorization: Bearer …`, or `auth: {token}` for `/chat`."""
    return answer(await caller.write(bot_tokens.create_token, bot_id, body.name), 201)


@router.delete(
    "/{bot_id}/tokens/{token_id}",
    status_code=204,
    response_class=Response,
    responses=errors(401, 403, 404, 503),
)
async def end_token(caller: SignedInCaller, bot_id: str, token_id: str) -> Response:
    """Ends a token, at once and everywhere; its sockets close."""
    await caller.write(bot_tokens.end_token, bot_id, token_id)
    return nothing()
