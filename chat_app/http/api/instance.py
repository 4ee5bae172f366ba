"""What a visitor may know before signing in."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from chat_app import __version__
from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.origin import may_act
from chat_app.services.instance import is_empty

router = APIRouter(tags=["instance"])


@router.get("/instance", response_model=schemas.Instance, responses=errors(503))
async def get_instance(request: Request, here: Here) -> Response:
    """What this installation is, and whether one can sign up."""
    settings = here.settings
    return answer(
        {
            "name": "Parley",
            "version": __version__,
            "registration": settings.registration,
            "empty": await here.database.read(is_empty),
            "public_url": settings.base_url,
            "max_upload_bytes": settings.max_upload_bytes,
            "origin_allowed": may_act(request, settings),
        }
    )
