"""A thousand lines break in the same moment. How long until everybody is there again and lacks nothing?

Ten others go on sending on a fixed schedule meanwhile, into every room, so that those who come back have
missed something. Nobody is in sync before the server has answered `sync` and everything missed was in the
answer, rev by rev.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

from bench.audience import Audience
from bench.figures import quantile
from bench.load import SHORT, Result, Window, text, until
from bench.people import Write
from bench.processes import answers
from bench.subjects import Rooms, Seat, Stage
from bench.wire import Socket, connect

Break = Literal["cut", "killed"]
SPEAKERS = 10
PER_SECOND = 20
BEFORE = 200
"""Messages that have been written before: everybody knows a rev that is not the first."""
CONNECT_WITHIN, SYNC_WITHIN = 20.0, 20.0
"""Seconds, as the product's own client has them (`ui/client/connection.js`, `sync.js`)."""
FIRST_RETRY, LAST_RETRY = 0.3, 15.0
PATIENCE = 90


def backing_off(attempt: int, chance: random.Random) -> float:
    """Seconds that the product's own client waits before the attempt of this number, which begins at 1."""
    longest = min(LAST_RETRY, FIRST_RETRY * 2 ** (attempt - 1))
    return longest * (0.3 + 0.7 * chance.random())


def at_once(attempt: int, _chance: random.Random) -> float:
    """Everybody is there in the same moment, and again after 50 ms where that came to nothing."""
    return 0.0 if attempt == 1 else 0.05


class Guest:
    """Somebody with a line, who comes back whenever it breaks."""

    def __init__(
        self, storm: Storm, auth: dict[str, Any], port: int, wait: Callable[[int, random.Random], float]
    ) -> None:
        self.storm = storm
        self.auth = auth
        self.port = port
        self.wait = wait
        self.socket: Socket | None = None
        self.revs: dict[str, int] = {}
        self.back_after = 0.0
        self.attempts = 0

    async def arrive(self) -> None:
        """One attempt. Raises OSError, RuntimeError or TimeoutError where it fails."""
        audience = self.storm.audience
        socket = await connect(audience, self.port, self.auth, CONNECT_WITHIN)
        try:
            async with asyncio.timeout(SYNC_WITHIN):
                answer = await socket.sync(self.revs)
        except BaseException:
            socket.reset()
            raise
        self.storm.check(self.revs, answer)
        self.socket = socket
        self.storm.guests[socket] = self

    async def come_back(self, since: float) -> None:
        """Until it works. `since` is when the line broke."""
        line = self.socket
        assert line is not None
        self.revs = dict(line.revs)
        self.storm.guests.pop(line, None)
        self.socket = None
        attempt = 0
        while True:
            attempt += 1
            await asyncio.sleep(self.wait(attempt, self.storm.chance))
            await self.storm.gate.wait()
            self.attempts += 1
            try:
                await self.arrive()
            except (OSError, RuntimeError, TimeoutError):
                continue
            self.back_after = perf_counter() - since
            return


class Speaker(Guest):
    """One who sends into several rooms in turn, and sends again what was not acknowledged."""

    def __init__(self, storm: Storm, seats: list[Seat], port: int) -> None:
        super().__init__(storm, seats[0].auth, port, at_once)
        self.rooms = [seat.conversation_id for seat in seats]
        self.unanswered: dict[str, tuple[str, str, float]] = {}
        self._prefix = os.urandom(6).hex()
        self._number = 0

    async def arrive(self) -> None:
        await super().arrive()
        for client_id in [*self.unanswered]:
            self._send(client_id)

    def say(self, due: float) -> None:
        self._number += 1
        client_id, body = f"{self._prefix}-{self._number}", text(self._number, SHORT)
        room = self.rooms[self._number % len(self.rooms)]
        self.storm.audience.sent[client_id] = (body, due)
        self.unanswered[client_id] = room, body, due
        if self.socket is not None and self.socket.ended is None:
            self._send(client_id)

    def _send(self, client_id: str) -> None:
        room, body, due = self.unanswered[client_id]
        assert self.socket is not None

        def acknowledged(answer: dict[str, Any]) -> None:
            if self.unanswered.pop(client_id, None) is None:
                return
            message = answer.get("message")
            if message is None:
                self.storm.audience.fault(f"a send was refused: {answer}")
                return
            self.storm.waits.append((due, perf_counter()))
            self.storm.writes.append(Write(room, client_id, body, message["seq"], message["rev"]))

        self.socket.call(
            "send", {"conversation_id": room, "client_id": client_id, "body": body}, acknowledged
        )


