"""Bodies that come in at once, slowly or not at all."""

import asyncio
from collections import Counter

import pytest
from starlette.types import Message

from chat_app.errors import TimedOut
from chat_app.http import streaming
from chat_app.http.streaming import chunks_of
from chat_app.services.turns import Turns

PIECES = 50


async def never() -> Message:
    return await asyncio.get_running_loop().create_future()


async def test_bodies_that_come_in_at_once_take_turns_and_leave_everybody_else_theirs():
    loop_turn = 0
    taken: Counter[int] = Counter()
    order: list[int] = []

    async def count() -> None:
        nonlocal loop_turn
        while True:
            await asyncio.sleep(0)
            loop_turn += 1

    async def upload(number: int) -> int:
        left = PIECES

        async def receive() -> Message:
            nonlocal left
            left -= 1
            taken[loop_turn] += 1
            order.append(number)
            return {"type": "http.request", "body": b"piece", "more_body": left > 0}

        return len([chunk async for chunk in chunks_of(receive, turns)])

    turns = Turns()
    counting = asyncio.create_task(count())
    assert await asyncio.gather(*map(upload, range(20))) == [PIECES] * 20
    counting.cancel()
    assert max(taken.values()) <= 2  # the counter counts before some and after others
    halfway = Counter(order[: 10 * PIECES]).values()
    assert max(halfway) - min(halfway) <= 2


async def test_who_gives_up_waiting_keeps_nobody_from_their_turn():
    async def receive() -> Message:
        return {"type": "http.request", "body": b"piece", "more_body": True}

    async def upload() -> None:
        async for _ in chunks_of(receive, turns):
            pass

    turns = Turns()
    uploads = [asyncio.create_task(upload()) for _ in range(3)]
    await asyncio.sleep(0)
    for one in uploads:
        one.cancel()
    await asyncio.wait(uploads)
    assert await anext(chunks_of(receive, turns)) == b"piece"


async def test_bodies_wait_while_the_database_is_at_work_and_go_on_as_soon_as_it_is_not():
    is_busy = True
    turns = Turns(lambda: is_busy)
    waiting = [asyncio.create_task(turns.next()) for _ in range(2)]
    await asyncio.sleep(0.005)
    assert not any(one.done() for one in waiting)
    is_busy = False
    async with asyncio.timeout(1):
        await asyncio.gather(*waiting)


async def test_while_people_write_bodies_leave_time_between_their_pieces():
    is_lively = True
    turns = Turns(is_lively=lambda: is_lively)
    loop = asyncio.get_running_loop()

    async def twenty() -> float:
        began = loop.time()
        for _ in range(20):
            await turns.next()
        return loop.time() - began

    assert await twenty() > 0.015
    is_lively = False
    turns_of_the_loop = 0

    async def count() -> None:
        nonlocal turns_of_the_loop
        while True:
            await asyncio.sleep(0)
            turns_of_the_loop += 1

    await turns.next()  # after the last pause
    counting = asyncio.create_task(count())
    await twenty()
    counting.cancel()
    assert turns_of_the_loop < 60


async def test_beside_a_database_that_is_never_idle_bodies_go_on_by_some_pieces_at_a_time():
    looks = 0

    def is_busy() -> bool:
        nonlocal looks
        looks += 1
        return True

    turns = Turns(is_busy)
    looks_until: list[int] = []
    async with asyncio.timeout(5):
        for _ in range(5):
            await turns.next()
            looks_until.append(looks)
    waited = [after - before > 10 for before, after in zip([0, *looks_until], looks_until, strict=False)]
    assert waited == [True, False, False, False, True]


async def test_a_body_of_which_nothing_comes_for_too_long_ends(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streaming, "PATIENCE", 0.05)
    with pytest.raises(TimedOut):
        await anext(chunks_of(never))
    task = asyncio.current_task()
    assert task
    assert not task.cancelling()


async def test_a_body_may_take_any_time_as_long_as_something_comes(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(streaming, "PATIENCE", 0.2)
    left = 6

    async def receive() -> Message:
        nonlocal left
        left -= 1
        await asyncio.sleep(0.1)
        return {"type": "http.request", "body": b"piece", "more_body": left > 0}

    chunks = chunks_of(receive)
    assert await anext(chunks) == b"piece"
    await asyncio.sleep(0.3)  # whoever takes the pieces may have to wait for a disk
    assert len([chunk async for chunk in chunks]) == 5


async def test_who_is_cancelled_while_nothing_comes_is_cancelled():
    waiting = asyncio.ensure_future(anext(chunks_of(never)))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
