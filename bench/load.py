"""What every scenario does: writes that are remembered, a measured window, and the reckoning afterwards."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter, process_time
from typing import Any

from bench.audience import Audience, Hall
from bench.machine import busy_seconds
from bench.people import Write
from bench.subjects import Seat, Stage
from bench.wire import Socket

SHORT = 40
LONG = 900
PROSE = "the quick brown fox jumps over the lazy dog and then has a long rest "
PATIENCE = 30  # seconds within which what is under way must come to its end


def text(number: int, size: int) -> str:
    """A text of `size` characters that no other message has."""
    return (f"{number} " + PROSE * (size // len(PROSE) + 1))[:size].rstrip()


class Writer:
    """A socket that sends, and remembers what was acknowledged."""

    def __init__(self, audience: Audience, socket: Socket, seat: Seat, size: int) -> None:
        self.writes: list[Write] = []
        self.under_way = 0
        self._audience = audience
        self._socket = socket
        self.room = seat.conversation_id
        self._size = size
        self._prefix = os.urandom(6).hex()
        self._number = 0

    def post(self, due: float = 0.0, on_ack: Callable[[], None] | None = None) -> None:
        """Sends the next message; `due` is when its schedule wanted it sent."""
        self._number += 1
        client_id = f"{self._prefix}-{self._number}"
        body = text(self._number, self._size)
        self._audience.sent[client_id] = (body, due)
        self.under_way += 1

        def acknowledged(answer: dict[str, Any]) -> None:
            self.under_way -= 1
            message = answer.get("message")
            if message is None:
                self._audience.fault(f"a send was refused: {answer}")
                return
            if message["client_id"] != client_id or message["body"] != body:
                self._audience.fault(f"an ack for another message: {message}")
            self.writes.append(Write(self.room, client_id, body, message["seq"], message["rev"]))
            if on_ack is not None:
                on_ack()

        argument = {"conversation_id": self.room, "client_id": client_id, "body": body}
        self._socket.call("send", argument, acknowledged)


@dataclass
class Result:
    """Figures of one run, and every promise that it saw broken."""

    figures: dict[str, float]
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0


class Window:
    """Seconds of wall clock, and who was busy in them. The garbage collector of the generator rests."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        gc.collect()
        gc.disable()
        self._server = stage.cpu_seconds()
        self._own = process_time()
        self._machine = busy_seconds()
        self._began = perf_counter()

    def close(self) -> dict[str, float]:
        """The length, and the share of one core that server, generator and all others took."""
        self.seconds = perf_counter() - self._began
        gc.enable()
        server, own = self._stage.cpu_seconds() - self._server, process_time() - self._own
        others = busy_seconds() - self._machine - server - own
        return {
            "seconds": self.seconds,
            "server_core_share": max(0.001, server) / self.seconds,
            "generator_core_share": own / self.seconds,
            "others_core_share": max(0.0, others) / self.seconds,
        }


async def until(done: Callable[[], bool]) -> bool:
    """Whether it came true in time."""
    end = perf_counter() + PATIENCE
    while not done():
        if perf_counter() > end:
            return False
        await asyncio.sleep(0.01)
    return True


async def reckon(
    stage: Stage,
    audience: Audience,
    figures: dict[str, float],
    writers: list[Writer],
    hearers: list[tuple[Socket, str]],
) -> Result:
    """Waits for what is under way, audits the history and compares what every socket heard with it.

    `hearers` are all sockets, each with a room that it must have heard to the end.
    """
    if not await until(lambda: not any(writer.under_way for writer in writers)):
        audience.fault(f"{sum(writer.under_way for writer in writers)} sends were never acknowledged")
    writes = [write for writer in writers for write in writer.writes]
    last: dict[str, int] = {}
    for write in writes:
        last[write.conversation_id] = max(write.rev, last.get(write.conversation_id, 0))

    def behind() -> int:
        if not stage.tells:
            return 0
        return sum(
            any(socket.revs.get(each, 0) != last[each] for each in {room, *socket.revs} if each in last)
            for socket, room in hearers
        )

    if not await until(lambda: not behind()):
        audience.fault(f"{behind()} sockets did not hear everything")
    audience.open = False
    for socket, _ in hearers:
        socket.close()
    if stage.people is not None:
        for fault in await stage.people.audit(writes):
            audience.fault(fault)
    await stage.end()
    figures["messages"] = len(writes)
    figures["distinct_frames"] = audience.distinct
    figures["misordered"] = audience.misordered
    return Result(figures, audience.faults, audience.fault_count)


def hall_of(audience: Audience, listeners: list[Socket]) -> Hall:
    """Makes the listeners the ones whose hearing is followed message by message."""
    audience.hall = Hall(listeners)
    return audience.hall
