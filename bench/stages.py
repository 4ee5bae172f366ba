"""`python -m bench.stages`: what one message costs, stage by stage, and what the machine could do at best.

A server on PostgreSQL is sampled with py-spy, native frames included, while it is saturated: once by senders
who each wait for their ack, once by one who speaks to a full hall. Its CPU seconds, thread by thread, are
divided among the stages by the samples in which the thread worked. Writes `docs/performance/*.svg` (flame
graphs) and `bench/results/*-stages.json`, and prints the tables.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

from bench import limits
from bench.audience import Audience
from bench.load import SHORT, Writer, hall_of
from bench.machine import ROOT, facts, pin_generator
from bench.profile import Stacks, flame_graph, sample
from bench.report import stem_of
from bench.scenarios import fanout, posts
from bench.subjects import GENEROUS, Product
from bench.wire import connect_many
from tests.support.postgres import Postgres

WARMING = 4
"""Seconds until PostgreSQL knows its tables."""
SECONDS = 10
SENDERS, SOCKETS = 64, 1000
FLAMES = ROOT / "docs" / "performance"
BEGIN, END = "<!-- begin: python -m bench.stages -->\n", "<!-- end -->\n"

WAITS = ("epoll_pwait", "epoll_wait", "poll", "sem_timedwait", "sem_wait", "pthread_cond_timedwait")
"""The innermost frame of a thread that does nothing."""
WAITING = ("_gather (", "_worker (concurrent/futures/thread.py", "_wait_for_tstate_lock")
"""Frames in which a thread can only wait."""

STAGES: dict[str, tuple[str, ...]] = {
    "validate": ("realtime/protocol.py", "services/message_content.py", "services/limits.py", "/limits/"),
    "render": ("services/markdown.py", "services/mentioning.py", "services/highlight.py", "markdown_it/"),
    "index for search": ("services/search_index.py", "services/search_words.py"),
    "acknowledge": ("_settle (chat_app/realtime/gateway.py",),
    "fan out": ("realtime/rooms.py", "realtime/hub.py", "realtime/recent.py", "/bus/"),
    "commit": (
        "services/sending.py",
        "services/sending_sql.py",
        "db/prepared.py",
        "db/group_commit.py",
        "db/database.py",
        "services/events.py",
        "sqlalchemy/",
        "psycopg/",
    ),
    "receive": ("handle_text (chat_app/realtime/wire.py", "realtime/gateway.py", "uvicorn/", "websockets/"),
}
"""By what stands on the stack: the innermost frame that belongs to one of them decides."""
OTHER = "the event loop and the rest"


@dataclass
class Profile:
    """What was done in a window, the CPU seconds of each thread in it, and its stacks with their counts."""

    title: str
    rate: float
    """In a second."""
    count: float
    threads: dict[str, float]
    stacks: Stacks
    database: float
    """CPU seconds of PostgreSQL's own processes."""

    def microseconds(self) -> dict[str, float]:
        """Of each stage, for one of what was done."""
        spent: dict[str, float] = {}
        for thread, seconds in self.threads.items():
            working = Counter[str]()
            for (name, *frames), samples in self.stacks.items():
                if name == thread and not _waits(frames):
                    working[_stage(frames)] += samples
            for stage, samples in working.items():
                spent[stage] = spent.get(stage, 0.0) + seconds * samples / working.total()
        costs = {stage: spent[stage] * 1e6 / self.count for stage in (*STAGES, OTHER) if stage in spent}
        return costs | {"PostgreSQL's processes": self.database * 1e6 / self.count}


def _waits(frames: list[str]) -> bool:
    innermost = frames[-1].partition(" ")[0]
    return innermost in WAITS or any(frame.startswith(WAITING) for frame in frames[-8:])


def _stage(frames: list[str]) -> str:
    for frame in reversed(frames):
        for stage, marks in STAGES.items():
            if any(mark in frame for mark in marks):
                return stage
    return OTHER


async def _profiled(
    title: str,
    pid: int,
    postgres: Postgres,
    work: Callable[[float], Awaitable[float]],
    flames: Path,
) -> Profile:
    """Watches the server at work, then samples it (which slows it) for the stages and for the flame graph.

    `work` keeps it busy for so many seconds and returns how much it did in a second.
    """
    await work(WARMING)
    before, database = dict(_thread_seconds(pid)), _tree_seconds(postgres.pid)
    began = perf_counter()
    rate = await work(SECONDS)
    lasted = perf_counter() - began
    took = {name: seconds - before.get(name, 0.0) for name, seconds in _thread_seconds(pid)}
    database = _tree_seconds(postgres.pid) - database
    sampling = asyncio.create_task(sample(pid, seconds=SECONDS))
    await work(SECONDS)
    stacks = await sampling
    drawing = asyncio.create_task(flame_graph(pid, flames, seconds=SECONDS))
    await work(SECONDS)
    await drawing
    return Profile(title, rate, rate * lasted, took, stacks, database)


