"""Random talk of three clients that come and go: whatever happens, all end with the server's state.

Hypothesis makes the stories; each is told to a running server. Clients act over /chat, lose their
connection, miss things, come back by `sync` with what they knew, and are compared with a fresh client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.api import Api, Json, unique
from tests.support.chat import Chat
from tests.support.replica import Replica

CLIENTS = 3
client = st.integers(0, CLIENTS - 1)
which = st.integers(0, 5)

step = st.one_of(
    st.tuples(st.just("send"), client, st.sampled_from(["a", "**b**", "🙂"])),
    st.tuples(st.just("burst"), client, st.integers(2, 6)),
    st.tuples(st.just("reply"), client, which),
    st.tuples(st.just("answer"), client, which),
    st.tuples(st.just("repeat"), client, which),
    st.tuples(st.just("edit"), client, which),
    st.tuples(st.just("delete"), client, which),
    st.tuples(st.just("react"), client, which),
    st.tuples(st.just("unreact"), client, which),
    st.tuples(st.just("read"), client, which),
    st.tuples(st.just("delivered"), client, which),
    st.tuples(st.just("drop"), client, st.none()),
    st.tuples(st.just("leave"), client, st.none()),
    st.tuples(st.just("return"), client, st.none()),
    st.tuples(st.just("resync"), client, st.none()),
)


@dataclass
class Talker:
    """One client of the story. `requests` are its sends, to be repeated; `replica` is None when offline."""

    api: Api
    replica: Replica | None = None
    kept: Replica | None = None
    requests: list[Json] = field(default_factory=list)

    def request(self, place: Json, body: str, **more: str) -> Json:
        self.requests.append(place | {"client_id": unique("c"), "body": body} | more)
        return self.requests[-1]

    async def come(self, conversation_id: str) -> None:
        """Connects; with what it knew when it went, as a client does."""
        if self.replica is not None:
            return
        chat = await Chat.connect(self.api.url, token=self.api.token)
        if self.kept is None:
            self.replica = await Replica.start(chat, load=[conversation_id])
        else:
            self.replica, self.kept = self.kept, None
            await self.replica.come_back(chat)

    async def go(self, *, politely: bool) -> None:
        if self.replica is None:
            return
        self.kept, self.replica = self.replica, None
        await (self.kept.chat.close() if politely else self.kept.chat.drop())

    async def chat(self, conversation_id: str) -> Chat:
        await self.come(conversation_id)
        assert self.replica is not None
        return self.replica.chat


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def talkers(alice: Api, bob: Api, carol: Api) -> AsyncIterator[list[Api]]:
    yield [alice, bob, carol]


def said(talker: Talker, place: Json, target: Json, kind: str) -> tuple[str, Json]:
    """The event and payload of what is done to a message. Some may be refused; all clients must agree."""
    about = {"message_id": target["id"]}
    match kind:
        case "reply":
            return "send", talker.request(place, "Quoting", reply_to=target["id"])
        case "answer":
            return "send", talker.request(
                place, "Answering", thread_root=target["thread_root"] or target["id"]
            )
        case "edit":
            return "edit", about | {"body": unique("Edited")}
        case "delete":
            return "delete", about
        case "react" | "unreact":
            return "react", about | {"emoji": "👍", "on": kind == "react"}
        case _:
            return kind, place | {"seq": target["seq"]}


async def act(talker: Talker, conversation_id: str, kind: str, detail: Any) -> None:
    if kind in {"drop", "leave"}:
        return await talker.go(politely=kind == "leave")
    chat = await talker.chat(conversation_id)
    assert talker.replica is not None
    place = {"conversation_id": conversation_id}
    held = talker.replica.messages[conversation_id]
    match kind:
        case "return":
            pass
        case "resync":
            await talker.replica.sync()
        case "send":
            await chat.ok("send", talker.request(place, detail))
        case "burst":
            requests = [talker.request(place, f"{n}") for n in range(detail)]
            seqs = [
                ack["message"]["seq"]
                for ack in await asyncio.gather(*(chat.ask("send", r) for r in requests))
            ]
            assert seqs == sorted(set(seqs))
        case "repeat" if talker.requests:
            await chat.emit("send", talker.requests[detail % len(talker.requests)])
        case _ if held:
            target = held[sorted(held)[detail % len(held)]]
            assert isinstance(await chat.emit(*said(talker, place, target, kind)), dict)
        case _:
            pass
    return None


async def tell(apis: list[Api], story: list[tuple[str, int, object]]) -> None:
    owner, *others = apis
    group = await owner.group(*others)
    conversation_id = group["id"]
    everyone = [Talker(api) for api in apis]
    try:
        for talker in everyone:
            await talker.come(conversation_id)
        for kind, who, detail in story:
            await act(everyone[who], conversation_id, kind, detail)
        for talker in everyone:
            await talker.come(conversation_id)
        marker = await owner.send(conversation_id, "Marker")
        for talker in everyone:
            assert talker.replica is not None
            await talker.replica.chat.wait_for_message(marker)
            assert await differences(talker, conversation_id) == []
    finally:
        for talker in everyone:
            await talker.go(politely=False)


async def differences(talker: Talker, conversation_id: str) -> list[str]:
    """[] as soon as the client holds what a fresh one does; receipts may come a moment after the marker."""
    assert talker.replica is not None
    while True:
        async with await Chat.connect(talker.api.url, token=talker.api.token) as chat:
            fresh = Replica(chat)
            await fresh.sync()
            await fresh.load(conversation_id)
        found = talker.replica.differences(fresh) + fresh.contradictions()
        if not found or not await talker.replica.chat.changed(1):
            return found


async def test_whatever_three_clients_do_they_end_with_the_same_state(talkers):
    loop = asyncio.get_running_loop()

    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(story=st.lists(step, min_size=5, max_size=40))
    def told(story: list[tuple[str, int, object]]) -> None:
        asyncio.run_coroutine_threadsafe(tell(talkers, story), loop).result(60)

    await asyncio.to_thread(told)
