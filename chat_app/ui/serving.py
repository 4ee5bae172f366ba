"""How built pages leave the server: under their plain addresses, cached rightly, with a strict CSP."""

import json
import re
from collections.abc import Callable, Iterable
from functools import cached_property

from reflex.utils.prerequisites import get_web_dir
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_app.ui.build_plugin import CSP_HASHES
from chat_app.ui.shell.addresses import shells
from chat_app.ui.shell.plugin import SERVICE_WORKER

_HASHED = "/assets/"
_FOREVER = "public, max-age=31536000, immutable"


class PageServing:
    """ASGI middleware around the app with its mounted frontend.

    Leaves alone what is not a page or a file of the frontend, and whatever header is there already.
    """

    def __init__(self, app: ASGIApp, files_from: Callable[[], str | None] = lambda: None) -> None:
        """`files_from` tells the origin that files are handed out by, where it is not our own."""
        self._app = app
        self._files_from = files_from

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path: str = scope["path"]
        for pattern, folder in self._shells:
            if pattern.match(path):
                # A shell lies in a folder, and the page's address must not gain a slash for that.
                scope = {**scope, "path": folder, "raw_path": folder.encode()}
                break

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if path.startswith(_HASHED) and message["status"] == 200:
                    headers.setdefault("Cache-Control", _FOREVER)
                elif path == f"/{SERVICE_WORKER}":
                    headers.setdefault("Cache-Control", "no-cache")
                    headers.setdefault("Content-Security-Policy", "default-src 'self'")
                elif headers.get("content-type", "").startswith("text/html"):
                    headers.setdefault("Cache-Control", "no-cache")
                    headers.setdefault("Content-Security-Policy", self._policy)
                    headers.setdefault("X-Content-Type-Options", "nosniff")
                    headers.setdefault("Referrer-Policy", "same-origin")
            await send(message)

        await self._app(scope, receive, with_headers)

    @cached_property
    def _shells(self) -> list[tuple[re.Pattern[str], str]]:
        routes = get_web_dir() / "routes.json"
        static = get_web_dir() / "build" / "client"
        return [
            (re.compile(shell.pattern), f"{shell.path.rstrip('/')}/")
            for shell in (shells(json.loads(routes.read_text())) if routes.exists() else [])
            if (static / shell.file).is_file()
        ]

    @cached_property
    def _policy(self) -> str:
        path = get_web_dir() / CSP_HASHES
        scripts: list[str] = json.loads(path.read_text()) if path.exists() else []
        return content_security_policy(scripts, self._files_from())


def content_security_policy(inline_scripts: Iterable[str], files_from: str | None = None) -> str:
    """Everything from here, but for pictures and sound; nothing evaluated, no frame around it."""
    files = ("'self'", *filter(None, (files_from,)))
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *inline_scripts)),
            "style-src 'self' 'unsafe-inline'",  # Emotion and React set styles inline
            " ".join(("img-src", *files, "data:", "blob:")),
            " ".join(("media-src", *files, "blob:")),
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
