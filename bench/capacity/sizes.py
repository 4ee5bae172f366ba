"""`python -m bench.capacity.sizes`: how many bytes a message and a receipt are, on wire, bus and disk.

Messages like those of `bench.archive` go through the product's own `send_many`, in batches as under load, and
receipts through `mark_many`. Also what a worker spends on the presence of people whom it does not serve.
Kept under `results/` as the scenario `sizes`, which `python -m bench.capacity` reads.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import random
import tempfile
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Any

import orjson
import psycopg
from sqlalchemy import text
from sqlmodel import Session

from bench.archive import _vocabulary
from bench.machine import facts
from bench.report import RESULTS
from chat_app.bus import EVERYONE, Envelope, Kind
from chat_app.models.actor import Actor
from chat_app.models.ids import new_id
from chat_app.realtime import frames
from chat_app.realtime.presence import PresenceBoard
from chat_app.realtime.rooms import Room
from chat_app.services import events, presence
from chat_app.services.common_views import CommonViews
from chat_app.services.receipts import Mark, mark_many
from chat_app.services.sending import Draft, send_many
from chat_app.services.sync import sync
from tests.support.postgres import Postgres
from tests.support.world import World

GROUPS, PEOPLE, BATCH = 100, 20, 40
KNOWN, NAMED, ROOMS, MEMBERS = 100_000, 10_000, 20_000, 500


def _size(session: Session) -> int:
    """Bytes of everything that is stored, indexes included."""
    if session.connection().dialect.name == "postgresql":
        asked = (
            "SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE c.relkind = 'r'"
            " AND c.relnamespace = 'public'::regnamespace"
        )
        return int(session.connection().scalar(text(asked)) or 0)
    pages = session.connection().scalar(text("PRAGMA page_count")) or 0
    return int(pages) * int(session.connection().scalar(text("PRAGMA page_size")) or 0)


def _logged(session: Session) -> int:
    """Bytes of write-ahead log so far; PostgreSQL alone."""
    return int(session.connection().scalar(text("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn")) or 0)


def _vacuum(url: str) -> None:
    """As its own service does meanwhile: what was overwritten can be used again."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")


async def _through(world: World, function: Any, items: Sequence[Any]) -> list[Any]:
    """As many under way as a busy worker has."""
    found: list[Any] = []
    for start in range(0, len(items), BATCH):
        part = items[start : start + BATCH]
        found += await asyncio.gather(*(world.runtime.database.submit(function, item) for item in part))
    for one in found:
        if isinstance(one, Exception):
            raise one
    return found


def _drafts(people: Sequence[Actor], groups: Sequence[str], count: int) -> list[Draft]:
    chance = random.Random(4)
    words = _vocabulary(chance)
    weights = list(itertools.accumulate(1 / (rank + 3) for rank in range(len(words))))
    return [
        Draft(
            chance.choice(people),
            chance.choice(groups),
            new_id(),
            " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(3, 16))),
        ).prepare()
        for _ in range(count)
    ]


