"""The browser's session cookie."""

from starlette.responses import Response

from chat_app.services.sessions import LIFETIME
from chat_app.settings import Settings


def set_cookie(response: Response, settings: Settings, value: str) -> None:
    """The browser keeps it for as long as the session lives from now on."""
    response.set_cookie(
        settings.cookie_name,
        value,
        max_age=LIFETIME,
        path="/",
        secure=settings.secure_cookie,
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        settings.cookie_name, path="/", secure=settings.secure_cookie, httponly=True, samesite="lax"
    )
