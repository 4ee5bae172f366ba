"""Valkey dies and comes back empty while people talk over two servers that share it."""

import asyncio
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.chaos.conftest import Serve
from tests.chaos.crowd import Crowd
from tests.support.valkey import Valkey

PEOPLE = 6


@pytest.fixture
def mortal_valkey() -> Iterator[Valkey]:
    """One that other tests do not use."""
    server = Valkey()
    yield server
    server.close()


@pytest.mark.timeout(300)
async def test_people_on_two_servers_end_equal_though_the_bus_lost_everything(
    tmp_path: Path,
    new_postgres_database: Callable[[], str],
    mortal_valkey: Valkey,
    serve: Serve,
    chance: random.Random,
) -> None:
    database_url = new_postgres_database()
    shared = {
        "CHAT_DATABASE_URL": database_url,
        "CHAT_REDIS_URL": mortal_valkey.url,
        "CHAT_SECRET_KEY": "the same on every machine of the installation",
    }
    servers = [serve(tmp_path / name, **shared) for name in ("first", "second")]
    async with Crowd([server.url for server in servers], PEOPLE, chance, database_url) as crowd:
        await crowd.work(acks=chance.randint(10, 40))
        mortal_valkey.stop()
        await crowd.work(acks=chance.randint(10, 40))
        await asyncio.to_thread(mortal_valkey.start)
        await crowd.work(acks=chance.randint(10, 40))
        mortal_valkey.flush()
        await crowd.work(acks=chance.randint(10, 40))
        await crowd.reckon()
    for server in servers:
        server.stop()


@pytest.mark.timeout(300)
async def test_what_was_said_last_while_the_bus_was_away_arrives_when_it_is_back(
    tmp_path: Path,
    new_postgres_database: Callable[[], str],
    mortal_valkey: Valkey,
    serve: Serve,
    chance: random.Random,
) -> None:
    database_url = new_postgres_database()
    shared = {
        "CHAT_DATABASE_URL": database_url,
        "CHAT_REDIS_URL": mortal_valkey.url,
        "CHAT_SECRET_KEY": "the same on every machine of the installation",
    }
    servers = [serve(tmp_path / name, **shared) for name in ("first", "second")]
    async with Crowd([server.url for server in servers], PEOPLE, chance, database_url) as crowd:
        await crowd.work(acks=10)
        mortal_valkey.stop()
        await crowd.work(acks=10)
        await crowd.stop()  # nothing that is said later shows anybody that something is missing
        await asyncio.to_thread(mortal_valkey.start)
        await crowd.reckon()
    for server in servers:
        server.stop()