async def measured(folder: Path, count: int, **env: str) -> dict[str, float]:
    """Figures of one database."""
    world = await World.start(folder, **env)
    try:
        people = await world.people(PEOPLE)
        groups = [await world.group(*people) for _ in range(GROUPS)]
        told: list[Envelope] = []
        publish = world.runtime.database.publish

        def overheard(left: list[Any]) -> None:
            told.extend(left)
            publish(left)

        world.runtime.database.publish = overheard
        drafts = _drafts(people, groups, count)
        await _through(world, send_many, drafts[: count // 2])  # the words of all days are there
        told.clear()
        if env:
            _vacuum(env["CHAT_DATABASE_URL"])
        sizes, logs = [await world.read(_size)], [await world.read(_logged) if env else 0]
        own = drafts[count // 2 :]
        sent = await _through(world, send_many, own)
        sizes.append(await world.read(_size))
        logs.append(await world.read(_logged) if env else 0)
        messages = [envelope for envelope in told if envelope.kind is Kind.MESSAGE]
        marks = [Mark(actor, group, "delivered", count) for group in groups for actor in people]
        told.clear()
        await _through(world, mark_many, marks)
        sizes.append(await world.read(_size))
        logs.append(await world.read(_logged) if env else 0)
        moved = [envelope for envelope in told if envelope.kind is Kind.RECEIPT]
    finally:
        await world.stop()
    if not env:
        return {"sqlite_message": (sizes[1] - sizes[0]) / len(own)}
    return {
        "db_message": (sizes[1] - sizes[0]) / len(own),
        "db_mark": (sizes[2] - sizes[1]) / max(1, len(moved)),
        "wal_message": (logs[1] - logs[0]) / len(own),
        "wal_mark": (logs[2] - logs[1]) / max(1, len(moved)),
        "wire_message": mean(_framed(envelope.event) for envelope in messages),
        "wire_receipt": mean(_framed(envelope.event) for envelope in moved),
        "wire_ack": mean(len(one.json) + 30 for one in sent),
        "bus_message": mean(len(envelope.encode()) for envelope in messages),
        "bus_receipt": mean(len(envelope.encode()) for envelope in moved),
    }


def _framed(event: str) -> int:
    return sum(len(frame.wire) for frame in frames.events([event]))


async def of_sync(folder: Path, env: dict[str, str]) -> dict[str, float]:
    """What each member of one's conversations adds to a sync."""
    world = await World.start(folder, **env)
    try:
        alone, *others = await world.people(MEMBERS + 1)
        await world.group(*others)
        took: list[float] = []
        told: list[int] = []
        for actor in (alone, others[0]):
            waits: list[float] = []
            for _ in range(9):
                began = perf_counter()
                answer = await world.read(sync, actor, {}, CommonViews())
                told.append(len(orjson.dumps(answer)))
                waits.append((perf_counter() - began) * 1e6)
            took.append(median(waits))
    finally:
        await world.stop()
    return {
        "sync_member": (took[1] - took[0]) / MEMBERS,
        "wire_sync_member": (told[-1] - told[0]) / MEMBERS,
    }


async def of_presence(folder: Path) -> dict[str, float]:
    """Microseconds for each person or room that a worker goes through as others announce theirs."""
    world = await World.start(folder)
    try:
        board = PresenceBoard(world.runtime, world.hub)
        names = [new_id() for _ in range(KNOWN)]
        board._hear(_said("a", names))
        named = _said("b", names[:NAMED])
        heard = _timed(lambda: board._hear(named))
        nobody = _said("c", [], everything=True)
        board._hear(nobody)
        scanned = _timed(lambda: board._hear(nobody))
        for worker in "ab":
            presence.forget_device(worker)
        traffic, recent = world.hub.traffic, world.hub._recent
        for name in names[:ROOMS]:
            room = Room(name, world.read, world.hub.of_user, recent, traffic)
            room.members = dict.fromkeys(names[:20], "member")
            world.hub.rooms[name] = room
        looked = _timed(lambda: world.hub.sharing_with(names[-1]))
        world.hub.rooms.clear()
    finally:
        await world.stop()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    members = {new_id(): str(b"member", "ascii") for _ in range(NAMED)}  # as a driver makes them
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    event = events.encode(
        {
            "type": "presence",
            "user_id": names[0],
            "state": "online",
            "last_seen_at": "2026-01-01T00:00:00.000Z",
        }
    )
    return {
        "heard": heard / NAMED,
        "scan": scanned / KNOWN,
        "look": looked / ROOMS,
        "member_bytes": (after - before) / len(members),
        "wire_presence": _framed(event),
    }


def _said(worker: str, names: Sequence[str], *, everything: bool = False) -> Envelope:
    said = {"worker": worker, "users": dict.fromkeys(names, "online"), "all": everything}
    return Envelope(EVERYONE, Kind.PRESENCE, orjson.dumps(said).decode())


def _timed(work: Any) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.capacity.sizes", description=__doc__)
    parser.add_argument("--messages", type=int, default=12_000)
    count: int = parser.parse_args().messages
    machine = facts() | {"date": datetime.now(UTC).strftime("%Y-%m-%d")}
    postgres = Postgres(durable=True)
    with tempfile.TemporaryDirectory(prefix="parley-sizes-") as name:
        folder = Path(name)
        try:
            url = postgres.new_database()
            on_postgres = asyncio.run(measured(folder / "a", count, CHAT_DATABASE_URL=url))
            syncs = asyncio.run(of_sync(folder / "d", {"CHAT_DATABASE_URL": postgres.new_database()}))
        finally:
            postgres.close()
        on_sqlite = asyncio.run(measured(folder / "b", count))
        of_others = asyncio.run(of_presence(folder / "c"))
    found = {
        "Parley, PostgreSQL": on_postgres | syncs,
        "Parley, SQLite": on_sqlite,
        "Parley, a worker": of_others,
    }
    rows = [
        {"scenario": "sizes", "case": f"{count:,} messages", "subject": subject, "median": figures}
        for subject, figures in found.items()
    ]
    path = RESULTS / f"{machine['date']}-{machine['commit'].replace('+', '-changed')}-sizes.json"
    path.write_text(
        json.dumps({"machine": machine, "settings": {"messages": count}, "rows": rows}, indent=1) + "\n"
    )
    print(path)
    for subject, figures in found.items():
        for name, value in figures.items():
            print(f"{subject:20} {name:16} {value:10.2f}")


if __name__ == "__main__":
    main()
