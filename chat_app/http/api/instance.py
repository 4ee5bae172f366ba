"""What a visitor may know before signing in."""

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from chat_app import __version__
from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.origin import may_act
from chat_app.services import rules
from chat_app.services.instance import is_empty
from chat_app.services.rules import Rules
from chat_app.settings import Settings

router = APIRouter(tags=["instance"])


@router.get("/instance", response_model=schemas.Instance, responses=errors(503))
async def get_instance(request: Request, here: Here) -> Response:
    """What this installation is, and whether one can sign up."""
    settings = here.settings
    set_up, empty = await here.database.read(_as_set_up, settings)
    return answer(
        {
            "name": set_up.name,
            "message": set_up.message_of_sign_in,
            "accent": set_up.accent,
            "version": __version__,
            "registration": set_up.registration,
            "empty": empty,
            "public_url": settings.base_url,
            "max_upload_bytes": set_up.max_upload_bytes,
            "origin_allowed": may_act(request, settings),
        }
    )


def _as_set_up(session: Session, settings: Settings) -> tuple[Rules, bool]:
    return rules.read(session, settings), is_empty(session)
