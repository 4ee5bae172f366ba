"""How fast do files go in and out, how much memory does that take, and what do people notice of it?"""

from __future__ import annotations

import asyncio
import itertools
import threading
from pathlib import Path
from time import perf_counter
from typing import Literal

from bench.depots import MIB, Copy, Depot, Load, ProductDepot, depot, load
from bench.disk import DiskProbe, remove
from bench.figures import quantile
from bench.load import Result, Window
from bench.scenarios.mix import Town
from bench.subjects import Product

Way = Literal["whole", "parts", "out"]
PART = 16 * MIB
FIRST = 1 * MIB
LIGHT = 8 * MIB
KINDS = ("message", "typing", "receipt")


async def run(subject: Copy | Product, folder: Path, *, way: Way, size: int) -> Result:
    """A file goes in by one request (`whole`) or many (`parts`), or comes back (`out`)."""
    stage, place = await depot(subject, folder)
    what = await asyncio.to_thread(load, folder.parent, size)
    small = await asyncio.to_thread(load, folder.parent, FIRST)
    server = stage.servers[0]
    # The first encounter of every code path is not what is asked about.
    await asyncio.to_thread(_move, place, small, "parts" if way == "parts" else "whole")
    path = await asyncio.to_thread(place.bring, what) if way == "out" else ""
    rss, _ = stage.memory()
    server.forget_peaks()
    window = Window(stage)
    if way == "out":
        fault = await asyncio.to_thread(place.fetch, path, what)
    else:
        path = await asyncio.to_thread(_bring, place, what, way)
        fault = ""
    shares = window.close()
    peak = server.peak()
    if way != "out":
        fault = await asyncio.to_thread(place.fetch, path, what)
    place.close()
    await stage.end()
    await asyncio.to_thread(remove, folder)
    megabytes = size / 1e6
    figures = {
        "mb_per_s": megabytes / shares["seconds"],
        "per_server_core_s": megabytes / shares["seconds"] / shares["server_core_share"],
        "grown_mib": peak - rss,
        **shares,
    }
    faults = [fault] if fault else []
    return Result(figures, faults, len(faults))


def _bring(place: Depot, what: Load, way: Way) -> str:
    return place.bring_in_parts(what, PART) if way == "parts" else place.bring(what)


def _move(place: Depot, what: Load, way: Way) -> None:
    place.fetch(_bring(place, what, way), what)


class Carrier(threading.Thread):
    """Somebody who uploads one file after the other until told to stop."""

    def __init__(self, place: Depot, what: Load, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.brought = 0
        self.took: list[float] = []
        self.fault = ""
        self._place = place
        self._what = what
        self._stop_asked = stop

    def run(self) -> None:
        path = ""
        try:
            while not self._stop_asked.is_set():
                began = perf_counter()
                path = self._place.bring(self._what)
                self.took.append(perf_counter() - began)
                self.brought += 1
            self.fault = self._place.fetch(path, self._what) if path else "nothing was uploaded"
        except (OSError, RuntimeError) as error:
            self.fault = f"an upload failed: {error!r}"
        self._place.close()


async def beside(
    subject: Product, folder: Path, *, groups: int, size: int, per_second: float, seconds: float, uploads: int
) -> Result:
    """The town of `mix`, first by itself and then while `uploads` people upload without a break."""
    stage, residents = await subject.town(folder, groups, size)
    town = Town(stage.port, residents)
    audience = town.audience
    what = await asyncio.to_thread(load, folder.parent, LIGHT)
    await town.arrive()
    figures: dict[str, float] = {}
    await _lived(town, per_second, 3)
    alone, late = await _lived(town, per_second, seconds)
    figures |= {f"alone_{name}": value for name, value in alone.items()} | {"alone_late_max_ms": late * 1e3}
    stop = threading.Event()
    carriers = [
        Carrier(ProductDepot(stage.port, one.account.headers), what, stop) for one in residents[:uploads]
    ]
    for carrier in carriers:
        carrier.start()
    await _lived(town, per_second, 2)
    brought = sum(carrier.brought for carrier in carriers)
    rss, _ = stage.memory()
    stage.servers[0].forget_peaks()
    window, disk = Window(stage), DiskProbe(folder)
    disk.start()
    busy, late = await _lived(town, per_second, seconds)
    shares = window.close()
    figures |= await asyncio.to_thread(disk.end)
    brought = sum(carrier.brought for carrier in carriers) - brought
    stop.set()
    for carrier in carriers:
        await asyncio.to_thread(carrier.join)
        if carrier.fault:
            audience.fault(carrier.fault)
    figures |= busy | shares
    figures |= {
        "late_max_ms": late * 1e3,
        "mb_per_s": brought * LIGHT / 1e6 / shares["seconds"],
        "upload_p99_s": quantile(sorted(itertools.chain(*(one.took for one in carriers))), 0.99),
        "grown_mib": stage.servers[0].peak() - rss,
        "worst_p99_ms": max(busy[f"{kind}_p99_ms"] for kind in KINDS),
    }
    await town.leave(stage)
    await asyncio.to_thread(remove, folder)
    return Result(figures, audience.faults, audience.fault_count)


async def _lived(town: Town, per_second: float, seconds: float) -> tuple[dict[str, float], float]:
    """What was heard late, and the most that anything began too late."""
    for took in town.timing.took.values():
        del took[:]
    town.timing.open = True
    late = await town.live(per_second, seconds)
    town.timing.open = False
    figures: dict[str, float] = {}
    for kind in KINDS:
        ordered = sorted(town.timing.took[kind])
        figures |= {
            f"{kind}_p50_ms": quantile(ordered, 0.5) * 1e3,
            f"{kind}_p99_ms": quantile(ordered, 0.99) * 1e3,
            f"{kind}_samples": len(ordered),
        }
    return figures, late
