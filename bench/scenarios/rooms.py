"""How fast is a message with everybody in its room, where there are many rooms?

With several instances the people of each room sit on all of them in turn, and what goes from one instance to
another is told apart.
"""

from __future__ import annotations

import asyncio
from array import array
from pathlib import Path
from time import perf_counter

from bench.audience import Audience, Run, Timing
from bench.figures import quantile
from bench.load import SHORT, Result, Window, Writer, reckon, until
from bench.scenarios import posts
from bench.subjects import Rooms, Stage
from bench.wire import Socket, connect_many

WARM_UP = 20
"""Messages: the first encounter of every code path is not what is asked about."""


class Rooming:
    """Everybody in their room, and when the messages of a schedule were with each and with the last."""

    def __init__(self, stage: Stage, audience: Audience, sockets: list[Socket], size: int) -> None:
        self.writers = [
            Writer(audience, socket, seat, SHORT) for socket, seat in zip(sockets, stage.seats, strict=True)
        ]
        self.hearers = [(socket, writer.room) for socket, writer in zip(sockets, self.writers, strict=True)]
        self.size = size
        self.each, self.last, self.across = array("d"), array("d"), array("d")
        self.lacking: dict[float, int] = {}
        """By when a message was due, how many do not have it yet."""
        self._ports: dict[float, int] = {}
        self._stage = stage
        audience.timing = Timing(self._heard)

    async def live(self, per_second: float, count: int) -> float:
        """So many messages on a fixed schedule, room by room. The most that one was sent too late."""
        started, late = perf_counter() + 0.1, 0.0
        rooms = len(self.writers) // self.size
        for number in range(count):
            due = started + number / per_second
            await asyncio.sleep(due - perf_counter())
            late = max(late, perf_counter() - due)
            room, turn = number % rooms, number // rooms
            # Rooms differ in whose turn it is, so that every instance has its share of the senders.
            seat = room * self.size + (turn + room) % self.size
            self._ports[due] = self._stage.ports[seat % len(self._stage.ports)]
            self.lacking[due] = self.size
            self.writers[seat].post(due)
        return late

    def _heard(self, socket: Socket, run: Run) -> None:
        now = perf_counter()
        for due in run.due:
            if due not in self.lacking:
                continue
            took = now - due
            self.each.append(took)
            if socket.port != self._ports[due]:
                self.across.append(took)
            self.lacking[due] -= 1
            if not self.lacking[due]:
                del self.lacking[due]
                self.last.append(took)


async def _entered(subject: Rooms, folder: Path, groups: int, size: int) -> tuple[Stage, Audience, Rooming]:
    stage = await subject.quarter(folder, groups, size, 0)
    audience = Audience(ordered=stage.ordered)
    sockets, _ = await connect_many(audience, stage.ports, [seat.auth for seat in stage.seats])
    return stage, audience, Rooming(stage, audience, sockets, size)


async def paced(
    subject: Rooms, folder: Path, *, groups: int, size: int, per_second: float, seconds: float
) -> Result:
    """Figures `each_…` and `last_…`, and `across_…` from the sender's instance to another."""
    stage, audience, rooming = await _entered(subject, folder, groups, size)
    await rooming.live(per_second, WARM_UP)
    await until(lambda: not rooming.lacking)
    for samples in (rooming.each, rooming.last, rooming.across):
        del samples[:]
    window = Window(stage)
    late = await rooming.live(per_second, int(per_second * seconds))
    await asyncio.sleep(1 / per_second)
    shares = window.close() | stage.balance()
    result = await reckon(stage, audience, shares, rooming.writers, rooming.hearers)
    for name, samples in (("each", rooming.each), ("last", rooming.last), ("across", rooming.across)):
        if samples:
            ordered = sorted(samples)
            result.figures |= {
                f"{name}_p50_ms": quantile(ordered, 0.5) * 1e3,
                f"{name}_p99_ms": quantile(ordered, 0.99) * 1e3,
                f"{name}_max_ms": ordered[-1] * 1e3,
            }
    result.figures["sent_late_max_ms"] = late * 1e3
    if rooming.lacking:
        audience.fault(f"{len(rooming.lacking)} messages did not reach everybody")
        result.fault_count = audience.fault_count
    return result


async def saturated(subject: Rooms, folder: Path, *, groups: int, size: int, seconds: float) -> Result:
    """One person in each room sends the next message at the ack of the last; all others listen."""
    stage, audience, rooming = await _entered(subject, folder, groups, size)
    speakers = [rooming.writers[room * size + room % size] for room in range(groups)]
    began, heard = perf_counter(), audience.deliveries
    figures = await posts.saturate(stage, speakers, seconds)
    deliveries = (audience.deliveries - heard) / (perf_counter() - began)
    figures["deliveries_per_s"] = deliveries
    return await reckon(stage, audience, figures, rooming.writers, rooming.hearers)
