"""Survivors in several conversations, and the reckoning when the noise is over."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

from sqlalchemy import NullPool, create_engine, text

from tests.chaos.ledger import Ledger
from tests.chaos.survivor import AWAY, PATIENCE, Survivor
from tests.support.api import Api, ApiError, Json
from tests.support.chat import Chat
from tests.support.replica import Replica

PACE = 0.3
ANSWERED_WITHIN = 4.0


class Crowd:
    """People who talk in groups and in pairs, spread over the servers at `urls`. Use it as a context.

    The first posts over HTTP. The last is a guest of one more group, whose owner takes them in and throws
    them out again. `database_url` is where the truth is read; `conversation_id` the group that has everybody.
    """

    def __init__(
        self,
        urls: Sequence[str],
        size: int,
        chance: random.Random,
        database_url: str,
        *,
        pace: float = PACE,
    ) -> None:
        self.ledger = Ledger()
        self.survivors: list[Survivor] = []
        self.conversation_id = ""
        self._urls = urls
        self._chance = chance
        self._pace = pace
        self._apis = [Api(urls[number % len(urls)]) for number in range(size)]
        # Without a pool: the database may have died since it was last asked.
        self._engine = create_engine(
            database_url.replace("postgresql://", "postgresql+psycopg://"), poolclass=NullPool
        )
        self._talks: list[dict[str, list[Survivor]]] = [{} for _ in range(size)]
        self._with_guest = ""
        self._hosting: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        for api in self._apis:
            await api.register()
        for number, api in enumerate(self._apis):
            self.survivors.append(
                Survivor(
                    api,
                    self._talks[number],
                    random.Random(self._chance.random()),
                    self.ledger,
                    pace=self._pace,
                    by_http=number == 0,
                )
            )
        everybody, some = range(len(self._apis)), range(0, len(self._apis), 2)
        self.conversation_id = await self._gather("Everybody", *everybody)
        await self._gather("Some", *some)
        for number in everybody[:-1:2]:
            await self._gather("", number, number + 1)
        hosts = await self._gather("With a guest", 0, 1, 2)
        self._with_guest = hosts
        for survivor in self.survivors:
            await asyncio.wait_for(survivor.be_connected(), PATIENCE)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._hosting:
            self._hosting.cancel()
            await asyncio.gather(self._hosting, return_exceptions=True)
        await asyncio.gather(*(survivor.close() for survivor in self.survivors))
        for api in self._apis:
            await api.aclose()
        self._engine.dispose()

    async def _gather(self, name: str, *numbers: int) -> str:
        """Makes a conversation of these people; its id."""
        first, *others = (self._apis[number] for number in numbers)
        made = await (first.group(*others, name=name) if name else first.direct(others[0]))
        for number in numbers:
            self._talks[number][made["id"]] = [self.survivors[one] for one in numbers]
        return made["id"]

    # --- the noise ---

    def start(self) -> None:
        """Everybody begins, or goes on."""
        for survivor in self.survivors:
            survivor.start()
        if self._hosting is None:
            self._hosting = asyncio.create_task(self._host())

    async def work(self, acks: int) -> None:
        """Returns when each of them has got that many more acks."""
        self.start()
        wanted = {survivor: survivor.acknowledged + acks for survivor in self.survivors}
        until = time.monotonic() + PATIENCE
        while behind := [s.api.username for s, count in wanted.items() if s.acknowledged < count]:
            self.check()
            assert time.monotonic() < until, f"nobody acknowledges what is done by {behind}"
            await asyncio.sleep(0.01)

    def check(self) -> None:
        """Raises what went wrong with anybody so far."""
        for survivor in self.survivors:
            survivor.check()
        if self._hosting is not None and self._hosting.done():
            self._hosting.result()

    async def stop(self) -> None:
        """Returns when nothing is under way any more."""
        if self._hosting is not None:
            self._hosting.cancel()
            await asyncio.gather(self._hosting, return_exceptions=True)
            self._hosting = None
        await asyncio.gather(*(survivor.rest() for survivor in self.survivors))

    async def _host(self) -> None:
        """The owner of the group with a guest takes them in and throws them out, in turns."""
        host, guest = self._apis[0], self._apis[-1]
        path = f"/conversations/{self._with_guest}/members/{guest.id}"
        while True:
            for method in ("PUT", "DELETE"):
                await self._until_done(host, method, path)
                await asyncio.sleep(self._chance.uniform(2, 6) * self._pace)

    async def _until_done(self, api: Api, method: str, path: str) -> None:
        while True:
            with contextlib.suppress(*AWAY):
                response = await api.call(
                    method, path, **({"json": {}} if method == "PUT" else {}), timeout=ANSWERED_WITHIN
                )
                # Done once before, and the answer lost: 404 says that they are no member any more.
                if response.is_success or (method == "DELETE" and response.status_code == 404):
                    return
                if response.status_code not in {502, 503, 504}:
                    raise ApiError(response)
            await asyncio.sleep(0.1)

    # --- the reckoning ---

    async def equality(self, within: float) -> float | None:
        """Waits until everybody holds what the database holds; the moment at which it was so.

        None if it took longer than `within` seconds. The work must have been stopped.
        """
        until = time.monotonic() + within
        while self._differs_from(await asyncio.to_thread(self._truth)):
            if time.monotonic() > until:
                return None
            connecting = [survivor.be_connected() for survivor in self.survivors]
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.gather(*connecting), 1)
            await asyncio.sleep(0.02)
        return time.monotonic()

    def inequality(self) -> list[str]:
        """Where somebody holds something else than the database."""
        return self._differs_from(self._truth())

    def _differs_from(self, truth: dict[str, Any]) -> list[str]:
        """By revs, members and receipts."""
        found: list[str] = []
        for survivor in self.survivors:
            replica, me = survivor.replica, survivor.api.id
            mine = {c: rev for c, rev in truth["revs"].items() if me in truth["members"][c]}
            if replica is None or not survivor.is_present:
                found.append(f"{survivor.api.username} is away")
                continue
            held = {c: replica.revs.get(c) for c in replica.conversations}
            if held != mine:
                found.append(f"{survivor.api.username}: revs {held}, the database has {mine}")
            receipts = {c: replica.receipts.get(c) for c in mine}
            if receipts != (wanted := {c: truth["members"][c] for c in mine}):
                found.append(f"{survivor.api.username}: receipts {receipts}, the database has {wanted}")
        return found

    def _truth(self) -> dict[str, Any]:
        with self._engine.connect() as connection:
            rows = connection.execute(text("SELECT id, last_rev FROM conversations"))
            revs: dict[str, int] = {row.id: row.last_rev for row in rows}
            members: dict[str, dict[str, list[int]]] = {id_: {} for id_ in revs}
            rows = connection.execute(
                text("SELECT conversation_id, user_id, read_seq, delivered_seq FROM memberships")
            )
            for conversation_id, user_id, read_seq, delivered_seq in rows:
                members.setdefault(conversation_id, {})[user_id] = [read_seq, delivered_seq]
        return {"revs": revs, "members": members}

    async def reckon(self, within: float = PATIENCE) -> int:
        """Stops the work and compares everybody with the database; how many messages were acknowledged.

        within: seconds that they have for becoming equal.
        """
        await self.stop()
        if await self.equality(within) is None:
            raise AssertionError(f"after {within} s not equal: {self.inequality()}")
        return await self.compare()

    async def compare(self) -> int:
        """Compares everybody with the database, whole; how many messages were acknowledged."""
        histories = {id_: await self._history(id_) for id_ in {c: 0 for talks in self._talks for c in talks}}
        stored = Counter(
            (m["author"]["id"], m["client_id"], m["body"])
            for history in histories.values()
            for m in history
            if m["kind"] == "user"
        )
        promised = Counter(
            (survivor.api.id, client_id, body)
            for survivor in self.survivors
            for client_id, body in survivor.written.items()
        )
        assert not promised - stored, f"lost or changed: {list((promised - stored).items())[:5]}"
        assert not stored - promised, f"twice, or never acknowledged: {list((stored - promised).items())[:5]}"
        self._check_that_the_guest_heard_nothing_outside(histories[self._with_guest])
        for survivor in self.survivors:
            replica = await survivor.be_connected()
            for conversation_id in replica.messages:
                history, held = histories[conversation_id], replica.messages[conversation_id]
                different = [(m, held.get(m["seq"])) for m in history if held.get(m["seq"]) != m]
                assert not different, f"{survivor.api.username} holds something else: {different[:3]}"
                assert len(held) == len(history)
            async with await Chat.connect(survivor.url, token=survivor.api.token) as chat:
                fresh = await Replica.start(chat)
                wrong = await _differences(replica, fresh) + fresh.contradictions()
                assert not wrong, f"{survivor.api.username}: {wrong[:10]}"
        return promised.total()

    async def _history(self, conversation_id: str) -> list[Json]:
        reader = next(
            api for api, talks in zip(self._apis, self._talks, strict=True) if conversation_id in talks
        )
        history = await reader.history(conversation_id)
        page = await reader.page(conversation_id, limit=1)
        assert [m["seq"] for m in history] == list(range(1, page["last_seq"] + 1)), "seq has holes"
        assert max((m["rev"] for m in history), default=0) == page["last_rev"]
        return history

    def _check_that_the_guest_heard_nothing_outside(self, history: list[Json]) -> None:
        """What is told of coming and going has a rev. What was said between them is heard, if at all, by who
        has been taken in again, and may read it; never by who is outside."""
        guest = self.survivors[-1]
        moves = [
            (m["rev"], m["event"]["type"], datetime.fromisoformat(m["created_at"]).timestamp())
            for m in history
            if m["kind"] == "system"
            and m["event"]["type"] in {"added", "removed"}
            and guest.api.id in m["event"]["user_ids"]
        ]
        outside = [
            (rev, at)
            for conversation_id, rev, at in guest.heard
            if conversation_id == self._with_guest and at < _may_be_heard_from(rev, moves)
        ]
        assert not outside, f"the guest heard {outside}, outside of {moves}"


def _may_be_heard_from(rev: int, moves: list[tuple[int, str, float]]) -> float:
    """When whoever came and went by these moves (rev, kind, time) was first a member after this was said."""
    before = [kind for moved, kind, _ in moves if moved <= rev]
    if before and before[-1] == "added":
        return 0.0
    return next((at for moved, kind, at in moves if moved > rev and kind == "added"), float("inf"))


async def _differences(replica: Replica, fresh: Replica) -> list[str]:
    """Where they differ, when receipts that were on their way have had their time."""
    while differences := replica.differences(fresh):
        if not await replica.chat.changed(2):
            return differences
    return []
