"""How many deliveries a second does one worker make to a room of so many sockets, when it never rests?"""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.audience import Audience
from bench.load import Result, Window, Writer, hall_of, reckon
from bench.subjects import Rooms
from bench.wire import connect_many


async def run(
    subject: Rooms, folder: Path, *, sockets: int, in_flight: int, size: int, seconds: float
) -> Result:
    """Keeps `in_flight` messages between the send and the last of the listeners."""
    stage = await subject.hall(folder, sockets)
    audience = Audience()
    listeners, _ = await connect_many(audience, stage.port, stage.listeners)
    [speaker], _ = await connect_many(audience, stage.port, [stage.seats[0].auth])
    writer = Writer(audience, speaker, stage.seats[0], size)
    hall = hall_of(audience, listeners)
    running = True

    def whole(_: float) -> None:
        if running:
            writer.post()

    hall.on_whole = whole
    for _ in range(in_flight):
        writer.post()
    await asyncio.sleep(seconds / 4)
    deliveries, messages = hall.deliveries, hall.whole
    window = Window(stage)
    await asyncio.sleep(seconds)
    deliveries, messages = hall.deliveries - deliveries, hall.whole - messages
    shares = window.close()
    running = False
    figures = {
        "deliveries_per_s": deliveries / window.seconds,
        "per_server_core_s": deliveries / window.seconds / shares["server_core_share"],
        "messages_per_s": messages / window.seconds,
        **shares,
    }
    return await reckon(stage, audience, figures, [writer], [*listeners, speaker])
