"""What do so many idle sockets cost, and how fast do they come?"""

from __future__ import annotations

from pathlib import Path

from bench.audience import Audience
from bench.load import Result, Window, reckon
from bench.subjects import Rooms
from bench.wire import connect_many


async def run(subject: Rooms, folder: Path, *, sockets: int) -> Result:
    stage = await subject.hall(folder, sockets)
    audience = Audience()
    rss_before, pss_before = stage.memory()
    window = Window(stage)
    listeners, took = await connect_many(audience, stage.port, stage.listeners)
    shares = window.close()
    rss, pss = stage.memory()
    figures = {
        "rss_mib": rss,
        "pss_mib": pss,
        "rss_before_mib": rss_before,
        "kib_per_socket": (pss - pss_before) * 1024 / sockets,
        "connects_per_s": sockets / took,
        "per_server_core_s": sockets / took / shares["server_core_share"],
        **shares,
    }
    return await reckon(stage, audience, figures, [], listeners)
