"""How many messages a second are stored and acknowledged, with so many senders each waiting for its ack?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from bench.audience import Audience
from bench.figures import milliseconds
from bench.load import Result, Window, Writer, reckon
from bench.subjects import Rooms, Stage
from bench.wire import connect_many


async def run(
    subject: Rooms, folder: Path, *, one_room: bool, size: int, senders: int, seconds: float
) -> Result:
    stage = await subject.circle(folder, senders, one_room=one_room)
    audience = Audience(ordered=stage.ordered)
    sockets, _ = await connect_many(audience, stage.ports, [seat.auth for seat in stage.seats])
    writers = [
        Writer(audience, socket, seat, size) for socket, seat in zip(sockets, stage.seats, strict=True)
    ]
    figures = await saturate(stage, writers, seconds)
    hearers = [(socket, writer.room) for socket, writer in zip(sockets, writers, strict=True)]
    return await reckon(stage, audience, figures, writers, hearers)


async def saturate(stage: Stage, writers: list[Writer], seconds: float) -> dict[str, float]:
    """What is acknowledged when each sends its next message at the ack of the last.

    A writer that stands there several times has as many messages under way.
    """
    waits: list[float] = []
    running = True

    def keep_posting(writer: Writer) -> None:
        began = perf_counter()

        def acknowledged() -> None:
            waits.append(perf_counter() - began)
            if running:
                keep_posting(writer)

        writer.post(on_ack=acknowledged)

    for writer in writers:
        keep_posting(writer)
    await asyncio.sleep(seconds / 4)  # a second of warm-up in four
    waits.clear()
    window = Window(stage)
    await asyncio.sleep(seconds)
    shares = window.close() | stage.balance()
    measured = list(waits)
    running = False
    rate = len(measured) / window.seconds
    return {
        "acked_per_s": rate,
        "per_server_core_s": rate / shares["server_core_share"],
        **milliseconds(measured),
        **shares,
    }
