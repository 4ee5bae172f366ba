"""What becomes slower as messages pile up? Everything that people do all day, on ever longer histories."""

from __future__ import annotations

import random
from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.archive import Archive, archive
from bench.audience import Audience
from bench.figures import milliseconds
from bench.load import SHORT, Result, Writer, reckon
from bench.scenarios import posts
from bench.scenarios.search import QUESTIONS, ask
from bench.subjects import Product, Seat, Stage
from bench.wire import connect, connect_many

PAGE = 50
BEHIND = 100
ROOMS = 8
SENDERS = 16
SAMPLES = 40


async def run(subject: Product, folder: Path, *, messages: int, seconds: float) -> Result:
    """`posts_per_s` of 16 senders, and p50 and p99 of a deep page, a search, a sync of somebody who was away
    for 100 messages in each of 8 conversations, and of coming in: connect, sync, newest page."""
    stage, about = await archive(subject, folder, messages)
    people = stage.people
    assert people is not None
    rooms = about.groups[:ROOMS]
    last = {room: await people.known_from_here(room, about.reader) for room in rooms}
    audience = Audience()
    figures: dict[str, float] = {}
    for name, waits in (
        ("page", await _pages(stage, audience, about, last)),
        ("search", _searches(stage, about)),
        ("sync", await _syncs(stage, audience, about, last)),
        ("open", await _openings(stage, audience, about, rooms)),
    ):
        spread = milliseconds(waits)
        figures |= {f"{name}_p50_ms": spread["p50_ms"], f"{name}_p99_ms": spread["p99_ms"]}
    seats = [
        Seat({"token": about.senders[number % len(about.senders)].token}, rooms[number % len(rooms)])
        for number in range(SENDERS)
    ]
    sockets, _ = await connect_many(audience, stage.ports, [seat.auth for seat in seats])
    writers = [Writer(audience, socket, seat, SHORT) for socket, seat in zip(sockets, seats, strict=True)]
    posted = await posts.saturate(stage, writers, seconds)
    figures |= {"posts_per_s": posted["acked_per_s"], "cpu_us_per_post": 1e6 / posted["per_server_core_s"]}
    figures |= {name: value for name, value in posted.items() if name.endswith("_share")}
    hearers = [(socket, writer.room) for socket, writer in zip(sockets, writers, strict=True)]
    return await reckon(stage, audience, figures, writers, hearers)


async def _pages(stage: Stage, audience: Audience, about: Archive, last: dict[str, int]) -> list[float]:
    """From anywhere in the conversations."""
    [socket], _ = await connect_many(audience, stage.ports, [{"token": about.reader.token}])
    chance, waits = random.Random(6), list[float]()
    for _ in range(SAMPLES):
        room = chance.choice([*last])
        before = chance.randint(2, last[room])
        asked = {"conversation_id": room, "before": before, "limit": PAGE}
        began = perf_counter()
        page = await socket.ask("history", asked)
        waits.append(perf_counter() - began)
        if [item["seq"] for item in page["items"]] != [*range(max(1, before - PAGE), before)]:
            audience.fault(f"the page before {before} was another")
    socket.close()
    return waits


def _searches(stage: Stage, about: Archive) -> list[float]:
    line, waits = HTTPConnection("127.0.0.1", stage.port, timeout=60), list[float]()
    for questions in QUESTIONS.values():
        for question in questions:
            began = perf_counter()
            ask(line, about.reader, question.format(**about.words))
            waits.append(perf_counter() - began)
    line.close()
    return waits


async def _syncs(stage: Stage, audience: Audience, about: Archive, last: dict[str, int]) -> list[float]:
    """Of somebody who missed something everywhere; `sync` checks that all of it comes."""
    known = {room: max(0, seq - BEHIND) for room, seq in last.items()}
    waits: list[float] = []
    for _ in range(SAMPLES):
        socket = await connect(audience, stage.port, {"token": about.reader.token})
        began = perf_counter()
        answer = await socket.sync(known)
        waits.append(perf_counter() - began)
        socket.close()
        _check_missed(audience, known, last, answer)
    return waits


def _check_missed(
    audience: Audience, known: dict[str, int], last: dict[str, int], answer: dict[str, Any]
) -> None:
    for room, rev in known.items():
        came = [change["rev"] for change in answer["changes"].get(room, [])]
        if came != [*range(rev + 1, last[room] + 1)]:
            audience.fault(f"a sync from rev {rev} brought {len(came)} changes of {last[room] - rev}")


async def _openings(stage: Stage, audience: Audience, about: Archive, rooms: list[str]) -> list[float]:
    waits: list[float] = []
    for number in range(SAMPLES):
        began = perf_counter()
        socket = await connect(audience, stage.port, {"token": about.reader.token})
        await socket.sync()
        room = rooms[number % len(rooms)]
        page = await socket.ask("history", {"conversation_id": room, "limit": PAGE})
        waits.append(perf_counter() - began)
        socket.close()
        if len(page["items"]) != PAGE:
            audience.fault(f"the newest page had {len(page['items'])} messages")
    return waits
