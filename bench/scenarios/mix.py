"""How long do messages, typing and receipts take while a town goes about its day?

1,000 people, each in a group of 20 and in a direct conversation, at so many messages a second. Each has
typing before it, and everybody who gets it says so after a moment, as our own client does: a third have read
it, the others have received it. Beside it, per message: 6.5 switches of conversation (the newest page, and
marking it as read), 2 scrolls (the page before), 0.13 reactions, 0.04 edits and 0.14 reconnects (a new socket
that syncs from what it knew). The schedule is fixed, and every latency counts from it.
"""

from __future__ import annotations

import asyncio
import os
import random
from pathlib import Path
from time import perf_counter
from typing import Any

from bench.audience import Audience, Run, Timing
from bench.figures import quantile
from bench.load import SHORT, Result, Window, text, until
from bench.people import People, Write
from bench.profile import share_of
from bench.subjects import Product, Resident, Stage
from bench.wire import Socket, connect

TYPES_FOR = 0.7
"""Seconds between the first key and Enter."""
MARKS_AFTER = 0.2
READERS = 1 / 3
PAGE = 50
BESIDE = {"switch": 6.5, "scroll": 2.0, "react": 0.13, "edit": 0.04, "reconnect": 0.14}
PRESENCE = ("presence.py",)


class Person:
    """A resident at a screen: one socket at a time, and what they know of their two conversations."""

    def __init__(self, town: Town, resident: Resident) -> None:
        self.town = town
        self.me = resident.account.user_id
        self.group, self.direct = resident.group, resident.direct
        self.pointers = {self.group: (0, 0), self.direct: (0, 0)}
        self.revs: dict[str, int] = {}
        self.last: dict[str, Any] | None = None
        self.unanswered: dict[str, str] = {}
        self._token = {"token": resident.account.token}
        self._marking = False

    async def arrive(self) -> None:
        socket = await connect(self.town.audience, self.town.port, self._token)
        answer = await socket.sync(self.revs)
        for conversation in answer["conversations"]:
            self.seqs[conversation["id"]] = conversation["last_seq"]
        self.socket = socket
        self.town.at[socket] = self
        for client_id in [*self.unanswered]:
            self._send(client_id)

    @property
    def seqs(self) -> dict[str, int]:
        return self.town.seqs

    async def reconnect(self) -> None:
        """The line breaks, and is there again."""
        old = self.socket
        self.revs = dict(old.revs)
        del self.town.at[old]
        old.close()
        await self.arrive()

    def type(self, due: float) -> None:
        self.town.timing.caused[self.group, self.me] = due
        self.socket.tell("typing", {"conversation_id": self.group, "on": True})

    def say(self, due: float) -> None:
        client_id, body = self.town.next_words()
        self.town.audience.sent[client_id] = (body, due)
        self.unanswered[client_id] = body
        self._send(client_id)

    def _send(self, client_id: str) -> None:
        """What a broken line left unanswered is sent again."""
        body = self.unanswered[client_id]
        argument = {"conversation_id": self.group, "client_id": client_id, "body": body}
        self.socket.call("send", argument, lambda answer: self._sent(client_id, answer))

    def _sent(self, client_id: str, answer: dict[str, Any]) -> None:
        town = self.town
        body = self.unanswered.pop(client_id, None)
        message = answer.get("message")
        if message is None or body is None:
            town.audience.fault(f"a send was refused: {answer}")
            return
        seq = message["seq"]
        self.last = town.latest[self.group] = message
        self.pointers[self.group] = (seq, seq)
        self.seqs[self.group] = max(self.seqs[self.group], seq)
        town.writes[client_id] = Write(self.group, client_id, body, seq, message["rev"])

    def heard(self, run: Run) -> None:
        """Something came in a conversation: after a moment, say how far it was received or read."""
        if self._marking:
            return
        self._marking = True
        asyncio.get_running_loop().call_later(MARKS_AFTER, self._mark, run.conversation_id)

    def _mark(self, conversation_id: str) -> None:
        self._marking = False
        seq = self.seqs[conversation_id]
        read, delivered = self.pointers[conversation_id]
        if self.socket.ended or delivered >= seq:
            return
        is_read = self.town.chance.random() < READERS
        self._point(conversation_id, seq if is_read else read, seq)
        self.socket.call(
            "read" if is_read else "delivered", {"conversation_id": conversation_id, "seq": seq}, _nothing
        )

    def _point(self, conversation_id: str, read: int, delivered: int) -> None:
        self.pointers[conversation_id] = (read, delivered)
        self.town.timing.caused[conversation_id, self.me, read, delivered] = perf_counter()

    def switch(self) -> None:
        """To the other of the two conversations, as if nothing of it were kept."""
        conversation_id = self.town.chance.choice((self.group, self.direct))
        began = perf_counter()

        def opened(answer: dict[str, Any]) -> None:
            if self.town.timing.open:
                self.town.pages.append(perf_counter() - began)
            seq = answer["last_seq"]
            if self.pointers[conversation_id][0] < seq:
                self._point(conversation_id, seq, seq)
                self.socket.call("read", {"conversation_id": conversation_id, "seq": seq}, _nothing)

        self.socket.call("history", {"conversation_id": conversation_id, "limit": PAGE}, opened)

    def scroll(self) -> None:
        before = max(2, self.seqs.get(self.group, 2) - PAGE)
        self.socket.call(
            "history", {"conversation_id": self.group, "before": before, "limit": PAGE}, _nothing
        )

    def react(self) -> None:
        if (message := self.town.latest.get(self.group)) is not None:
            self.socket.call("react", {"message_id": message["id"], "emoji": "👍", "on": True}, _nothing)

    def edit(self) -> None:
        message, self.last = self.last, None
        if message is None:
            return
        client_id, body = message["client_id"], message["body"] + " (edited)"
        self.town.audience.edits[client_id] = body

        def acknowledged(answer: dict[str, Any]) -> None:
            rev = answer["message"]["rev"]
            self.town.writes[client_id] = Write(self.group, client_id, body, message["seq"], rev)

        self.socket.call("edit", {"message_id": message["id"], "body": body}, acknowledged)


