"""Which pages may open the WebSocket or write with the cookie."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.api import Api
from tests.support.chat import Chat, HandshakeError, RefusedError

EVIL = [
    "http://evil.example",
    "https://127.0.0.1",
    "http://127.0.0.1",
    "http://localhost",
    "http://127.0.0.1.evil.example:{port}",
    "http://localhost.evil.example:{port}",
    "http://evil.example:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:1",
    "http://user@evil.example:{port}",
    "null",
    "file://",
]
LOOPBACK = ["http://127.0.0.1:{port}", "http://localhost:{port}", "http://[::1]:{port}"]


@pytest.fixture(params=EVIL)
def evil(request, server) -> str:
    return request.param.format(port=server.port)


@pytest.fixture(params=LOOPBACK)
def loopback(request, server) -> str:
    return request.param.format(port=server.port)


async def refused(url: str, **how: Any) -> bool:
    try:
        chat = await Chat.connect(url, **how)
    except (HandshakeError, RefusedError):
        return True
    await chat.close()
    return False


async def test_an_evil_page_opens_no_socket_with_the_cookie(server, alice, evil):
    assert await refused(server.url, cookie=alice.cookie, origin=evil)


async def test_an_evil_page_opens_no_socket_even_with_a_token(server, alice, evil):
    assert await refused(server.url, token=alice.token, origin=evil)


async def test_an_evil_page_writes_nothing_with_the_cookie(server, alice, evil):
    before = await alice.get("/me")
    async with Api(server.url) as browser:
        for method, path, body in (
            ("PATCH", "/me", {"display_name": "Evil"}),
            (
                "POST",
                "/conversations",
                {"kind": "group", "name": "E", "visibility": "private", "member_ids": []},
            ),
            ("POST", "/auth/logout", {}),
        ):
            await browser.refused(
                method, path, 403, json=body, headers={"Cookie": alice.cookie, "Origin": evil}
            )
    assert await alice.get("/me") == before


async def test_an_evil_page_reads_nothing(server, alice):
    async with Api(server.url) as browser:
        headers = {"Cookie": alice.cookie, "Origin": "http://evil.example"}
        response = await browser.call("GET", "/me", headers=headers)
        allowed = response.headers.get("access-control-allow-origin")
        assert allowed not in {"*", "http://evil.example"}
        preflight = await browser.call(
            "OPTIONS",
            "/me",
            headers=headers | {"Access-Control-Request-Method": "PATCH"},
        )
        assert preflight.headers.get("access-control-allow-origin") not in {"*", "http://evil.example"}


async def test_loopback_names_at_the_port_may_open_and_write(server, alice, loopback):
    async with Api(server.url) as browser:
        headers = {"Cookie": alice.cookie, "Origin": loopback}
        await browser.ok("PATCH", "/me", json={"status_text": loopback}, headers=headers)
    for how in ({"cookie": alice.cookie}, {"token": alice.token}):
        async with await Chat.connect(server.url, origin=loopback, **how) as chat:
            assert (await chat.sync())["me"]["id"] == alice.id


async def test_without_an_origin_a_cookie_alone_opens_no_socket(server, alice):
    assert await refused(server.url, cookie=alice.cookie)


async def test_without_an_origin_a_token_alone_opens_one(server, alice):
    async with await Chat.connect(server.url, token=alice.token) as chat:
        assert (await chat.sync())["me"]["id"] == alice.id


async def test_without_an_origin_a_cookie_alone_writes_nothing(server, alice):
    async with Api(server.url) as browser:
        await browser.refused(
            "PATCH", "/me", 403, json={"display_name": "E"}, headers={"Cookie": alice.cookie}
        )


async def test_a_cross_site_fetch_writes_nothing_and_a_same_origin_one_does(server, alice):
    async with Api(server.url) as browser:
        for site in ("cross-site", "same-site"):
            await browser.refused(
                "PATCH",
                "/me",
                403,
                json={"display_name": "E"},
                headers={"Cookie": alice.cookie, "Sec-Fetch-Site": site},
            )
        headers = {"Cookie": alice.cookie, "Sec-Fetch-Site": "same-origin"}
        await browser.ok("PATCH", "/me", json={"status_text": "x"}, headers=headers)


async def test_a_bearer_token_writes_from_anywhere(alice, evil):
    for headers in ({}, {"Origin": evil}, {"Sec-Fetch-Site": "cross-site"}):
        await alice.ok("PATCH", "/me", json={"status_text": "by token"}, headers=headers)


async def test_the_instance_tells_the_page_whether_it_may_connect(server, boss):
    async with Api(server.url) as browser:
        for origin, allowed in ((server.url, True), ("http://chat.example", False)):
            response = await browser.call("GET", "/instance", headers={"Origin": origin})
            assert response.json()["origin_allowed"] is allowed
