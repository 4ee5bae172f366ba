"""Random talk of three clients that come and go: whatever happens, all end with the server's state.

Hypothesis makes the stories; each is told to a running server. Clients act over /chat, lose their
connection, miss things, come back by `sync` with what they knew, and are compared with a fresh client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

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

    async def come(self, conversation_id: str) -> None:
        """Connects; with what it knew when it went, as a client does."""
        if self.replica is not None:
            return
        chat = await Chat.connect(self.api.url, token=self.api.token)
        if self.kept is None:
            self.replica = await Replica.start(chat, load=[conversation_id])
        else:
            self.replica, self.kept = self.kept, None
            self.replica.chat = chat
            await self.replica.sync()
            chat.on_event(self.replica.apply)

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


async def act(talker: Talker, conversation_id: str, kind: str, detail: object) -> None:
    place = {"conversation_id": conversation_id}
    match kind:
        case "drop" | "leave":
            await talker.go(politely=kind == "leave")
            return
        case "return":
            await talker.come(conversation_id)
            return
        case _:
            chat = await talker.chat(conversation_id)
    assert talker.replica is not None
    held = talker.replica.messages[conversation_id]
    target = held[sorted(held)[int(detail) % len(held)]] if isinstance(detail, int) and held else None

    def request(body: str, **more: object) -> Json:
        talker.requests.append(place | {"client_id": unique("c"), "body": body} | more)
        return talker.requests[-1]

    match kind:
        case "send":
            await chat.ok("send", request(str(detail)))
        case "burst":
            assert isinstance(detail, int)
            acks = await asyncio.gather(*(chat.ask("send", request(f"{n}")) for n in range(detail)))
            seqs = [ack["message"]["seq"] for ack in acks]
            assert seqs == sorted(set(seqs))
        case "repeat":
            if talker.requests and isinstance(detail, int):
                await chat.ok("send", talker.requests[detail % len(talker.requests)])
        case "resync":
            await talker.replica.sync()
        case "reply" if target:
            await chat.emit("send", request("Quoting", reply_to=target["id"]))
        case "answer" if target and target["thread_root"] is None:
            await chat.emit("send", request("Answering", thread_root=target["id"]))
        # Editing others' words, reacting to tombstones and the like may be refused: both ends must agree.
        case "edit" if target:
            await chat.emit("edit", {"message_id": target["id"], "body": unique("Edited")})
        case "delete" if target:
            await chat.emit("delete", {"message_id": target["id"]})
        case "react" | "unreact" if target:
            await chat.emit("react", {"message_id": target["id"], "emoji": "👍", "on": kind == "react"})
        case "read" | "delivered" if target:
            await chat.ok(kind, place | {"seq": target["seq"]})
        case _:
            pass


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