class Town:
    """Everybody, and what they have done so far."""

    def __init__(self, port: int, residents: list[Resident]) -> None:
        self.port = port
        self.audience = Audience()
        self.timing = self.audience.timing = Timing(self._heard)
        self.chance = random.Random(1)
        self.writes: dict[str, Write] = {}
        self.pages: list[float] = []
        self.seqs: dict[str, int] = {}
        self.latest: dict[str, dict[str, Any]] = {}
        self.at: dict[Socket, Person] = {}
        self.people = [Person(self, resident) for resident in residents]
        self._prefix = os.urandom(6).hex()
        self._number = 0
        self._tasks: set[asyncio.Task[None]] = set()

    def next_words(self) -> tuple[str, str]:
        self._number += 1
        return f"{self._prefix}-{self._number}", text(self._number, SHORT)

    async def arrive(self) -> None:
        gate = asyncio.Semaphore(64)

        async def one(person: Person) -> None:
            async with gate:
                await person.arrive()

        await asyncio.gather(*map(one, self.people))

    async def live(self, per_second: float, seconds: float) -> float:
        """So many messages a second, and all that goes with them. The most that anything began too late."""
        started = perf_counter() + 1
        moments: list[tuple[float, str, Person]] = []
        for number in range(int(per_second * seconds)):
            due = started + number / per_second
            writer = self.chance.choice(self.people)
            moments += [(due - TYPES_FOR, "type", writer), (due, "say", writer)]
            for action, how_many in BESIDE.items():
                whole = int(how_many) + (self.chance.random() < how_many % 1)
                moments += [
                    (due + self.chance.random() / per_second, action, self.chance.choice(self.people))
                    for _ in range(whole)
                ]
        late = 0.0
        for due, action, person in sorted(moments, key=lambda moment: moment[0]):
            if (wait := due - perf_counter()) > 0:
                await asyncio.sleep(wait)
            late = max(late, perf_counter() - due)
            self._do(action, person, due)
        return late

    def _do(self, action: str, person: Person, due: float) -> None:
        if person.socket.ended:  # between two lines
            return
        if action == "reconnect":
            task = asyncio.get_running_loop().create_task(person.reconnect())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif action in {"type", "say"}:
            getattr(person, action)(due)
        else:
            getattr(person, action)()

    def _heard(self, socket: Socket, run: Run) -> None:
        if (person := self.at.get(socket)) is not None and not socket.ended:
            person.heard(run)

    async def settle(self, people: People) -> None:
        """Until everything is answered, and every socket has heard the last of its conversations."""

        def lost() -> int:
            return sum(len(person.unanswered) for person in self.people)

        if not await until(lambda: not lost() and not self._tasks):
            self.audience.fault(f"{lost()} sends were never acknowledged")
        last = await people.last_revs()

        def behind() -> int:
            return sum(
                person.socket.revs.get(room, 0) != rev
                for person in self.people
                for room, rev in last.items()
                if room in (person.group, person.direct)
            )

        if not await until(lambda: not behind()):
            self.audience.fault(f"{behind()} sockets did not hear everything")

    async def leave(self, stage: Stage) -> None:
        """All is settled and audited, and the server ended."""
        people = stage.people
        assert people is not None
        await self.settle(people)
        self.audience.open = False
        for person in self.people:
            person.socket.close()
        for fault in await people.audit_changed(list(self.writes.values()), self.audience.edits):
            self.audience.fault(fault)
        await stage.end()


def _nothing(answer: dict[str, Any]) -> None:
    """What was asked for is not looked at."""


async def run(
    subject: Product, folder: Path, *, groups: int, size: int, per_second: float, seconds: float
) -> Result:
    stage, residents = await subject.town(folder, groups, size)
    town = Town(stage.port, residents)
    audience = town.audience
    await town.arrive()
    await town.live(per_second, 3)  # the first encounter of every code path is not what is asked about
    town.timing.open = True
    window = Window(stage)
    late = await town.live(per_second, seconds)
    shares = window.close()
    town.timing.open = False
    profile = asyncio.create_task(share_of(stage.servers[0].pid, PRESENCE, seconds=5))
    await town.live(per_second, 6)
    presence = await profile
    await town.leave(stage)
    figures = {"late_max_ms": late * 1e3, "presence_share": presence, **shares}
    for kind, took in town.timing.took.items():
        ordered = sorted(took)
        figures |= {
            f"{kind}_p50_ms": quantile(ordered, 0.5) * 1e3,
            f"{kind}_p99_ms": quantile(ordered, 0.99) * 1e3,
        }
        figures[f"{kind}_samples"] = len(ordered)
    figures["page_p99_ms"] = quantile(sorted(town.pages), 0.99) * 1e3
    figures["worst_p99_ms"] = max(figures[f"{kind}_p99_ms"] for kind in town.timing.took)
    return Result(figures, audience.faults, audience.fault_count)
