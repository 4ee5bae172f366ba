"""The server is killed without warning, again and again, while people talk."""

import asyncio
import random
from pathlib import Path

import pytest

from tests.chaos.conftest import Serve
from tests.chaos.crowd import Crowd

PEOPLE = 5


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """The URL of an empty one, or nothing for SQLite."""
    return "" if request.param == "sqlite" else request.getfixturevalue("new_postgres_database")()


@pytest.mark.timeout(900)
async def test_what_was_acknowledged_outlives_the_server_and_everybody_ends_equal_to_the_database(
    database: str, data_dir: Path, serve: Serve, chance: random.Random, rounds: int
) -> None:
    server = serve(data_dir, CHAT_DATABASE_URL=database)
    truth = database or f"sqlite:///{data_dir / 'parley.db'}"
    async with Crowd([server.url], PEOPLE, chance, truth) as crowd:
        for _ in range(rounds):
            await crowd.work(acks=chance.randint(5, 40))
            await asyncio.sleep(chance.uniform(0, 0.02))  # not always just after an ack
            server.kill()
            await asyncio.to_thread(server.start)
        await crowd.work(acks=5)
        count = await crowd.reckon()
        print(f"{count} messages acknowledged")
        assert all(survivor.reconnects >= rounds for survivor in crowd.survivors), "nobody was thrown out"
    server.stop()
