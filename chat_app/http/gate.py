"""What happens to every request of the API before and after its route; pages and sockets pass by."""

import re
import time
from collections.abc import Callable

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_app.errors import TooLarge
from chat_app.http.context import Context
from chat_app.http.cookies import set_cookie
from chat_app.http.errors import TooDeep, broken_answer, error_answer
from chat_app.http.streaming import chunks_of, drain
from chat_app.models.nesting import is_too_deep

LARGEST_BODY = 256 * 1024
_STREAMED = re.compile(r"/api/v1/(files|files/resumable(/[^/]*)?|me/avatar|conversations/[^/]*/avatar)")
"""Addresses that take files: their routes bound what they read."""
_ROOT_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}

log = structlog.get_logger(__name__)


class Gate:
    """An ASGI middleware: bodies of bounded size in, safe headers out, answers counted, faults logged."""

    def __init__(self, app: ASGIApp, *, context: Context) -> None:
        self._app = app
        self._context = context

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_ours(scope["path"]):
            await self._app(scope, receive, send)
            return
        start = time.perf_counter()
        self._context.requests.begins()
        scope.setdefault("state", {})
        exchange = _Exchange(scope, receive, send, self._dress)
        try:
            if _STREAMED.fullmatch(scope["path"]):
                await self._app(scope, receive, exchange.send)
                return
            refusal = await _refused(Headers(scope=scope), receive)
            await (refusal or self._app)(scope, exchange.receive, exchange.send)
        except Exception:
            if exchange.status:
                raise  # too late for an answer: the connection has to go
            # The route and not the path, in which there may be a secret.
            log.exception("request_broke", method=scope["method"], route=route_of(scope))
            await broken_answer()(scope, receive, exchange.send)
        finally:
            route = route_of(scope)
            seconds = time.perf_counter() - start
            self._context.requests.ends(scope["method"], route, exchange.status, seconds)

    def _dress(self, scope: Scope, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        renewed = scope["state"].get("renewed_cookie")
        if renewed and "set-cookie" not in headers:
            dressed = Response()
            set_cookie(dressed, self._context.settings, renewed)
            headers.append("set-cookie", dressed.headers["set-cookie"])


class _Exchange:
    """One request and its answer, watched."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, dress: Callable[[Scope, MutableHeaders], None]
    ) -> None:
        self._scope, self._receive, self._send, self._dress = scope, receive, send, dress
        self._read = 0
        self._body = b""
        self.status = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > LARGEST_BODY:
            if message.get("more_body"):
                await drain(chunks_of(self._receive))
            raise HTTPException(TooLarge.status)  # the one exception that the framework lets through here
        self._body += message.get("body", b"")
        if not message.get("more_body") and is_too_deep(self._body.decode("latin-1")):
            raise TooDeep
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self._dress(self._scope, MutableHeaders(scope=message))
        await self._send(message)


def route_of(scope: Scope) -> str:
    """The path with its placeholders, as far as one was found: of these there are only so many."""
    return getattr(scope.get("route"), "path", "unknown")


def _is_ours(path: str) -> bool:
    return path.startswith(("/api/", "/hooks/")) or path == "/api" or path in _ROOT_PATHS


async def _refused(headers: Headers, receive: Receive) -> Response | None:
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) <= LARGEST_BODY:
        return None
    await drain(chunks_of(receive))
    return error_answer(TooLarge(f"The body may have {LARGEST_BODY:,} bytes."))
