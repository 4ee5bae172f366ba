"""Statements that go to the driver itself, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session

from chat_app.db.prepared import Insert, KeyedChange, KeyedSelect, Update, together
from chat_app.errors import Unavailable
from tests.support.world import World

pytestmark = pytest.mark.asyncio

LATER = 2**50
"""Nobody publishes these."""
ROWS: list[dict[str, Any]] = [
    {"id": f"n{number}", "created_at": LATER + number, "envelope": "'\"\\é👍{}%s:id"} for number in range(3)
]
INSERT = Insert("outbox", "id", "created_at", "envelope")
DELAY = Update("outbox", "created_at", key=("id",))
BY_ID = KeyedSelect("SELECT o.id, o.created_at, o.envelope FROM {keys} CROSS JOIN outbox o WHERE o.id = {k0}")
FORGET = KeyedChange("DELETE FROM outbox WHERE id IN (SELECT {k0} FROM {keys})")


def stored(session: Session) -> list[tuple[str, int]]:
    rows = session.connection().execute(text("SELECT id, created_at FROM outbox WHERE id < 'o' ORDER BY id"))
    return [(row.id, row.created_at - LATER) for row in rows if row.id.startswith("n")]


async def test_rows_are_stored_as_they_are_changed_by_their_key_and_found_by_their_names(
    world: World,
) -> None:
    def work(session: Session) -> None:
        INSERT.run(session, ROWS)
        DELAY.run(session, [{**ROWS[1], "created_at": LATER + 20}])
        (found,) = BY_ID.rows(session, [("n1",), ("unknown",)])
        assert (found.id, found.created_at, found.envelope) == ("n1", LATER + 20, ROWS[1]["envelope"])
        FORGET.run(session, [("n0",)])
        assert BY_ID.rows(session, []) == []

    await world.write(work)
    assert await world.read(stored) == [("n1", 20), ("n2", 2)]


async def test_what_is_asked_together_is_answered_as_if_asked_one_after_the_other(world: World) -> None:
    def work(session: Session) -> None:
        together(session)
        INSERT.run(session, ROWS)
        before = BY_ID.ask(session, [("n0",), ("n1",)])
        DELAY.run(session, [{**ROWS[1], "created_at": LATER + 20}])
        after = BY_ID.ask(session, [("n1",)])
        assert [row.created_at for row in after.rows()] == [LATER + 20]
        assert sorted(row.created_at for row in before.rows()) == [LATER, LATER + 1]
        assert stored(session) == [("n0", 0), ("n1", 20), ("n2", 2)]
        FORGET.run(session, [("n0",)])

    await world.write(work)
    assert await world.read(stored) == [("n1", 20), ("n2", 2)]


def alone(session: Session) -> None:
    INSERT.run(session, [ROWS[1], ROWS[0]])


def among_others(session: Session) -> None:
    together(session)
    INSERT.run(session, [ROWS[2]])
    INSERT.run(session, [ROWS[1], ROWS[0]])
    INSERT.run(session, [{**ROWS[2], "id": "n3"}])
    BY_ID.rows(session, [("n3",)])


@pytest.mark.parametrize("work", [alone, among_others])
async def test_what_breaks_a_rule_is_refused_as_by_sqlalchemy_and_nothing_of_it_is_kept(
    world: World, work: Callable[[Session], None]
) -> None:
    await world.write(lambda session: INSERT.run(session, ROWS[:1]))
    raised: list[DBAPIError] = []

    def noting(session: Session) -> None:
        try:
            work(session)
        except DBAPIError as error:
            raised.append(error)
            raise

    with pytest.raises(Unavailable):
        await world.write(noting)
    assert raised
    assert all(isinstance(error, IntegrityError) and not error.connection_invalidated for error in raised)
    assert await world.read(stored) == [("n0", 0)]


async def test_what_fails_only_with_the_commit_is_refused_and_the_next_write_is_taken(world: World) -> None:
    def twice(session: Session) -> None:
        together(session)
        INSERT.run(session, ROWS[:1])
        INSERT.run(session, ROWS[:1])

    for _ in range(3):
        with pytest.raises(Unavailable):
            await world.write(twice)
        assert await world.read(stored) == []
    await world.write(lambda session: INSERT.run(session, ROWS[1:2]))
    assert await world.read(stored) == [("n1", 1)]


async def test_what_went_together_and_was_taken_back_leaves_nothing(world: World) -> None:
    def regretted(session: Session) -> None:
        together(session)
        INSERT.run(session, ROWS)
        raise Unavailable

    for _ in range(3):
        with pytest.raises(Unavailable):
            await world.write(regretted)
        assert await world.read(stored) == []


async def test_a_connection_that_was_cut_is_given_up_and_the_write_goes_on_with_another(world: World) -> None:
    if not world.runtime.database.is_postgres:
        pytest.skip("A file is not cut off.")
    was_cut = False

    def cut_once(session: Session) -> None:
        nonlocal was_cut
        together(session)
        INSERT.run(session, ROWS[:1])
        if not was_cut:
            was_cut = True
            pid = session.connection().execute(text("SELECT pg_backend_pid()")).scalar_one()
            with session.connection().engine.connect() as other:
                other.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        together(session)
        INSERT.run(session, ROWS[1:2])

    for _ in range(2):  # as a client would, which is told to try again
        try:
            await world.write(cut_once)
            break
        except Unavailable:
            continue
    assert await world.read(stored) == [("n0", 0), ("n1", 1)]
