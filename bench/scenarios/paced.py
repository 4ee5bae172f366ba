"""How long from the send until the last of so many sockets has it, at a pace that people keep?

The schedule is fixed and every latency counts from it: a stall makes the messages that it held up late too.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from bench.audience import Audience
from bench.figures import milliseconds, quantile
from bench.load import Result, Window, Writer, hall_of, reckon, until
from bench.subjects import Rooms
from bench.wire import connect_many

WARM_UP = 3


async def run(
    subject: Rooms, folder: Path, *, sockets: int, per_second: float, size: int, seconds: float
) -> Result:
    stage = await subject.hall(folder, sockets)
    audience = Audience()
    listeners, _ = await connect_many(audience, stage.ports, stage.listeners)
    [speaker], _ = await connect_many(audience, stage.ports, [stage.seats[0].auth])
    writer = Writer(audience, speaker, stage.seats[0], size)
    hall = hall_of(audience, listeners)
    last: list[float] = []
    hall.on_whole = lambda due: last.append(perf_counter() - due)
    for _ in range(WARM_UP):  # the first encounter of every code path is not what is asked about
        writer.post()
        await asyncio.sleep(0.2)
    await until(lambda: len(last) == WARM_UP)
    last.clear()
    hall.timed = True
    window = Window(stage)
    started = perf_counter() + 0.1
    sent_late = 0.0
    count = int(seconds * per_second)
    for number in range(count):
        due = started + number / per_second
        await asyncio.sleep(due - perf_counter())
        sent_late = max(sent_late, perf_counter() - due)
        writer.post(due)
    await asyncio.sleep(1 / per_second)
    shares = window.close()
    result = await reckon(
        stage, audience, {}, [writer], [(socket, writer.room) for socket in (*listeners, speaker)]
    )
    each = sorted(hall.each)
    result.figures |= milliseconds(last) | {
        "each_p50_ms": quantile(each, 0.5) * 1e3,
        "each_p99_ms": quantile(each, 0.99) * 1e3,
        "sent_late_max_ms": sent_late * 1e3,
        **shares,
    }
    if len(last) != count:
        audience.fault(f"{count - len(last)} messages did not reach everybody")
        result.fault_count = audience.fault_count
    return result
