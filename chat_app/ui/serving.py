"""How built pages leave the server: under their plain addresses, cached rightly, with a strict CSP."""

import json
from collections.abc import Iterable
from functools import cached_property

from reflex.utils.prerequisites import get_web_dir
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_app.ui.build_plugin import CSP_HASHES

_HASHED = "/assets/"
_FOREVER = "public, max-age=31536000, immutable"


class PageServing:
    """ASGI middleware around the app with its mounted frontend.

    Leaves alone what is not a page or a file of the frontend, and whatever header is there already.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        if path in self._prerendered:
            # A prerendered page lies in a folder, and its address must not gain a slash for that.
            scope = {**scope, "path": path + "/", "raw_path": f"{path}/".encode()}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.startswith(_HASHED) and message["status"] == 200:
                    headers.setdefault("Cache-Control", _FOREVER)
                elif headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Cache-Control", "no-cache")
                    headers.setdefault("Content-Security-Policy", self._policy)
                    headers.setdefault("X-Content-Type-Options", "nosniff")
                    headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self._app(scope, receive, with_headers)

    @cached_property
    def _prerendered(self) -> frozenset[str]:
        static = get_web_dir() / "build" / "client"
        return frozenset(f"/{page.parent.relative_to(static)}" for page in static.glob("*/**/index.html"))

    @cached_property
    def _policy(self) -> str:
        path = get_web_dir() / CSP_HASHES
        return content_security_policy(json.loads(path.read_text()) if path.exists() else [])


def content_security_policy(inline_scripts: Iterable[str]) -> str:
    """Everything from here, nothing evaluated, no frame around it."""
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *inline_scripts)),
            "style-src 'self' 'unsafe-inline'",  # Emotion and React set styles inline
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
