"""What a page on another site, or a link, can make a signed-in browser do: nothing."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from tests.contract.attacks import Unchanged, Victim, described
from tests.support.api import Api, error_of
from tests.support.chat import Chat, HandshakeError, RefusedError
from tests.support.described import WRITING, Operation

STACKS = ("sqlite",)
pytestmark = pytest.mark.usefixtures("holds")

FOREIGN = (
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/"},
    {},
)
SIGNING_IN = ("/auth/register", "/auth/login", "/auth/refresh")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def victim(alice: Api, bob: Api) -> Victim:
    return await Victim.make(alice, bob)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def writing(server) -> list[Operation]:
    return [operation for operation in await described(server) if operation.method in WRITING]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
async def test_no_other_page_writes_with_the_cookie(server, victim, writing, headers):
    guarded = [operation for operation in writing if operation.signed_in]
    assert len(guarded) > 20
    async with Unchanged(server), Api(server.url) as browser:
        for operation in guarded:
            response = await browser.call(
                operation.method,
                operation.address(victim.ids_for(operation)),
                headers={"Cookie": victim.api.cookie, **headers},
                **operation.body(),
            )
            assert response.status_code == 403, f"{operation}: {response.status_code} {response.text[:200]}"
            assert error_of(response)["code"] == "origin_not_allowed", operation


@pytest.mark.parametrize("path", SIGNING_IN)
async def test_no_other_page_signs_anybody_in(server, writing, path):
    (operation,) = [operation for operation in writing if operation.path.endswith(path)]
    async with Unchanged(server), Api(server.url) as browser:
        for origin in ("https://evil.example", "null"):
            await browser.refused("POST", path, 403, headers={"Origin": origin}, **operation.body())


async def test_no_answer_can_be_read_by_another_page(server, victim):
    operations = await described(server)
    async with Api(server.url) as browser:
        headers = {"Cookie": victim.api.cookie, "Origin": "https://evil.example"}
        for operation in operations:
            if operation.method != "GET":
                continue
            response = await browser.call(
                "GET", operation.address(victim.ids_for(operation)), headers=headers
            )
            assert "access-control-allow-origin" not in response.headers, operation
            assert response.headers["cross-origin-resource-policy"] == "same-origin", operation
            assert response.headers["x-content-type-options"] == "nosniff", operation


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1.evil.example", None])
async def test_no_other_page_opens_a_socket_with_the_cookie(server, alice, origin):
    with pytest.raises((HandshakeError, RefusedError)):
        await Chat.connect(server.url, cookie=alice.cookie, origin=origin)


async def test_a_cookie_of_another_port_or_of_nobody_is_nobodys(server, alice):
    value = alice.cookie.partition("=")[2]
    async with Api(server.url) as browser:
        for cookie in (
            f"parley_session_1={value}",
            f"parley_session={value}",
            f"{alice.cookie}x",
            f'{alice.cookie.partition("=")[0]}=""',
            f"{alice.cookie.partition('=')[0]}={'x' * 5000}",
        ):
            await browser.refused("GET", "/me", 401, headers={"Cookie": cookie})


ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/%2fevil.example",
    "/\\evil.example",
    "/%5cevil.example/",
    "//evil.example/%2e%2e",
    "/login?next=https://evil.example",
    "/login?redirect=//evil.example",
    "/register?next=//evil.example",
    "/api//evil.example/",
    "/api/v1/%2f%2fevil.example/",
    "/_event//evil.example",
    "/login/",
    "/c//evil.example/",
    "/assets//evil.example/",
)


@pytest.mark.parametrize("path", ELSEWHERE)
async def test_no_address_leads_to_another_host(server, path):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    host = f"127.0.0.1:{server.port}"
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.read()).partition(b"\r\n\r\n")[0].decode()
    writer.close()
    assert not head.startswith("HTTP/1.1 5"), head
    for line in head.split("\r\n"):
        name, _, value = line.partition(": ")
        if name.lower() == "location":
            assert urlsplit(value).netloc in {"", host}, head
            assert not value.startswith(("//", "/\\")), head


async def test_the_cookie_is_for_this_server_and_no_script(server, newcomer):
    async with Api(server.url) as api:
        response = await api.call(
            "POST", "/auth/login", json={"login": (await newcomer()).username, "password": "wrong"}
        )
        assert "set-cookie" not in response.headers
        ann = await newcomer()
        body = {"login": ann.username, "password": ann.password}
        cookie = (await api.call("POST", "/auth/login", json=body)).headers["set-cookie"].lower()
    assert "; httponly" in cookie
    assert "; samesite=lax" in cookie
    assert "; path=/" in cookie
    assert "domain=" not in cookie
