"""What is told of a request, beside what `tests/contract/test_log.py` sees of the whole product."""

from collections.abc import Callable

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from structlog.testing import capture_logs

from chat_app.http import request_log
from chat_app.http.request_log import RequestLog


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    body = await Request(scope, receive).body()
    await Response(status_code=int(body or b"200"))(scope, receive, send)


async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
    raise ZeroDivisionError


@pytest.fixture
def client_of() -> Callable[[ASGIApp], httpx.AsyncClient]:
    def make(app: ASGIApp) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(RequestLog(app), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://test")

    return make


async def told(client: httpx.AsyncClient, content: bytes = b"") -> list[tuple[str, str, int]]:
    with capture_logs() as logged:
        async with client:
            await client.post("/secret?q=secret", content=content)
    assert "secret" not in str(logged)
    return [(line["log_level"], line["event"], line["status"]) for line in logged]


async def test_only_what_failed_is_worth_a_line(client_of: Callable[[ASGIApp], httpx.AsyncClient]) -> None:
    assert await told(client_of(answers)) == []
    assert await told(client_of(answers), b"404") == []
    assert await told(client_of(answers), b"503") == [("warning", "request", 503)]
    assert await told(client_of(breaks)) == [("warning", "request", 500)]


async def test_what_took_long_is_told_too(
    client_of: Callable[[ASGIApp], httpx.AsyncClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(request_log, "SLOW", 0)
    assert await told(client_of(answers), b"201") == [("warning", "request_slow", 201)]
