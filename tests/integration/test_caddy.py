"""Two instances behind a real Caddy, with the configuration that deploy/ has, by https as browsers come."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.api import PASSWORD, Api
from tests.support.caddy import Caddy
from tests.support.chat import Chat
from tests.support.ports import free_port, wait_until
from tests.support.s3 import S3
from tests.support.servers import AppServer
from tests.support.valkey import Valkey

MIB = 1024 * 1024
SOMEWHERE = "127.0.0.5"
"""Where somebody comes from; Caddy itself is at 127.0.0.1."""


class Place:
    """Caddy at `url`, and the instances behind it."""

    def __init__(self, caddy: Caddy, instances: list[AppServer]) -> None:
        self.caddy = caddy
        self.url = caddy.url
        self.instances = instances


@pytest.fixture(scope="module")
def place(
    new_postgres_database, valkey: Valkey, s3: S3, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    valkey.flush()
    ports = [free_port(), free_port()]
    files = s3.settings()
    upstreams = [f"127.0.0.1:{port}" for port in ports]
    caddy = Caddy(
        tmp_path_factory.mktemp("caddy"), upstreams, s3.url.removeprefix("http://"), files["CHAT_S3_BUCKET"]
    )
    env = {
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_REDIS_URL": valkey.url,
        "CHAT_SECRET_KEY": secrets.token_urlsafe(40),
        "CHAT_PUBLIC_URL": caddy.url,
        "CHAT_S3_PUBLIC_URL": caddy.files_url,
        "CHAT_TRUSTED_PROXIES": "127.0.0.1",
        **files,
    }
    instances = [AppServer(tmp_path_factory.mktemp("app"), PORT=str(port), **env) for port in ports]
    for instance in instances:  # both migrate the empty database, one after the other
        instance.launch()
    for instance in instances:
        wait_until(instance.is_ready, "an instance's start")
    caddy.start()
    yield Place(caddy, instances)
    caddy.close()
    for instance in instances:
        instance.stop()


async def test_pages_api_and_sockets_come_through(place: Place) -> None:
    async with Api(place.url) as ada, Api(place.url) as ben:
        await ada.register()
        await ben.register()
        page = await ada.client.get("/login")
        assert page.headers["content-type"].startswith(("text/html", "application/json"))  # without a build
        assert ada.cookie.startswith("__Host-")
        group = await ada.group(ben)
        chats = [await Chat.connect(place.url, token=person.token, origin=place.url) for person in (ada, ben)]
        for chat in chats:
            await chat.sync()
        sent = await chats[0].send(group["id"], "Hello")
        await chats[1].wait_for_message(sent)
        for chat in chats:
            await chat.close()


async def test_the_address_of_a_person_is_theirs_and_not_what_they_say(place: Place) -> None:
    transport = httpx.AsyncHTTPTransport(local_address=SOMEWHERE, verify=False)
    async with Api(place.url) as ada, httpx.AsyncClient(transport=transport, base_url=place.url) as phone:
        await ada.register()
        signed_in = await phone.post(
            "/api/v1/auth/login",
            json={"login": ada.username, "password": PASSWORD},
            headers={"X-Forwarded-For": "198.51.100.7"},
        )
        assert signed_in.status_code == 200
        addresses = {session["ip"] for session in (await ada.get("/sessions"))["items"]}
    assert addresses == {"127.0.0.1", SOMEWHERE}


async def test_a_large_file_goes_in_and_comes_out_by_the_origin_of_files(place: Place) -> None:
    content = secrets.token_bytes(MIB) * 20
    async with Api(place.url) as ada:
        await ada.register()
        file = await ada.upload(content, "film.bin")
        answer = await ada.call("GET", f"/{file['url']}")
        link = answer.headers["location"]
        assert link.startswith(f"{place.caddy.files_url}/")
        given = await ada.client.get(link)
        assert given.content == content
        assert given.headers["content-security-policy"] == "sandbox"
        assert (await ada.client.get(link.partition("?")[0])).status_code == 404
        assert (await ada.client.put(link, content=b"")).status_code == 404
        assert (await ada.client.get(f"{place.caddy.files_url}/")).status_code == 404


async def test_metrics_are_not_for_everybody(place: Place) -> None:
    async with Api(place.url) as anybody:
        assert (await anybody.client.get("/metrics")).status_code == 404


async def is_sent_away(chat: Chat) -> bool:
    """Whether its server has ended; the others answer."""
    try:
        await chat.sync()
    except ConnectionClosed:
        return chat.close_code == 1012
    return False


async def test_instances_are_replaced_one_after_the_other_and_nobody_is_refused(place: Place) -> None:
    async with Api(place.url) as ada, Api(place.url) as ben:
        await ada.register()
        group = await ada.group()
        statuses: list[int] = []

        async def look() -> None:
            while True:
                answer = await ada.call("GET", f"/conversations/{group['id']}")
                statuses.append(answer.status_code)

        chats = [await Chat.connect(place.url, token=ada.token) for _ in range(6)]
        looking = asyncio.create_task(look())
        for instance in place.instances:
            await asyncio.to_thread(instance.stop)
            if instance is place.instances[0]:
                left = [chat for chat in chats if await is_sent_away(chat)]
                assert 2 <= len(left) <= 4, "each instance had its share"
            before = len(statuses)
            await ben.register()  # the other one serves alone
            await asyncio.to_thread(instance.start)
            while len(statuses) < before + 20:
                await asyncio.wait([looking], timeout=0.02)
                assert not looking.done(), looking
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
    assert set(statuses) == {200}
