"""What do so many sockets cost: their coming, their idling, a message to all of them, one beside them?

Asked for several numbers of sockets, each on a fresh server, so that a cost that grows with them shows.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

from bench.audience import Audience
from bench.figures import milliseconds
from bench.load import SHORT, Result, Window, Writer, hall_of, reckon, until
from bench.scenarios import fanout, posts
from bench.subjects import Rooms
from bench.wire import connect_many

PER_SECOND = 5
IN_FLIGHT = 16


async def run(
    subject: Rooms, folder: Path, *, sockets: int, idle: float, paced: float, seconds: float
) -> Result:
    """`idle` seconds of nothing (as long as the time between two pings), `paced` of five messages a second to
    all on a fixed schedule, then `seconds` each of messages to all and of messages that nobody hears."""
    stage = await subject.hall(folder, sockets)
    audience = Audience()
    _, before = stage.memory()
    window = Window(stage)
    listeners, took = await connect_many(audience, stage.ports, stage.listeners)
    shares = window.close()
    figures = {
        "connects_per_s": sockets / took,
        "cpu_ms_per_connect": shares["server_core_share"] * window.seconds / sockets * 1e3,
    }
    speakers, _ = await connect_many(audience, stage.ports, [seat.auth for seat in stage.seats])
    to_all, aside = (
        Writer(audience, socket, seat, SHORT) for socket, seat in zip(speakers, stage.seats, strict=True)
    )
    window = Window(stage)
    await asyncio.sleep(idle)
    shares = window.close()
    rss, pss = stage.memory()
    figures |= {
        "rss_mib": rss,
        "pss_mib": pss,
        "kib_per_socket": (pss - before) * 1024 / sockets,
        "idle_core_share": shares["server_core_share"],
        "idle_us_per_socket_s": shares["server_core_share"] / sockets * 1e6,
    }
    hall = hall_of(audience, listeners)
    last: list[float] = []
    hall.on_whole = lambda due: last.append(perf_counter() - due)
    to_all.post(perf_counter())  # the first encounter of every code path is not what is asked about
    await until(lambda: bool(last))
    last.clear()
    count = int(paced * PER_SECOND)
    started = perf_counter() + 0.1
    for number in range(count):
        due = started + number / PER_SECOND
        await asyncio.sleep(due - perf_counter())
        to_all.post(due)
    await until(lambda: len(last) == count)
    lacking = count - len(last)
    figures |= milliseconds(last)
    told = await fanout.saturate(stage, to_all, hall, 1, seconds)
    posted = await posts.saturate(stage, [aside] * IN_FLIGHT, seconds)
    figures |= {
        "deliveries_per_s": told["deliveries_per_s"],
        "cpu_us_per_delivery": 1e6 / told["per_server_core_s"],
        "cpu_us_per_post": 1e6 / posted["per_server_core_s"],
        "server_core_share": told["server_core_share"],
        "generator_core_share": told["generator_core_share"],
    }
    hearers = [(socket, to_all.room) for socket in listeners]
    hearers += [(socket, writer.room) for socket, writer in zip(speakers, (to_all, aside), strict=True)]
    result = await reckon(stage, audience, figures, [to_all, aside], hearers)
    if lacking:
        audience.fault(f"{lacking} messages did not reach everybody")
        result.fault_count = audience.fault_count
    return result
