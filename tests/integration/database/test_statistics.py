"""PostgreSQL plans for what is there, not for the empty tables that it has met."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import Session

from chat_app.db import statistics
from tests.integration.realtime.test_rooms import send
from tests.support.world import World


def was_looked_at(session: Session) -> bool:
    statement = "SELECT last_analyze IS NOT NULL FROM pg_stat_user_tables WHERE relname = 'messages'"
    return bool(session.connection().execute(text(statement)).scalar())


async def test_a_table_that_was_just_filled_is_known_within_seconds_and_not_looked_at_again(
    world: World,
) -> None:
    if not world.runtime.database.is_postgres:
        pytest.skip("SQLite plans by its indexes alone.")
    (anna,) = await world.people(1)
    conversation_id = await world.group(anna)
    for number in range(statistics.WORTH_IT + 1):
        await send(world, anna, conversation_id, str(number))
    async with asyncio.timeout(15):
        while not await world.read(was_looked_at):
            await send(world, anna, conversation_id, "one more")
    assert await world.read(statistics.gather)
