"""Valkey dies and comes back empty while people talk over two servers that share it."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from tests.chaos.conftest import MeetOverTwo
from tests.support.valkey import Valkey


@pytest.fixture
def mortal_valkey() -> Iterator[Valkey]:
    """One that other tests do not use."""
    server = Valkey()
    yield server
    server.close()


@pytest.mark.timeout(300)
async def test_people_on_two_servers_end_equal_though_the_bus_lost_everything(
    meet_over_two: MeetOverTwo, mortal_valkey: Valkey, chance: random.Random
) -> None:
    async with meet_over_two(mortal_valkey.url) as crowd:
        await crowd.work(acks=chance.randint(10, 40))
        mortal_valkey.stop()
        await crowd.work(acks=chance.randint(10, 40))
        await asyncio.to_thread(mortal_valkey.start)
        await crowd.work(acks=chance.randint(10, 40))
        mortal_valkey.flush()
        await crowd.work(acks=chance.randint(10, 40))
        await crowd.reckon()


@pytest.mark.timeout(300)
async def test_what_was_said_last_while_the_bus_was_away_arrives_when_it_is_back(
    meet_over_two: MeetOverTwo, mortal_valkey: Valkey
) -> None:
    async with meet_over_two(mortal_valkey.url) as crowd:
        await crowd.work(acks=10)
        mortal_valkey.stop()
        await crowd.work(acks=10)
        await crowd.stop()  # nothing that is said later shows anybody that something is missing
        await asyncio.to_thread(mortal_valkey.start)
        await crowd.reckon()
