"""What holds for every request and every answer of this server: pages, files, the API and sockets."""

from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_app.settings import Settings

LONGEST_ADDRESS = 16 * 1024
"""Bytes of the path, and of the query."""
LARGEST_HEADERS = 32 * 1024
MOST_HEADERS = 100
_POLICY = "Content-Security-Policy"
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Pages and files of the API have policies of their own, which are there already.
    _POLICY: "default-src 'none'; frame-ancestors 'none'",
}
_NOT_MODIFIED = 304
_HTTPS_ONLY = "max-age=31536000"


class Edge:
    """An ASGI middleware around everything. Headers that are there already are left alone."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._headers = dict(_HEADERS)
        if settings.secure_cookie:
            self._headers["Strict-Transport-Security"] = _HTTPS_ONLY

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    # What was not modified keeps its policy; a browser would take this one for it.
                    if message["status"] != _NOT_MODIFIED or name != _POLICY:
                        headers.setdefault(name, value)
            await send(message)

        if status := _too_much(scope):
            problem: dict[str, Any] = {"code": "too_large", "message": "This is too long.", "fields": {}}
            refusal = JSONResponse({"error": problem}, status, headers={"Connection": "close"})
            await refusal(scope, receive, with_headers)
            return
        await self._app(scope, receive, with_headers)


def _too_much(scope: Scope) -> int | None:
    """The status that says so, if it is."""
    if max(len(scope["path"]), len(scope["query_string"])) > LONGEST_ADDRESS:
        return 414
    headers: list[tuple[bytes, bytes]] = scope["headers"]
    if (
        len(headers) > MOST_HEADERS
        or sum(len(name) + len(value) for name, value in headers) > LARGEST_HEADERS
    ):
        return 431
    return None