class Storm:
    """Everybody, and what was written."""

    def __init__(self, stage: Stage, *, keeps: bool, wait: Callable[[int, random.Random], float]) -> None:
        self.audience = Audience()
        self.audience.keeps = keeps
        self.chance = random.Random(3)
        self.gate = asyncio.Event()
        """Shut while nobody is to try: an attempt at a server that is away costs nothing but the trying."""
        self.gate.set()
        self.guests: dict[Socket, Guest] = {}
        self.waits: list[tuple[float, float]] = []
        self.writes: list[Write] = []
        ports = stage.ports
        self.crowd = [
            Guest(self, seat.auth, ports[number % len(ports)], wait)
            for number, seat in enumerate(stage.seats)
        ]
        self.speakers = [
            Speaker(self, seats, ports[number % len(ports)]) for number, seats in enumerate(stage.speakers)
        ]
        self._tasks: set[asyncio.Task[None]] = set()
        self._broke_at = 0.0

    async def gather(self) -> None:
        door = asyncio.Semaphore(64)

        async def one(guest: Guest) -> None:
            async with door:
                await guest.arrive()

        await asyncio.gather(*map(one, [*self.crowd, *self.speakers]))
        self.audience.on_end = self._lost

    def check(self, known: dict[str, int], answer: dict[str, Any]) -> None:
        """Nothing was edited, so every rev that was missed has to be there, once and in its order."""
        if not self.audience.keeps:
            return
        here = {conversation["id"]: conversation["last_rev"] for conversation in answer["conversations"]}
        for conversation_id, rev in known.items():
            came = [change["rev"] for change in answer["changes"].get(conversation_id, [])]
            if conversation_id not in here or came != [*range(rev + 1, here[conversation_id] + 1)]:
                self.audience.fault(f"somebody who knew rev {rev} came back and was told of {came}")

    def cut(self, crowd: list[Guest]) -> None:
        """Resets their lines."""
        self._broke_at = perf_counter()
        for guest in crowd:
            assert guest.socket is not None
            guest.socket.reset()
            self._come_back(guest)

    def broken(self) -> None:
        """From here on lines end because the server does."""
        self._broke_at = perf_counter()

    async def all_back(self) -> bool:
        """Whether everybody is there again, in time."""
        end = perf_counter() + PATIENCE
        while self._tasks and perf_counter() < end:
            await asyncio.wait(self._tasks, timeout=1)
        return not self._tasks

    def give_up(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _lost(self, socket: Socket) -> None:
        if (guest := self.guests.get(socket)) is None:
            return  # an attempt of somebody who is coming back
        if not self._broke_at:
            self.audience.fault(f"a socket ended: {socket.ended}")
        self._come_back(guest)

    def _come_back(self, guest: Guest) -> None:
        task = asyncio.get_running_loop().create_task(guest.come_back(self._broke_at))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def speak(self, stop: asyncio.Event) -> float:
        """Until told to stop, on a fixed schedule. The most that one was sent too late."""
        started, number, late = perf_counter(), 0, 0.0
        while not stop.is_set():
            due = started + number / PER_SECOND
            await asyncio.sleep(due - perf_counter())
            late = max(late, perf_counter() - due)
            self.speakers[number % len(self.speakers)].say(due)
            number += 1
        return late

    def unanswered(self) -> int:
        return sum(len(speaker.unanswered) for speaker in self.speakers)


async def run(
    subject: Rooms, folder: Path, *, groups: int, size: int, kind: Break, back_off: bool, seconds: float
) -> Result:
    """`in_sync_s`: until the last is in sync again; where the server was killed, since it was ready again.

    `longest_send_ms` counts from the schedule, and where the server was killed, from when it was ready.
    """
    stage = await subject.quarter(folder, groups, size, min(SPEAKERS, groups))
    storm = Storm(stage, keeps=subject.stores, wait=backing_off if back_off else at_once)
    audience = storm.audience
    await storm.gather()
    for number in range(BEFORE):
        storm.speakers[number % len(storm.speakers)].say(0.0)
    await until(lambda: not storm.unanswered())
    storm.waits.clear()
    stop = asyncio.Event()
    window = Window(stage)
    speaking = asyncio.create_task(storm.speak(stop))
    await asyncio.sleep(1)
    outage = 0.0
    ready_at = began = perf_counter()
    if kind == "cut":
        storm.cut(storm.crowd)
    else:
        storm.broken()
        if not back_off:
            storm.gate.clear()
        stage.servers[0].kill()
        stage.servers[0].start()
        await asyncio.to_thread(stage.servers[0].wait_until, answers(f"http://127.0.0.1:{stage.port}/readyz"))
        storm.gate.set()
        ready_at = perf_counter()
        outage = ready_at - began
    if not await storm.all_back():
        audience.fault("not everybody came back")
        storm.give_up()
    back = sorted(max(0.0, guest.back_after - outage) for guest in storm.crowd)
    await asyncio.sleep(seconds)
    stop.set()
    late = await speaking
    shares = window.close()
    if not await until(lambda: not storm.unanswered()):
        audience.fault(f"{storm.unanswered()} sends were never acknowledged")
    waits = [
        answered - max(due, ready_at if outage else due)
        for due, answered in storm.waits
        if answered >= ready_at
    ]
    await _settle(storm, stage)
    figures = {
        "in_sync_s": back[-1],
        "half_in_sync_s": quantile(back, 0.5),
        "longest_send_ms": max(waits) * 1e3,
        "outage_s": outage,
        "attempts": sum(guest.attempts for guest in storm.crowd) / len(storm.crowd),
        "sent_late_max_ms": late * 1e3,
        "messages": len(storm.writes),
        **shares,
    }
    return Result(figures, audience.faults, audience.fault_count)


async def _settle(storm: Storm, stage: Stage) -> None:
    """Everybody has heard the last of every room that they are in, and the history has what was promised."""
    audience = storm.audience
    last: dict[str, int] = {}
    for write in storm.writes:
        last[write.conversation_id] = max(write.rev, last.get(write.conversation_id, 0))
    rooms = [(guest, [seat.conversation_id]) for guest, seat in zip(storm.crowd, stage.seats, strict=True)]
    rooms += [(speaker, speaker.rooms) for speaker in storm.speakers]

    def behind() -> int:
        return sum(
            guest.socket is None or any(guest.socket.revs.get(room) != last[room] for room in own)
            for guest, own in rooms
        )

    if not await until(lambda: not behind()):
        audience.fault(f"{behind()} sockets did not hear everything")
    audience.open, audience.on_end = False, None
    for socket in [*storm.guests]:
        socket.close()
    if stage.people is not None:
        for fault in await stage.people.audit(storm.writes):
            audience.fault(fault)
    await stage.end()
