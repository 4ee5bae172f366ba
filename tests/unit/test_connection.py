"""One socket: order, and what happens to who reads too slowly."""

import asyncio
from typing import Any

from chat_app.models.actor import Actor
from chat_app.realtime import connection as module
from chat_app.realtime.connection import SLOW_READER, Connection
from chat_app.realtime.frames import Frame
from tests.support.waiting import eventually

ACTOR = Actor("u", "s", "member")


class Pipe:
    """A transport that takes what it is given while it is open, as an ASGI server's `send`."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.close_code: int | None = None
        self.open = asyncio.Event()
        self.open.set()

    async def send(self, message: dict[str, Any]) -> None:
        await self.open.wait()
        if message["type"] == "websocket.close":
            self.close_code = message["code"]
        else:
            self.taken.append(message["text"])


async def test_frames_arrive_in_order_while_the_reader_keeps_up() -> None:
    pipe = Pipe()
    connection = Connection("1", ACTOR, pipe.send, None)
    for number in range(100):
        connection.write(Frame(str(number)))
    await eventually(lambda: len(pipe.taken) == 100, "the frames")
    assert pipe.taken == [str(number) for number in range(100)]


async def test_a_reader_that_pauses_gets_everything_later_in_order() -> None:
    pipe = Pipe()
    connection = Connection("1", ACTOR, pipe.send, None)
    pipe.open.clear()
    for number in range(100):
        connection.write(Frame(str(number)))
    assert pipe.taken == []
    pipe.open.set()
    await eventually(lambda: len(pipe.taken) == 100, "the backlog")
    assert pipe.taken == [str(number) for number in range(100)]
    connection.write(Frame("last"))
    await eventually(lambda: pipe.taken[-1] == "last", "the last frame")


async def test_a_reader_that_falls_too_far_behind_is_cut_with_a_reason_and_its_backlog_dropped() -> None:
    pipe = Pipe()
    connection = Connection("1", ACTOR, pipe.send, None)
    pipe.open.clear()
    frame = Frame("x" * (module.LARGEST_BACKLOG // 4))
    for _ in range(20):
        connection.write(frame)
    assert connection.closed
    pipe.open.set()
    await eventually(lambda: pipe.close_code, "the end")
    assert pipe.close_code == SLOW_READER
    assert "slow_reader" in pipe.taken[-1]
    assert len(pipe.taken) <= 2


async def test_events_are_held_back_until_the_block_ends_and_acknowledgements_are_not() -> None:
    pipe = Pipe()
    connection = Connection("1", ACTOR, pipe.send, None)
    with connection.holding():
        connection.deliver([Frame("event")])
        connection.write(Frame("ack"))
        await eventually(lambda: pipe.taken, "the acknowledgement")
        assert pipe.taken == ["ack"]
    await eventually(lambda: len(pipe.taken) == 2, "the event")
    assert pipe.taken == ["ack", "event"]
