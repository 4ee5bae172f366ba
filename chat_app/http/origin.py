"""Which pages may act for the person whose cookie the browser sends along."""

from urllib.parse import urlsplit

from fastapi import Request

from chat_app.errors import NotAllowed
from chat_app.settings import Settings


def check_origin(request: Request, settings: Settings) -> None:
    """For a write that a cookie vouches for: it must come from our own page.

    Raises:
        NotAllowed: `origin_not_allowed`.
    """
    origin = request.headers.get("origin")
    own = request.headers.get("sec-fetch-site") in {"same-origin", "none"}
    if origin in settings.origins or (origin is None and own):
        return
    raise refused(settings)


def check_origin_if_any(request: Request, settings: Settings) -> None:
    """For signing in: a program sends no Origin, a page must be ours."""
    origin = request.headers.get("origin")
    if origin is not None and origin not in settings.origins:
        raise refused(settings)


def refused(settings: Settings) -> NotAllowed:
    return NotAllowed(
        f"This page may not do this: Parley is set up for {settings.base_url}. "
        "Whoever runs it sets CHAT_PUBLIC_URL to the address that browsers use.",
        code="origin_not_allowed",
    )


def may_act(request: Request, settings: Settings) -> bool:
    """Whether a page at the address that the caller used could open the socket and write."""
    origin = request.headers.get("origin")
    if origin is not None:
        return origin in settings.origins
    return request.headers.get("host", "") in {urlsplit(allowed).netloc for allowed in settings.origins}
