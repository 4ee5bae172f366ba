"""How long does a page of history take while others write into the same conversations?

By the socket and over HTTP, the newest page, the one before a message and the one around it. First on a fixed
schedule, from which every latency counts, then as many as come when eight people ask without a break.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.archive import archive
from bench.audience import Audience
from bench.figures import milliseconds
from bench.http_line import HttpLine
from bench.load import SHORT, Result, Window, Writer, reckon
from bench.subjects import Echo, Product, Seat, Stage
from bench.wire import Socket, connect_many

WAYS = ("newest", "before", "around")
ROADS = ("chat", "http")
PAGE = 50
CONVERSATIONS = 12
ASKERS = 8
PAGES_PER_S = 50
WRITES_PER_S = 100

Ask = Callable[[str, str, int], Awaitable[dict[str, Any]]]
"""One page of a conversation: which way, and from which seq."""


class Shelf:
    """The conversations that are read and written, and how far each is."""

    def __init__(self, audience: Audience, rooms: dict[str, int], *, keeps: bool) -> None:
        self.rooms = [*rooms]
        self.last = rooms
        self.chance = random.Random(5)
        self._audience = audience
        self._keeps = keeps

    def choose(self, way: str) -> tuple[str, str, int]:
        """A page that somebody wants, anywhere in a conversation."""
        room = self.chance.choice(self.rooms)
        return room, way, self.chance.randint(PAGE + 1, max(PAGE + 1, self.last[room]))

    def check(self, room: str, way: str, seq: int, known: int, page: dict[str, Any]) -> None:
        """It must be whole and the one that was asked for; `known` was the last seq before asking."""
        seqs = [item["seq"] for item in page["items"]]
        whole = seqs == [*range(seqs[0], seqs[0] + PAGE)] if len(seqs) == PAGE else False
        if self._keeps and way == "around":  # near an end it is shorter
            whole = bool(seqs) and seqs == [*range(seqs[0], seqs[-1] + 1)]
        right = not self._keeps or (
            (way == "newest" and seqs[-1:] >= [known] and seqs[-1] == page["last_seq"])
            or (way == "before" and seqs[-1:] == [seq - 1])
            or (way == "around" and seq in seqs)
        )
        if not (whole and right):
            self._audience.fault(f"{way} {seq} of {room} had the seqs {seqs[:1]} to {seqs[-1:]}, {len(seqs)}")
        for item in page["items"]:
            body, _ = self._audience.sent.get(item["client_id"], (item["body"], 0.0))
            if item["body"] != body:
                self._audience.fault(f"a page has a body that nobody sent: {item['body'][:60]!r}")


async def run(subject: Echo | Product, folder: Path, *, messages: int, seconds: float) -> Result:
    """Figures `<road> <way> p50_ms`, `… p99_ms` and `… pages_per_s`, and the same over all of them."""
    audience = Audience()
    stage, rooms, reader = await _opened(subject, folder, messages)
    shelf = Shelf(audience, rooms, keeps=subject.stores)
    reading, _ = await connect_many(audience, stage.ports, [reader] * ASKERS)
    writing, _ = await connect_many(audience, stage.ports, [seat.auth for seat in stage.seats])
    lines = [await HttpLine.open(stage.port, reader.get("token", "")) for _ in range(ASKERS)]
    roads: dict[str, list[Ask]] = {
        "chat": [_by_chat(socket) for socket in reading],
        "http": [_by_http(line) for line in lines],
    }
    writers = [
        Writer(audience, socket, seat, SHORT) for socket, seat in zip(writing, stage.seats, strict=True)
    ]
    stop = asyncio.Event()
    written = asyncio.create_task(_write(writers, shelf, stop))
    figures: dict[str, float] = {}
    paced: list[float] = []
    rates: list[float] = []
    window = Window(stage)
    for (road, asks), way in itertools.product(roads.items(), WAYS):
        waits = await _paced(asks, shelf, way, seconds)
        rate = await _saturated(asks, shelf, way, seconds)
        spread = milliseconds(waits)
        figures |= {
            f"{road} {way} p50_ms": spread["p50_ms"],
            f"{road} {way} p99_ms": spread["p99_ms"],
            f"{road} {way} pages_per_s": rate,
        }
        paced += waits
        rates.append(rate)
    shares = window.close()
    stop.set()
    acks = await written
    figures |= milliseconds(paced) | {"pages_per_s": sum(rates) / len(rates), **shares}
    figures["write_p99_ms"] = milliseconds(acks)["p99_ms"]
    for line in lines:
        line.close()
    hearers = [(socket, writers[0].room) for socket in reading]
    hearers += [(socket, writer.room) for socket, writer in zip(writing, writers, strict=True)]
    return await reckon(stage, audience, figures, writers, hearers)


async def _opened(
    subject: Echo | Product, folder: Path, messages: int
) -> tuple[Stage, dict[str, int], dict[str, Any]]:
    """The server, how far each conversation is, and how the reader is let in. Each seat writes to one."""
    if isinstance(subject, Echo):
        stage = subject.start(folder)
        rooms = [f"room{number}" for number in range(CONVERSATIONS)]
        stage.seats = [Seat({"rooms": [room]}, room) for room in rooms]
        return stage, dict.fromkeys(rooms, messages // CONVERSATIONS), {"rooms": rooms}
    stage, about = await archive(subject, folder, messages)
    assert stage.people is not None
    last: dict[str, int] = {}
    for room, sender in zip(about.groups[:CONVERSATIONS], about.senders, strict=False):
        last[room] = await stage.people.known_from_here(room, about.reader)
        stage.seats.append(Seat({"token": sender.token}, room))
    return stage, last, {"token": about.reader.token}


def _by_chat(socket: Socket) -> Ask:
    async def ask(room: str, way: str, seq: int) -> dict[str, Any]:
        where = {} if way == "newest" else {way: seq}
        answer = await socket.ask("history", {"conversation_id": room, "limit": PAGE, **where})
        if "error" in answer:
            raise RuntimeError(f"a page was refused: {answer}")
        return answer

    return ask


def _by_http(line: HttpLine) -> Ask:
    async def ask(room: str, way: str, seq: int) -> dict[str, Any]:
        where = "" if way == "newest" else f"&{way}={seq}"
        return await line.get(f"/api/v1/conversations/{room}/messages?limit={PAGE}{where}")

    return ask


async def _paced(asks: list[Ask], shelf: Shelf, way: str, seconds: float) -> list[float]:
    """Pages on a fixed schedule; one that finds everybody waiting for an answer waits too, and is late."""
    started, waits = perf_counter() + 0.1, list[float]()
    turns = itertools.count()

    async def one(ask: Ask) -> None:
        while (number := next(turns)) < seconds * PAGES_PER_S:
            due = started + number / PAGES_PER_S
            await asyncio.sleep(due - perf_counter())
            await _page(ask, shelf, way)
            waits.append(perf_counter() - due)

    await asyncio.gather(*map(one, asks))
    return waits


async def _saturated(asks: list[Ask], shelf: Shelf, way: str, seconds: float) -> float:
    """Pages a second."""
    began, count = perf_counter(), 0

    async def one(ask: Ask) -> None:
        nonlocal count
        while perf_counter() < began + seconds:
            await _page(ask, shelf, way)
            count += 1

    await asyncio.gather(*map(one, asks))
    return count / (perf_counter() - began)


async def _page(ask: Ask, shelf: Shelf, way: str) -> None:
    room, way, seq = shelf.choose(way)
    known = shelf.last[room]
    shelf.check(room, way, seq, known, await ask(room, way, seq))


async def _write(writers: list[Writer], shelf: Shelf, stop: asyncio.Event) -> list[float]:
    """Messages on a fixed schedule until told to stop. How long after its time each was acknowledged."""
    started, waits = perf_counter(), list[float]()
    for number in itertools.count():
        if stop.is_set():
            break
        due = started + number / WRITES_PER_S
        await asyncio.sleep(due - perf_counter())
        writer = writers[number % len(writers)]

        def acknowledged(writer: Writer = writer, due: float = due) -> None:
            waits.append(perf_counter() - due)
            shelf.last[writer.room] = max(shelf.last[writer.room], writer.writes[-1].seq)

        writer.post(due, acknowledged)
    return waits
