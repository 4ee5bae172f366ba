"""How many deliveries a second does one worker make to a room of so many sockets, when it never rests?"""

from __future__ import annotations

import asyncio
from pathlib import Path

from bench.audience import Audience, Hall
from bench.load import Result, Window, Writer, hall_of, reckon
from bench.subjects import Rooms, Stage
from bench.wire import connect_many


async def run(
    subject: Rooms, folder: Path, *, sockets: int, in_flight: int, size: int, seconds: float
) -> Result:
    """Keeps `in_flight` messages between the send and the last of the listeners."""
    stage = await subject.hall(folder, sockets)
    audience = Audience()
    listeners, _ = await connect_many(audience, stage.ports, stage.listeners)
    [speaker], _ = await connect_many(audience, stage.ports, [stage.seats[0].auth])
    writer = Writer(audience, speaker, stage.seats[0], size)
    figures = await saturate(stage, writer, hall_of(audience, listeners), in_flight, seconds)
    hearers = [(socket, writer.room) for socket in (*listeners, speaker)]
    return await reckon(stage, audience, figures, [writer], hearers)


async def saturate(
    stage: Stage, writer: Writer, hall: Hall, in_flight: int, seconds: float
) -> dict[str, float]:
    """Deliveries to the hall when the next message is sent whenever all have one."""
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
    return {
        "deliveries_per_s": deliveries / window.seconds,
        "per_server_core_s": deliveries / window.seconds / shares["server_core_share"],
        "messages_per_s": messages / window.seconds,
        **shares,
    }
