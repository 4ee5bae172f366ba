"""How many messages a second are stored and acknowledged, with so many senders each waiting for its ack?"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from bench.audience import Audience
from bench.figures import milliseconds
from bench.load import Result, Window, Writer, reckon
from bench.subjects import Rooms
from bench.wire import connect_many


async def run(
    subject: Rooms, folder: Path, *, one_room: bool, size: int, senders: int, seconds: float
) -> Result:
    stage = await subject.circle(folder, senders, one_room=one_room)
    audience = Audience()
    sockets, _ = await connect_many(audience, stage.port, [seat.auth for seat in stage.seats])
    writers = [
        Writer(audience, socket, seat, size) for socket, seat in zip(sockets, stage.seats, strict=True)
    ]
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
    shares = window.close()
    measured = list(waits)
    running = False
    rate = len(measured) / window.seconds
    figures = {
        "acked_per_s": rate,
        "per_server_core_s": rate / shares["server_core_share"],
        **milliseconds(measured),
        **shares,
    }
    return await reckon(stage, audience, figures, writers, sockets)
