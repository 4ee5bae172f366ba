"""What does opening a conversation cost a worker that has it not in memory, and what does Redis spare it?"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Literal

import psutil

from bench.audience import Audience
from bench.figures import milliseconds
from bench.load import Result
from bench.people import People
from bench.processes import PYTHON, Server, answers, free_port
from bench.subjects import Stage, Subject
from bench.wire import connect_many
from tests.support.postgres import Postgres
from tests.support.servers import environment
from tests.support.valkey import Valkey
from tests.support.written import append_notes

PAGE = 50
MESSAGES = 80
Redis = Literal["none", "empty", "full"]


@dataclass(frozen=True)
class Cold(Subject):
    """The product on PostgreSQL, just started, and what a worker before it left in Redis."""

    name: str
    postgres: Postgres
    redis: Redis


async def run(subject: Cold, folder: Path, *, conversations: int) -> Result:
    """Figures `p50_ms` and `p99_ms` of the newest page of one conversation after the other, each for the
    first time, and the processor time in ms that one takes of the worker, of PostgreSQL and of Redis."""
    valkey = None if subject.redis == "none" else Valkey()
    try:
        return await _measure(subject, folder, conversations, valkey)
    finally:
        if valkey is not None:
            valkey.close()


async def _measure(subject: Cold, folder: Path, conversations: int, valkey: Valkey | None) -> Result:
    port, url = free_port(), subject.postgres.new_database()
    env = environment(
        PORT=str(port),
        CHAT_DATA_DIR=str(folder / "data"),
        CHAT_DATABASE_URL=url,
        CHAT_REDIS_URL=valkey.url if valkey else "",
    )
    server = _start(env, folder, port)
    people = People(port)
    reader = await people.register("reader")
    groups = [await people.group(reader, [reader]) for _ in range(conversations)]
    for group in groups:
        await asyncio.to_thread(append_notes, url, group, reader.user_id, MESSAGES)
    await _open_all(Stage([port], [server]), reader.token, groups)
    server.stop()  # which leaves to others what it has
    if valkey is not None and subject.redis == "empty":
        valkey.flush()
    stage = Stage([port], [_start(env, folder, port)], people=people)
    others = {"database": subject.postgres.pid, "redis": valkey.pid if valkey else None}
    before = {name: _cpu_seconds(pid) for name, pid in others.items()}
    waits, faults, busy = await _open_all(stage, reader.token, groups)
    took = {name: _cpu_seconds(pid) - before[name] for name, pid in others.items()}
    await stage.end()
    figures = milliseconds(waits) | {"server_cpu_ms": busy / conversations * 1e3}
    figures |= {f"{name}_cpu_ms": seconds / conversations * 1e3 for name, seconds in took.items()}
    return Result(figures, faults[:5], len(faults))


async def _open_all(stage: Stage, token: str, groups: list[str]) -> tuple[list[float], list[str], float]:
    """Seconds of each, what was wrong, and the processor time of the worker."""
    (socket,), _ = await connect_many(Audience(), stage.ports, [{"token": token}])
    waits: list[float] = []
    faults: list[str] = []
    busy = stage.cpu_seconds()
    for group in groups:
        began = perf_counter()
        page = await socket.ask("history", {"conversation_id": group, "limit": PAGE})
        waits.append(perf_counter() - began)
        if [item["seq"] for item in page["items"]] != list(range(MESSAGES - PAGE + 1, MESSAGES + 1)):
            faults.append(f"{group} opened with {len(page['items'])} messages")
    busy = stage.cpu_seconds() - busy
    socket.close()
    return waits, faults, busy


def _start(env: dict[str, str], folder: Path, port: int) -> Server:
    server = Server([PYTHON, "-m", "chat_app", "serve"], env, folder / "server.log")
    server.wait_until(answers(f"http://127.0.0.1:{port}/readyz"))
    return server


def _cpu_seconds(pid: int | None) -> float:
    if pid is None:
        return 0
    root = psutil.Process(pid)
    return sum(sum(process.cpu_times()[:2]) for process in (root, *root.children(recursive=True)))
