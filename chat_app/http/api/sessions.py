"""The caller's signed-in devices."""

from fastapi import APIRouter
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit
from chat_app.services import sessions

router = APIRouter(prefix="/sessions", tags=["sessions"])


@router.get("", response_model=schemas.Page[schemas.Session], responses=errors(401, 422, 503))
async def list_sessions(caller: SignedInCaller, limit: Limit = 50, cursor: Cursor = None) -> Response:
    """The newest sign-in first; `current` is the one that asks."""
    return page(await caller.read(sessions.list_sessions, limit, cursor))


@router.delete(
    "/{session_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 503)
)
async def end_session(caller: SignedInCaller, session_id: str) -> Response:
    """Signs a device out, at once and everywhere; its sockets close."""
    await caller.write(sessions.end_own, session_id)
    return nothing()
