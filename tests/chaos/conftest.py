"""Chance that can be repeated, and how long it goes on."""

import os
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Protocol

import pytest

from tests.chaos.crowd import Crowd
from tests.support.servers import AppServer, start_app

PEOPLE = 6
LONG = os.environ.get("CHAOS") == "long"


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Seeded by CHAOS_SEED, else anew; a failed test shows the seed that repeats it."""
    seed = os.environ.get("CHAOS_SEED") or str(random.SystemRandom().randrange(10**6))
    print(f"CHAOS_SEED={seed}")
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture
def rounds() -> int:
    """CHAOS_ROUNDS, else three, or fifty in the long form."""
    return int(os.environ.get("CHAOS_ROUNDS") or (50 if LONG else 3))


class Serve(Protocol):
    """Starts a server that is ended with the test, however that ends."""

    def __call__(self, data_dir: Path, **env: str) -> AppServer: ...


@pytest.fixture
def serve() -> Iterator[Serve]:
    started: list[AppServer] = []

    def serve(data_dir: Path, **env: str) -> AppServer:
        server = start_app(data_dir, **env)
        started.append(server)
        return server

    yield serve
    for server in started:
        if server.running:
            server.kill()


MeetOverTwo = Callable[[str], AbstractAsyncContextManager[Crowd]]


@pytest.fixture
def meet_over_two(
    tmp_path: Path, new_postgres_database: Callable[[], str], serve: Serve, chance: random.Random
) -> MeetOverTwo:
    """Call it with the URL of Valkey for a crowd on two servers, which end in good order."""

    @asynccontextmanager
    async def meet(redis_url: str) -> AsyncIterator[Crowd]:
        database_url = new_postgres_database()
        shared = {
            "CHAT_DATABASE_URL": database_url,
            "CHAT_REDIS_URL": redis_url,
            "CHAT_SECRET_KEY": "the same on every machine of the installation",
            "CHAT_RATE_LIMITS": "on",
        }
        servers = [serve(tmp_path / name, **shared) for name in ("first", "second")]
        async with Crowd([server.url for server in servers], PEOPLE, chance, database_url) as crowd:
            yield crowd
        for server in servers:
            server.stop()

    return meet
