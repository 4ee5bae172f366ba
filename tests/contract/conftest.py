"""One server for each stack, shared by all files, and in each file people of its own.

Everything runs on one event loop, so that people and sockets can be shared by the tests of a file.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.contract.attacks import secrets_of
from tests.support.api import Api
from tests.support.chat import Chat
from tests.support.servers import AppServer, start_app
from tests.support.valkey import Valkey

STACKS = ("sqlite", "postgres-redis")
"""Each database and each bus once: neither knows of the other. Files about order name EVERY_STACK."""
STORAGES = ("sqlite", "postgres-redis-s3")
"""The same with each storage, for files about files."""
OWNER = "installation-owner"

StartOn = Callable[..., AppServer]
Newcomer = Callable[..., Awaitable[Api]]
OpenChat = Callable[..., Awaitable[Chat]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def start_on(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartOn]:
    """`start_on(stack, **settings)`: a new installation, with a database and a bus of its own."""
    servers: list[AppServer] = []
    buses: list[Valkey] = []

    def start(stack: str, **env: str) -> AppServer:
        parts = stack.split("-")
        if "postgres" in parts:
            env.setdefault("CHAT_DATABASE_URL", request.getfixturevalue("new_postgres_database")())
        if "redis" in parts and "CHAT_REDIS_URL" not in env:
            buses.append(Valkey())
            env["CHAT_REDIS_URL"] = buses[-1].url
        if "s3" in parts:
            env = request.getfixturevalue("s3").settings() | env
        servers.append(start_app(tmp_path_factory.mktemp(stack), **env))
        return servers[-1]

    yield start
    for server in servers:
        if server.running:
            server.stop()
    for valkey in buses:
        valkey.close()


@pytest.fixture(scope="session")
def shared(start_on: StartOn) -> dict[str, AppServer]:
    """The servers that all files share, started when first wanted. Their first account is the owner's."""

    class Shared(dict[str, AppServer]):
        def __missing__(self, stack: str) -> AppServer:
            self[stack] = start_on(stack)
            return self[stack]

    return Shared()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "stack" in metafunc.fixturenames:
        stacks = getattr(metafunc.module, "STACKS", STACKS)
        metafunc.parametrize("stack", stacks, indirect=True, scope="module")


@pytest.fixture(scope="module")
def stack(request: pytest.FixtureRequest) -> str:
    """One of STACKS, or of those that the file names under this name."""
    return request.param


@pytest.fixture(scope="module")
def server(stack: str, shared: dict[str, AppServer]) -> AppServer:
    """The running product, on each stack in turn. It is shared: make people and groups of your own."""
    return shared[stack]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def boss(server: AppServer) -> AsyncIterator[Api]:
    """The owner of the installation."""
    async with Api(server.url) as api:
        if (await api.get("/instance"))["empty"]:
            await api.register(OWNER)
        else:
            await api.login(OWNER)
        yield api


async def _somebody(server: AppServer) -> AsyncIterator[Api]:
    async with Api(server.url) as api:
        yield await api.register()


# `boss` comes first, so that none of these is the first account of an installation.


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def alice(server: AppServer, boss: Api) -> AsyncIterator[Api]:
    async for somebody in _somebody(server):
        yield somebody


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def bob(server: AppServer, boss: Api) -> AsyncIterator[Api]:
    async for somebody in _somebody(server):
        yield somebody


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def carol(server: AppServer, boss: Api) -> AsyncIterator[Api]:
    async for somebody in _somebody(server):
        yield somebody


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def dave(server: AppServer, boss: Api) -> AsyncIterator[Api]:
    """By custom the one outside."""
    async for somebody in _somebody(server):
        yield somebody


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def admin(server: AppServer, boss: Api) -> AsyncIterator[Api]:
    """An admin of the installation."""
    async for somebody in _somebody(server):
        await boss.patch(f"/admin/users/{somebody.id}", {"role": "admin"})
        yield somebody


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def people_aside(server: AppServer, boss: Api) -> AsyncIterator[tuple[Api, Api]]:
    """Two more, whom things are done to."""
    async with Api(server.url) as one, Api(server.url) as other:
        yield await one.register(), await other.register()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def holds(server: AppServer, boss: Api, alice: Api, bob: Api) -> AsyncIterator[None]:
    """After all attacks of a file the server serves, nothing of it broke, and no secret is in its log."""
    before = len(server.log)
    yield
    async with Api(server.url) as api:
        assert (await api.call("GET", "//readyz")).status_code == 200
    log = server.log
    assert "Traceback" not in log[before:]
    known = [*secrets_of(boss, alice, bob), (server.data_dir / "secret.key").read_text().strip()]
    assert [secret for secret in known if secret in log] == []


@pytest_asyncio.fixture(loop_scope="session")
async def newcomer(server: AppServer, boss: Api) -> AsyncIterator[Newcomer]:
    """`await newcomer()`: somebody who has just registered."""
    async with AsyncExitStack() as ends:

        async def register(username: str | None = None, **fields: Any) -> Api:
            api = await ends.enter_async_context(Api(server.url))
            return await api.register(username, **fields)

        yield register


@pytest_asyncio.fixture(loop_scope="session")
async def open_chat(server: AppServer) -> AsyncIterator[OpenChat]:
    """`await open_chat(somebody)`: a socket of theirs, synced unless `sync=False`; closed after the test."""
    async with AsyncExitStack() as ends:

        async def connect(api: Api, *, sync: bool = True, **options: Any) -> Chat:
            chat = await Chat.connect(api.url, token=api.token, **options)
            await ends.enter_async_context(chat)
            if sync:
                await chat.sync()
            return chat

        yield connect
