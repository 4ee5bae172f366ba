"""A column compared with a list of values, in a text that does not tell how many there are."""

import pytest
from sqlalchemy import not_, select, text
from sqlmodel import Session, col

from chat_app.db.among import among
from chat_app.models import User
from tests.support.world import World

pytestmark = pytest.mark.asyncio


def _names(session: Session, wanted: list[str]) -> list[str]:
    statement = select(col(User.id)).where(among(User.id, "wanted")).order_by(col(User.id))
    return list(session.connection().execute(statement, {"wanted": wanted}).scalars())


@pytest.mark.parametrize("count", [0, 1, 2, 40])
async def test_it_is_true_for_each_of_the_values_and_no_other(world: World, count: int) -> None:
    ids = sorted(actor.user_id for actor in await world.people(41))
    assert await world.read(_names, ids[:count]) == ids[:count]


async def test_values_are_values_whatever_is_written_in_them(world: World) -> None:
    (actor,) = await world.people(1)
    hostile = ["', 1) OR 1=1 --", '"]', "{a,b}", "NULL", "\\", "é", '\\"', ""]
    assert await world.read(_names, [*hostile, actor.user_id]) == [actor.user_id]
    assert await world.read(_names, hostile) == []


async def test_it_can_be_denied(world: World) -> None:
    first, second = sorted(actor.user_id for actor in await world.people(2))

    def others(session: Session) -> list[str]:
        statement = select(col(User.id)).where(not_(among(User.id, "known")))
        return list(session.connection().execute(statement, {"known": [first]}).scalars())

    assert await world.read(others) == [second]


async def test_its_rows_are_found_by_the_index(world: World) -> None:
    statement = select(User).where(among(User.id, "ids"))

    def plan(session: Session) -> str:
        connection = session.connection()
        written = statement.compile(connection)
        if connection.dialect.name == "sqlite":
            return str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {written}", ('["a"]',)).all())
        connection.execute(text("SET LOCAL enable_seqscan = off"))  # which it prefers for a table so small
        return str(connection.exec_driver_sql(f"EXPLAIN {written}", {"ids": ["a"]}).all())

    found = await world.read(plan)
    assert "SEARCH users USING INDEX" in found or "Index Scan" in found
