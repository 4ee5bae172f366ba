"""Workers' ends of a bus, on one server and on a cluster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator

import pytest
import pytest_asyncio

from chat_app.bus import Envelope
from chat_app.bus.redis import RedisBus
from tests.support.valkey import Valkey


class Ear:
    """One worker on the bus, and all that it heard."""

    def __init__(self, url: str) -> None:
        self.bus = RedisBus(url)
        self.heard: list[Envelope] = []
        self.lost: list[set[str]] = []
        self.published: list[Envelope] = []
        self.bus.deliver = self.heard.append
        self.bus.lost = self._note_loss
        self.bus.published = self.published.extend

    @property
    def revs(self) -> list[int]:
        return [envelope.rev for envelope in self.heard]

    def _note_loss(self, channels: Collection[str]) -> None:
        self.lost.append(set(channels))


NewEar = Callable[[str], Awaitable[Ear]]


@pytest_asyncio.fixture
async def ear() -> AsyncIterator[NewEar]:
    """Call it with the URL for a worker that has started."""
    started: list[Ear] = []

    async def start(url: str) -> Ear:
        started.append(Ear(url))
        await started[-1].bus.start()
        return started[-1]

    yield start
    await asyncio.gather(*(one.bus.stop() for one in started))


@pytest.fixture
def mortal_valkey() -> Iterator[Valkey]:
    """One that other tests do not use."""
    server = Valkey()
    yield server
    server.close()
