"""Each request has an id, under which the log and the caller know it."""

import logging
import re
import time

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, clear_contextvars

from chat_app.http.gate import route_of
from chat_app.models.ids import new_id

HEADER = "X-Request-Id"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
"""What a proxy in front may call a request; anything else gets an id of ours."""
SLOW = 1.0
"""Seconds until the answer begins, after which a request is worth a line. Of one that brings a file they
count from its last byte."""
_BROKEN = 500

log = structlog.get_logger(__name__)
_level = logging.getLogger(__name__)


class RequestLog:
    """An ASGI middleware around everything that the API knows and the pages behind it.

    Whatever is logged meanwhile names the request. A request that took long or failed is logged by itself,
    every one at the level `debug`: its method, the route (which, other than the address, has no secret in
    it), the status, and milliseconds until the answer began; never its query, headers or body.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        request_id = given if _GIVEN.fullmatch(given) else new_id()
        since, seconds, status = time.perf_counter(), 0.0, _BROKEN

        async def watched_receive() -> Message:
            nonlocal since
            message = await receive()
            since = time.perf_counter()
            return message

        async def watched_send(message: Message) -> None:
            nonlocal seconds, status
            if message["type"] == "http.response.start":
                seconds, status = time.perf_counter() - since, message["status"]
                MutableHeaders(scope=message)[HEADER] = request_id
            await send(message)

        # Each request has a task of its own, with which these end, and who calls, which `auth` adds.
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        try:
            await self._app(scope, watched_receive, watched_send)
        finally:
            _tell(scope, status, seconds)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    is_slow = seconds > SLOW
    is_told = status >= _BROKEN or is_slow
    if not is_told and not _level.isEnabledFor(logging.DEBUG):  # asked first, as it is the usual case
        return
    (log.warning if is_told else log.debug)(
        "request_slow" if is_slow else "request",
        method=scope["method"],
        route=route_of(scope),
        status=status,
        ms=round(1000 * seconds, 1),
    )
