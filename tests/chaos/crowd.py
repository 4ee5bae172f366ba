"""Survivors in one conversation, and the reckoning when the noise is over."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from tests.chaos.survivor import PATIENCE, Survivor
from tests.support.api import Api
from tests.support.chat import Chat
from tests.support.replica import Replica


class Crowd:
    """People who talk in one group, spread over the servers at `urls`. Use it as a context."""

    def __init__(self, urls: Sequence[str], size: int, chance: random.Random) -> None:
        self._urls = urls
        self._chance = chance
        self._apis = [Api(urls[number % len(urls)]) for number in range(size)]
        self.survivors: list[Survivor] = []
        self.conversation_id = ""

    async def __aenter__(self) -> Self:
        for api in self._apis:
            await api.register()
        self.conversation_id = (await self._apis[0].group(*self._apis[1:]))["id"]
        self.survivors = [
            Survivor(api, api.url, self.conversation_id, random.Random(self._chance.random()))
            for api in self._apis
        ]
        for survivor in self.survivors:
            survivor.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for survivor in self.survivors:
            await survivor.close()
        for api in self._apis:
            await api.aclose()

    async def work(self, acks: int) -> None:
        """Returns when each of them has got that many more acks."""
        wanted = [(survivor, survivor.acknowledged + acks) for survivor in self.survivors]
        async with asyncio.timeout(PATIENCE):
            while any(survivor.acknowledged < count for survivor, count in wanted):
                for survivor in self.survivors:
                    survivor.check()
                await asyncio.sleep(0.001)

    async def stop(self) -> None:
        await asyncio.gather(*(survivor.stop() for survivor in self.survivors))

    async def reckon(self) -> int:
        """Stops the work and compares everybody with the database; how many messages were acknowledged."""
        await self.stop()
        reader = self._apis[0]
        history = await reader.history(self.conversation_id)
        page = await reader.page(self.conversation_id, limit=1)
        assert [m["seq"] for m in history] == list(range(1, page["last_seq"] + 1)), "seq has holes"
        assert max(m["rev"] for m in history) == page["last_rev"]
        stored = Counter(
            (m["author"]["id"], m["client_id"], m["body"]) for m in history if m["kind"] == "user"
        )
        promised = Counter(
            (survivor.api.id, client_id, body)
            for survivor in self.survivors
            for client_id, body in survivor.written.items()
        )
        assert not promised - stored, "acknowledged messages are lost or changed"
        assert not stored - promised, "messages are stored twice, or that nobody was told of"
        for survivor in self.survivors:
            replica = await survivor.wait_for_rev(page["last_rev"])
            held = replica.messages[self.conversation_id]
            different = [(m, held.get(m["seq"])) for m in history if held.get(m["seq"]) != m]
            assert not different, f"{survivor.api.username} holds something else: {different[:3]}"
            assert len(held) == len(history)
            async with await Chat.connect(survivor.url, token=survivor.api.token) as chat:
                fresh = await Replica.start(chat)
                wrong = await _differences(replica, fresh) + fresh.contradictions()
                assert not wrong, f"{survivor.api.username}: {wrong[:10]}"
        return promised.total()


async def _differences(replica: Replica, fresh: Replica) -> list[str]:
    """Where they differ, when receipts that were on their way have had their time."""
    while differences := replica.differences(fresh):
        if not await replica.chat.changed(2):
            return differences
    return []