def _thread_seconds(pid: int) -> Iterator[tuple[str, float]]:
    """Each thread as py-spy names it."""
    for thread in psutil.Process(pid).threads():
        yield str(thread.id), thread.user_time + thread.system_time


def _tree_seconds(pid: int) -> float:
    root = psutil.Process(pid)
    return sum(sum(each.cpu_times()[:2]) for each in (root, *root.children(recursive=True)))


async def _posts(postgres: Postgres, folder: Path) -> Profile:
    stage = await Product(GENEROUS, postgres).circle(folder, SENDERS, one_room=False)
    audience = Audience(ordered=stage.ordered)
    sockets, _ = await connect_many(audience, stage.ports, [seat.auth for seat in stage.seats])
    writers = [
        Writer(audience, socket, seat, SHORT) for socket, seat in zip(sockets, stage.seats, strict=True)
    ]

    async def work(seconds: float) -> float:
        return (await posts.saturate(stage, writers, seconds / 1.25))["acked_per_s"]

    title = f"A message of {SENDERS} senders who each wait for their ack"
    found = await _profiled(title, stage.servers[0].pid, postgres, work, FLAMES / "posts.svg")
    await stage.end()
    return found


async def _fanout(postgres: Postgres, folder: Path) -> Profile:
    stage = await Product(GENEROUS, postgres).hall(folder, SOCKETS)
    audience = Audience()
    listeners, _ = await connect_many(audience, stage.ports, stage.listeners)
    [speaker], _ = await connect_many(audience, stage.ports, [stage.seats[0].auth])
    writer = Writer(audience, speaker, stage.seats[0], SHORT)
    hall = hall_of(audience, listeners)

    async def work(seconds: float) -> float:
        return (await fanout.saturate(stage, writer, hall, 32, seconds / 1.25))["deliveries_per_s"]

    title = f"A delivery to {SOCKETS:,} sockets of one room"
    found = await _profiled(title, stage.servers[0].pid, postgres, work, FLAMES / "fanout.svg")
    await stage.end()
    return found


def table(profile: Profile) -> str:
    """Microseconds of CPU for each stage, for people."""
    lines = [f"| {profile.title} | µs |", "| --- | ---: |"]
    costs = profile.microseconds()
    lines += [f"| {stage} | {cost:.1f} |" for stage, cost in costs.items()]
    ours = sum(cost for stage, cost in costs.items() if "PostgreSQL" not in stage)
    return "\n".join([*lines, f"| the server in all | {ours:.1f} |"])


async def _measured(folder: Path) -> list[Profile]:
    postgres = Postgres(durable=True)
    try:
        (folder / "posts").mkdir()
        (folder / "fanout").mkdir()
        return [await _posts(postgres, folder / "posts"), await _fanout(postgres, folder / "fanout")]
    finally:
        postgres.close()


def _page(profiles: list[Profile], bounds: dict[str, float], machine: dict[str, Any]) -> str:
    rates = [f"- {profile.title}: {profile.rate:,.0f} a second" for profile in profiles]
    about = f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}, {machine['commit']}."
    tables = [*map(table, profiles), limits.table(bounds)]
    return "\n\n".join([f"{about} While it was sampled:", "\n".join(rates), *tables])


def _write(path: Path, text: str) -> None:
    before, _, rest = path.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n{text}\n\n{END}{after}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.stages", description=__doc__)
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables between the page's marks")
    arguments = parser.parse_args()
    FLAMES.mkdir(parents=True, exist_ok=True)
    pin_generator()
    with tempfile.TemporaryDirectory(prefix="parley-stages-") as name:
        profiles = asyncio.run(_measured(Path(name)))
        bounds = limits.measured(Path(name))
    report: dict[str, Any] = {
        "machine": facts(),
        "stages": {profile.title: profile.microseconds() for profile in profiles},
        "rates": {profile.title: profile.rate for profile in profiles},
        "limits": bounds,
    }
    path = stem_of(report["machine"], "stages").with_suffix(".json")
    path.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n")
    text = _page(profiles, bounds, report["machine"])
    print(text)
    if arguments.write:
        _write(arguments.write, text)
    print(f"kept as {path.name}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
