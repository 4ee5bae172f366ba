"""Everything is replaced, part after part, while people send without a pause."""

import asyncio
import signal
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

from tests.chaos.conftest import Serve
from tests.chaos.steady import Steady
from tests.support.api import Api
from tests.support.ports import wait_until
from tests.support.servers import AppServer
from tests.support.valkey import Valkey

PEOPLE = 6
SOON = 10.0
"""Seconds within which each send is acknowledged: a page tells its person of nothing before. Alone it takes
one."""

Shared = dict[str, str]


@pytest.fixture
def shared(new_postgres_database: Callable[[], str], valkey: Valkey) -> Shared:
    """What several workers need."""
    return {
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_REDIS_URL": valkey.url,
        "CHAT_SECRET_KEY": "the same on every machine of the installation",
    }


def workers(server: AppServer) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


@asynccontextmanager
async def sending(urls: list[str]) -> AsyncIterator[list[Steady]]:
    """People who send all the while, half of them by HTTP, and the reckoning afterwards."""
    apis = [Api(urls[0]) for _ in range(PEOPLE)]
    for api in apis:
        await api.register()
    group = await apis[0].group(*apis[1:])
    people = [Steady(api, urls, group["id"]) for api in apis]
    async with asyncio.TaskGroup() as tasks:
        for number, person in enumerate(people):
            tasks.create_task(person.by_http() if number % 2 else person.by_socket())
        try:
            yield people
        finally:
            for person in people:
                person.stop()
    stored = [m["body"] for m in await apis[0].history(group["id"]) if m["kind"] == "user"]
    assert Counter(stored) == Counter(body for person in people for body in person.sent)
    for person in people:
        assert [body for body in stored if body in set(person.sent)] == person.sent, "out of order"
    for api in apis:
        await api.aclose()


def check(people: list[Steady]) -> None:
    """Everybody was moved, and nobody saw it."""
    print("slowest:", [round(person.slowest, 2) for person in people])
    assert all(person.reconnects > 0 for person in people[::2]), "somebody kept a socket to what has ended"
    assert max(person.slowest for person in people) < SOON


@pytest.mark.timeout(300)
async def test_workers_are_replaced_one_after_the_other_and_no_send_fails(
    data_dir: Path, shared: Shared, serve: Serve
) -> None:
    server = serve(data_dir, CHAT_WORKERS="2", **shared)
    before = workers(server)
    async with sending([server.url]) as people:
        server.process.send_signal(signal.SIGHUP)
        await asyncio.to_thread(
            wait_until, lambda: "All workers were replaced" in server.log, "the end of the replacing"
        )
    check(people)
    assert len(workers(server)) == 2
    assert not before & workers(server)
    assert server.log.count("the old one ended with status 0") == 2
    server.stop()


@pytest.mark.timeout(300)
async def test_where_a_new_worker_cannot_start_the_old_ones_go_on(
    data_dir: Path, shared: Shared, serve: Serve
) -> None:
    server = serve(data_dir, CHAT_WORKERS="2", **shared)
    before = workers(server)
    with psycopg.connect(shared["CHAT_DATABASE_URL"]) as database:
        database.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    server.process.send_signal(signal.SIGHUP)
    await asyncio.to_thread(wait_until, lambda: "the old ones go on" in server.log, "the word that it failed")
    assert "Parley cannot start. The database is newer" in server.log
    assert workers(server) == before
    assert server.is_ready()
    server.stop()


@pytest.mark.timeout(300)
async def test_machines_are_restarted_one_after_the_other_and_no_send_fails(
    tmp_path: Path, shared: Shared, serve: Serve
) -> None:
    servers = [serve(tmp_path / name, **shared) for name in ("first", "second")]
    async with sending([server.url for server in servers]) as people:
        for server in servers:
            await asyncio.to_thread(server.restart)
    check(people)
    for server in servers:
        server.stop()
