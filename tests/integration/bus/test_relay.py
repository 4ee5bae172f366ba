"""What a worker committed and never published: the others publish it, each piece once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest_asyncio
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from chat_app.bus import Envelope
from chat_app.models import Outbox
from tests.integration.bus.conftest import NewEar
from tests.integration.realtime.test_rooms import send
from tests.support.valkey import Valkey
from tests.support.waiting import eventually
from tests.support.world import World

WORKERS = 3
LEFT = 40


@pytest_asyncio.fixture
async def workers(
    new_postgres_database: Callable[[], str], valkey: Valkey, tmp_path: Path
) -> AsyncIterator[list[World]]:
    valkey.flush()
    env = {"CHAT_DATABASE_URL": new_postgres_database(), "CHAT_REDIS_URL": valkey.url}
    started = [await World.start(tmp_path / str(number), **env) for number in range(WORKERS)]
    yield started
    for world in started:
        await world.stop()


def leave_behind(session: Session) -> None:
    """As if whoever wrote them had died a while ago."""
    session.connection().execute(update(Outbox).values(created_at=col(Outbox.created_at) - 60_000))


async def nothing_left(world: World) -> None:
    """Returns when all that was published is known to be."""
    async with asyncio.timeout(20):
        while await world.read(_count):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_of_several_workers_one_publishes_what_was_left_behind_and_only_once(
    workers: list[World], ear: NewEar, valkey: Valkey
) -> None:
    anna, bert = await workers[0].people(2)
    conversation_id = await workers[0].group(anna, bert)
    listener = await ear(valkey.url)
    await listener.bus.listen([f"c:{conversation_id}"])
    await nothing_left(workers[0])  # of the making of the group, which was published
    workers[0].runtime.database.publish = lambda _envelopes: None  # it dies before it publishes
    for number in range(LEFT):
        await send(workers[0], anna, conversation_id, f"{number}")
    await workers[0].write(leave_behind)

    def relayed() -> list[Envelope]:
        return [envelope for envelope in listener.heard if envelope.rev and envelope.outbox_id]

    await eventually(lambda: len({envelope.rev for envelope in relayed()}) == LEFT, "all of them")
    await nothing_left(workers[0])
    assert set(Counter(envelope.outbox_id for envelope in relayed()).values()) == {1}


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Outbox)) or 0
