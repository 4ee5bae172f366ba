"""A run: what it needs, and every case asked of every subject in turn."""

from __future__ import annotations

import asyncio
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from time import perf_counter

import uvloop

from bench.case import Case
from bench.load import Result
from bench.machine import on_all_cores, pin_generator
from bench.processes import Server
from bench.rows import Row
from bench.subjects import Product, Subject
from tests.support.postgres import Postgres
from tests.support.valkey import Valkey

ON_POSTGRES = {"posts", "rooms", "workers", "storm", "history", "stored", "start", "search", "opening"}
ON_VALKEY = {"workers", "start"}
PATIENCE = 900
"""Seconds for one subject at one case."""


@contextmanager
def means(scenarios: Iterable[str]) -> Iterator[tuple[Path, Postgres | None, Valkey | None]]:
    """A folder, and the servers that the product itself needs; all gone afterwards.

    They have no core of their own: they go wherever the kernel puts them.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asked = set(scenarios)
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        postgres = Postgres(durable=True) if asked & ON_POSTGRES else None
        valkey = Valkey() if asked & ON_VALKEY else None
        try:
            pin_generator()
            yield Path(name), postgres, valkey
        finally:
            for server in list(Server.running):
                server.stop()
            for one in (valkey, postgres):
                if one is not None:
                    one.close()


def measured(asked: list[Case], rounds: int, folder: Path) -> list[Row]:
    """Every case with every subject, then again: what changes with the hour changes for all of them."""
    return uvloop.run(_run(asked, rounds, folder))


async def _run(asked: list[Case], rounds: int, folder: Path) -> list[Row]:
    rows = {
        (case.title, subject.name): Row(case, subject.name, subject.stores, [])
        for case in asked
        for subject in case.subjects
    }
    count = 0
    for number in range(rounds):
        for case in asked:
            for subject in case.subjects if number == 0 or not case.once else []:
                count += 1
                place = folder / f"run{count}"
                place.mkdir()
                began = perf_counter()
                result = await _measure(case, subject, place)
                took = perf_counter() - began
                rows[case.title, subject.name].runs.append(result)
                shown = result.figures.get(case.unit, float("nan"))
                print(
                    f"{number + 1}/{rounds} {case.title}: {subject.name}: {shown:,.1f} {case.unit}"
                    f" ({took:.0f} s)"
                    + (f", {result.fault_count} FAULTS: {result.faults[0]}" if result.fault_count else ""),
                    file=sys.stderr,
                    flush=True,
                )
    return list(rows.values())


async def _measure(case: Case, subject: Subject, folder: Path) -> Result:
    with on_all_cores() if subject.spread else nullcontext():
        try:
            return await asyncio.wait_for(case.run(subject, folder), PATIENCE)
        except Exception as error:  # noqa: BLE001  # one that cannot be measured is a finding; the others still are
            words = str(error) or type(error).__name__
            return Result({}, [f"could not be measured: {words}"], 1)
        finally:
            for server in list(Server.running):
                server.stop()
            shutil.rmtree(folder, ignore_errors=True)
            if isinstance(subject, Product):
                subject.forget()
