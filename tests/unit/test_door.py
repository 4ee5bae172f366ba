"""Who comes in when many want to: a few at a time, and nobody's turn is lost."""

import asyncio
from collections.abc import Callable

import pytest

from chat_app.realtime import door as door_module
from chat_app.realtime.door import AT_ONCE, Door, Step


async def full() -> tuple[Door, list[Callable[[], None]]]:
    """A door with as many inside as may be, and how each ends its turn."""
    door = Door()
    return door, [await door.turn(Step.ACCEPT) for _ in range(AT_ONCE)]


async def test_who_has_begun_to_come_in_is_let_in_before_others_begin() -> None:
    door, ends = await full()
    came: list[str] = []

    async def come(name: str, step: Step) -> None:
        async with door.step(step):
            came.append(name)

    wanted = [("new", Step.ACCEPT), ("newer", Step.ACCEPT), ("known", Step.CONNECT), ("last step", Step.SYNC)]
    tasks = [asyncio.create_task(come(*one)) for one in wanted]
    await asyncio.sleep(0)
    assert (came, door.waiting) == ([], 4)
    ends[0]()
    await asyncio.gather(*tasks)
    assert (came, door.waiting) == (["last step", "known", "new", "newer"], 0)


async def test_no_more_are_inside_than_may_be() -> None:
    door, inside, most = Door(), 0, 0

    async def come() -> None:
        nonlocal inside, most
        async with door.step(Step.CONNECT):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(come() for _ in range(10 * AT_ONCE)))
    assert most == AT_ONCE


async def test_the_turn_of_somebody_who_gave_up_goes_to_the_next() -> None:
    door, ends = await full()
    gone = asyncio.create_task(door.turn(Step.CONNECT))
    following = asyncio.create_task(door.turn(Step.CONNECT))
    await asyncio.sleep(0)
    ends[0]()
    gone.cancel()  # in the very moment in which it was their turn
    await asyncio.wait_for(following, 1)
    assert door.waiting == 0


async def test_a_turn_that_is_ended_twice_lets_one_in() -> None:
    door, ends = await full()
    waiting = [asyncio.create_task(door.turn(Step.SYNC)) for _ in range(2)]
    await asyncio.sleep(0)
    ends[0]()
    ends[0]()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [one.done() for one in waiting] == [True, False]
    waiting[1].cancel()


async def test_who_waits_for_a_database_that_is_away_keeps_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(door_module, "LONGEST", 0.01)
    door, _never_ended = await full()
    await asyncio.wait_for(asyncio.gather(*(door.turn(Step.SYNC) for _ in range(2 * AT_ONCE))), 5)
