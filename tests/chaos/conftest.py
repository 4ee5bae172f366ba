"""Chance that can be repeated, and how long it goes on."""

import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

from tests.support.servers import AppServer, start_app

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
