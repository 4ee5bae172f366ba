"""What the settings of the contract promise to clients, each on an installation of its own."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.api import PASSWORD, Api, unique
from tests.support.chat import Chat, HandshakeError, RefusedError


@pytest.fixture(scope="module")
def stack() -> str:
    """Settings mean the same on every stack; one is enough here."""
    return "sqlite"


async def test_a_closed_installation_registers_nobody(start_on):
    server = start_on("sqlite")
    async with Api(server.url) as first, Api(server.url) as second:
        assert (await first.get("/instance"))["empty"] is True
        await first.register()
        assert first.user["role"] == "owner"
        server.stop()
        server.env["CHAT_REGISTRATION"] = "closed"
        server.start()
        assert (await first.get("/instance"))["registration"] == "closed"
        body = {"username": unique(), "email": f"{unique()}@example.org", "password": PASSWORD}
        await second.refused("POST", "/auth/register", 403, json=body)
        await first.login()  # who has an account goes on, also after a restart
        assert (await first.get("/me"))["role"] == "owner"


async def test_ten_people_who_are_first_at_once_make_one_owner(start_on):
    server = start_on("sqlite")
    people = [Api(server.url) for _ in range(10)]
    await asyncio.gather(*(api.register() for api in people))
    assert sorted(api.user["role"] for api in people) == ["member"] * 9 + ["owner"]
    for api in people:
        await api.aclose()


async def test_at_most_ten_failures_a_minute_for_one_account(start_on):
    server = start_on("sqlite", CHAT_RATE_LIMITS="on")
    async with Api(server.url) as ann, Api(server.url) as ben, Api(server.url) as guesser:
        await ann.register()
        await ben.register()
        statuses = []
        for n in range(11):
            login = ann.username if n % 2 else f"{ann.username}@example.org"  # one account by any name
            response = await guesser.call(
                "POST", "/auth/login", json={"login": login, "password": f"guess {n}"}
            )
            statuses.append(response.status_code)
        assert statuses == [401] * 10 + [429]
        response = await guesser.call(
            "POST", "/auth/login", json={"login": ann.username.upper(), "password": PASSWORD}
        )
        assert response.status_code == 429  # the right guess is no better than a wrong one
        assert int(response.headers["Retry-After"]) > 0
        await guesser.refused("POST", "/auth/login", 429, json={"login": ann.username, "password": "x" * 9})
        await ben.login()
        await ann.get("/me")  # who is in stays in


async def test_with_a_public_url_that_origin_alone_may_open_and_write(start_on):
    server = start_on("sqlite", CHAT_PUBLIC_URL="https://chat.example")
    async with Api(server.url) as ann:
        response = await ann.call(
            "POST",
            "/auth/register",
            json={"username": unique(), "email": f"{unique()}@example.org", "password": PASSWORD},
        )
        (cookie,) = [c for c in response.headers.get_list("set-cookie") if "parley_session_" in c]
        assert cookie.startswith("__Host-parley_session_443=")
        assert "secure" in [part.strip().lower() for part in cookie.split(";")]
        known = cookie.split(";")[0]
        for origin in (
            server.url,
            "http://chat.example",
            "https://chat.example:8443",
            "https://x.chat.example",
        ):
            headers = {"Cookie": known, "Origin": origin}
            await ann.refused("PATCH", "/me", 403, json={"status_text": "x"}, headers=headers)
            with pytest.raises((HandshakeError, RefusedError)):
                await Chat.connect(server.url, cookie=known, origin=origin)
        headers = {"Cookie": known, "Origin": "https://chat.example"}
        await ann.ok("PATCH", "/me", json={"status_text": "x"}, headers=headers)
        async with await Chat.connect(server.url, cookie=known, origin="https://chat.example") as chat:
            await chat.sync()
        assert (await ann.get("/instance"))["public_url"] == "https://chat.example"
