"""Any order of what people do and of what happens to them, against a model of a conversation.

Hypothesis chooses; a failure is made as short as it can be, and printed as the calls that repeat it. The
people are spread over two servers that share PostgreSQL and Valkey. After each step every client that is
connected becomes equal to the model, at the end everybody does, and what a client gathered by events is what
it would be told afresh.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.chaos.conftest import LONG
from tests.support.api import Api, Json, unique
from tests.support.chat import Chat
from tests.support.replica import Replica
from tests.support.servers import AppServer, start_app
from tests.support.valkey import Valkey

T = TypeVar("T")

EQUAL_WITHIN = 10.0
PEOPLE = 3
OWNER = 0
EMOJI = ("👍", "🎉")

people = st.integers(0, PEOPLE - 1)
texts = st.text("abcdefgh ", min_size=1, max_size=12).filter(str.strip)
choices = st.integers(0, 10**6)


@dataclass
class Message:
    """What must be true of one message."""

    author: int
    client_id: str
    first_body: str
    body: str
    deleted: bool = False
    reactions: dict[str, list[int]] = field(default_factory=dict[str, list[int]])


@dataclass
class Person:
    """Somebody, their account, and the client on their device."""

    api: Api
    chat: Chat | None = None
    replica: Replica | None = None
    is_member: bool = True
    read_seq: int = 0


@dataclass
class World:
    """What all examples share: starting servers and accounts is dear."""

    servers: list[AppServer]
    valkey: Valkey
    people: list[Api]
    runner: asyncio.Runner


class Conversation(RuleBasedStateMachine):
    """One group with an owner and two more. `messages` are by seq, None where it is a system message."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.people = [Person(api) for api in self.world.people]
        self.messages: list[Message | None] = []
        self.id = ""

    # --- helpers of the rules ---

    def run(self, action: Awaitable[T]) -> T:
        async def bounded() -> T:
            return await asyncio.wait_for(action, 30)

        return self.world.runner.run(bounded())

    def _own(self, number: int, which: int) -> tuple[int, Message] | None:
        """One of the messages that this person wrote and that are still there, with its seq."""
        own = [
            (seq, m)
            for seq, m in enumerate(self.messages, 1)
            if m is not None and m.author == number and not m.deleted
        ]
        return own[which % len(own)] if own else None

    async def _connect(self, number: int) -> Chat:
        """The person's socket, over which their client has caught up."""
        person = self.people[number]
        if person.chat is None or person.chat.closed:
            person.chat = await Chat.connect(person.api.url, token=person.api.token)
            if person.replica is None:
                person.replica = await Replica.start(person.chat, load=[])
            else:
                await person.replica.come_back(person.chat)
            if self.id in person.replica.conversations and self.id not in person.replica.messages:
                await person.replica.load(self.id)
        return person.chat

    async def _disconnect(self, number: int) -> None:
        person = self.people[number]
        if person.chat is not None:
            await person.chat.drop()
            person.chat = None

    def _sent(self, number: int, client_id: str, body: str) -> None:
        self.messages.append(Message(number, client_id, body, body))
        self.people[number].read_seq = len(self.messages)

    def _content(self, client_id: str, body: str) -> Json:
        return {"conversation_id": self.id, "client_id": client_id, "body": body}

    async def _message_id(self, seq: int) -> str:
        page = await self.people[OWNER].api.page(self.id, around=seq, limit=1)
        [message] = [m for m in page["items"] if m["seq"] == seq]
        return message["id"]

    # --- what people do ---

    @initialize()
    def begin(self) -> None:
        async def begin() -> None:
            owner = self.people[OWNER].api
            self.id = (await owner.group(*(person.api for person in self.people[1:])))["id"]
            for message in await owner.history(self.id):
                assert message["kind"] == "system"
                self.messages.append(None)
            for number in range(PEOPLE):
                await self._connect(number)

        self.run(begin())

    @rule(number=people, body=texts)
    def send(self, number: int, body: str) -> None:
        async def send() -> None:
            chat = await self._connect(number)
            client_id = unique("model")
            if not self.people[number].is_member:
                await chat.refused("send", self._content(client_id, body))
                return
            ack = await chat.ok("send", self._content(client_id, body))
            self._sent(number, client_id, body)
            assert ack["message"]["seq"] == len(self.messages)

        self.run(send())

    @rule(number=people, body=texts)
    def send_and_lose_the_acknowledgement(self, number: int, body: str) -> None:
        """The line dies after the send left; the client comes back and sends it again."""
        if not self.people[number].is_member:
            return

        async def send() -> None:
            chat = await self._connect(number)
            content = self._content(unique("model"), body)
            await chat.tell("send", content)
            await self._disconnect(number)
            await (await self._connect(number)).ok("send", content)
            self._sent(number, content["client_id"], body)

        self.run(send())

    @rule(number=people, which=choices, by_http=st.booleans(), body=texts)
    def send_again(self, number: int, which: int, by_http: bool, body: str) -> None:
        """The same client_id once more, with the same content, and with another."""
        found = self._own(number, which)
        if found is None or not self.people[number].is_member:
            return
        seq, message = found

        async def send() -> None:
            content = self._content(message.client_id, message.first_body)
            if by_http:
                same = await self.people[number].api.ok(
                    "POST", f"/conversations/{self.id}/messages", json=content, status=200
                )
            else:
                same = (await (await self._connect(number)).ok("send", content))["message"]
            assert (same["seq"], same["body"]) == (seq, message.body)
            if body.strip() != message.first_body.strip():
                error = await (await self._connect(number)).refused("send", content | {"body": body})
                assert error["code"] == "client_id_reused"

        self.run(send())

    @rule(number=people, bodies=st.lists(texts, min_size=2, max_size=5), which=choices)
    def pipeline(self, number: int, bodies: list[str], which: int) -> None:
        """Sends, an edit and a reaction, none waiting for the one before: they take effect in this order."""
        if not self.people[number].is_member:
            return
        found = self._own(number, which)

        async def pipeline() -> None:
            edited = await self._message_id(found[0]) if found else ""
            chat = await self._connect(number)
            asked: list[Awaitable[Any]] = []
            for body in bodies:
                client_id = unique("model")
                asked.append(chat.ask("send", self._content(client_id, body)))
                self._sent(number, client_id, body)
                if found:
                    asked.append(chat.ask("edit", {"message_id": edited, "body": body}))
                    found[1].body = body
            acks = await asyncio.gather(*asked)
            assert not [ack for ack in acks if "error" in ack]
            seqs = [ack["message"]["seq"] for ack in acks[:: 2 if found else 1]]
            assert seqs == list(range(len(self.messages) - len(bodies) + 1, len(self.messages) + 1))

        self.run(pipeline())

    @rule(number=people, which=choices, body=texts)
    def edit(self, number: int, which: int, body: str) -> None:
        found = self._own(number, which)
        if found is None or not self.people[number].is_member:
            return

        async def edit() -> None:
            message_id = await self._message_id(found[0])
            await (await self._connect(number)).ok("edit", {"message_id": message_id, "body": body})
            found[1].body = body

        self.run(edit())

    @rule(number=people, which=choices)
    def delete(self, number: int, which: int) -> None:
        found = self._own(number, which)
        if found is None or not self.people[number].is_member:
            return

        async def delete() -> None:
            message_id = await self._message_id(found[0])
            await (await self._connect(number)).ok("delete", {"message_id": message_id})
            found[1].deleted, found[1].body, found[1].reactions = True, "", {}

        self.run(delete())

    @rule(number=people, author=people, which=choices, emoji=st.sampled_from(EMOJI), on=st.booleans())
    def react(self, number: int, author: int, which: int, emoji: str, on: bool) -> None:
        found = self._own(author, which)
        if found is None or not self.people[number].is_member:
            return

        async def react() -> None:
            what = {"message_id": await self._message_id(found[0]), "emoji": emoji, "on": on}
            await (await self._connect(number)).ok("react", what)
            who = found[1].reactions.setdefault(emoji, [])
            if on and number not in who:
                who.append(number)
            elif not on and number in who:
                who.remove(number)

        self.run(react())

    @rule(number=people, seq=st.integers(0, 30))
    def read(self, number: int, seq: int) -> None:
        """Clamped to what exists, and never back."""
        person = self.people[number]
        if not person.is_member:
            return

        async def read() -> None:
            ack = await (await self._connect(number)).ok("read", {"conversation_id": self.id, "seq": seq})
            person.read_seq = max(person.read_seq, min(seq, len(self.messages)))
            assert ack["read_seq"] == person.read_seq

        self.run(read())

    @rule(number=st.integers(1, PEOPLE - 1))
    def be_removed_or_taken_in(self, number: int) -> None:
        person = self.people[number]

        async def change() -> None:
            owner = self.people[OWNER].api
            path = f"/conversations/{self.id}/members/{person.api.id}"
            if person.is_member:
                await owner.delete(path)
            else:
                await owner.put(path, {})
            person.is_member = not person.is_member
            members = await owner.members(self.id)
            assert (person.api.id in members) == person.is_member
            if person.is_member:
                person.read_seq = members[person.api.id]["read_seq"]
            self.messages.append(None)
            self.people[OWNER].read_seq = members[owner.id]["read_seq"]

        self.run(change())

    # --- what happens to them ---

    @rule(number=people)
    def lose_the_line(self, number: int) -> None:
        self.run(self._disconnect(number))

    @rule(number=people)
    def come_back(self, number: int) -> None:
        self.run(self._connect(number))

    @rule(number=people, server=st.integers(0, 1))
    def move_to_another_server(self, number: int, server: int) -> None:
        async def move() -> None:
            await self._disconnect(number)
            api = self.people[number].api
            url = self.world.servers[server].url
            chat = self.people[number].chat = await Chat.connect(url, token=api.token)
            replica = self.people[number].replica
            assert replica is not None
            await replica.come_back(chat)
            if self.id in replica.conversations and self.id not in replica.messages:
                await replica.load(self.id)

        self.run(move())

    @rule()
    def the_bus_loses_its_listeners(self) -> None:
        """What was published to them meanwhile is lost; they come back by themselves."""
        self.world.valkey.cut_listeners()

    # --- what must be so ---

    @precondition(lambda self: self.id)
    @invariant()
    def every_client_equals_the_model(self) -> None:
        async def look() -> None:
            for number, person in enumerate(self.people):
                if person.chat is not None:
                    assert not person.chat.closed, f"{number} was thrown out: {person.chat.close_reason}"
                    assert person.replica is not None
                    await self._equal(number, person.replica, person.chat)

        self.run(look())

    async def _equal(self, number: int, replica: Replica, chat: Chat) -> None:
        until = asyncio.get_running_loop().time() + EQUAL_WITHIN
        while True:
            if self.id in replica.unknown and self.people[number].is_member:
                await replica.load(self.id)
            wrong = self._wrong(number, replica)
            if not wrong:
                return
            left = until - asyncio.get_running_loop().time()
            assert left > 0, f"{number} holds after {EQUAL_WITHIN} s: {wrong}"
            await chat.changed(min(left, 0.2))

    def _wrong(self, number: int, replica: Replica) -> str:
        """The first thing in which a client differs from the model, or nothing."""
        if not self.people[number].is_member:
            return "a conversation that they are not in" if self.id in replica.conversations else ""
        held = replica.messages.get(self.id)
        if held is None:
            return "no history"
        if sorted(held) != list(range(1, len(self.messages) + 1)):
            return f"the seqs {sorted(held)} of {len(self.messages)}"
        for seq, message in enumerate(self.messages, 1):
            if (what := self._shown(held[seq])) != (wanted := self._wanted(message)):
                return f"{what} as {seq}, not {wanted}"
        reads = {
            person.api.id: replica.receipts[self.id].get(person.api.id, [-1])[0]
            for person in self.people
            if person.is_member
        }
        wanted_reads = {person.api.id: person.read_seq for person in self.people if person.is_member}
        return "" if reads == wanted_reads else f"the read marks {reads}, not {wanted_reads}"

    def _wanted(self, message: Message | None) -> Any:
        if message is None:
            return "system"
        return (
            self.people[message.author].api.id,
            message.client_id,
            message.body.strip(),
            message.deleted,
            {
                emoji: sorted(self.people[n].api.id for n in who)
                for emoji, who in message.reactions.items()
                if who
            },
        )

    @staticmethod
    def _shown(message: Json) -> Any:
        if message["kind"] == "system":
            return "system"
        reactions = {r["emoji"]: sorted(r["user_ids"]) for r in message["reactions"]}
        return (
            message["author"]["id"],
            message["client_id"],
            message["body"].strip(),
            message["deleted"],
            reactions,
        )

    def teardown(self) -> None:
        async def end() -> None:
            try:
                if self.id:
                    for number in range(PEOPLE):
                        await self._ends_equal(number)
            finally:
                for number in range(PEOPLE):
                    await self._disconnect(number)

        self.run(end())

    async def _ends_equal(self, number: int) -> None:
        chat, replica = await self._connect(number), self.people[number].replica
        assert replica is not None
        await self._equal(number, replica, chat)
        if not self.people[number].is_member:
            return
        async with await Chat.connect(
            self.people[number].api.url, token=self.people[number].api.token
        ) as new:
            fresh = await Replica.start(new, load=[self.id])
            while differences := _of_this(self.id, replica, fresh):
                assert await chat.changed(2), differences
            assert fresh.contradictions() == []


def _of_this(conversation_id: str, replica: Replica, fresh: Replica) -> list[str]:
    """Differences in the conversation of this example; those of earlier ones were not loaded."""
    return [line for line in replica.differences(fresh) if conversation_id in line]


@pytest.fixture
def world(tmp_path: Path, new_postgres_database: Callable[[], str], valkey: Valkey) -> Iterator[World]:
    shared = {
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_REDIS_URL": valkey.url,
        "CHAT_SECRET_KEY": "the same on every machine of the installation",
    }
    servers: list[AppServer] = []
    try:
        servers += [start_app(tmp_path / name, **shared) for name in ("first", "second")]
        with asyncio.Runner() as runner:
            accounts = [Api(servers[number % len(servers)].url) for number in range(PEOPLE)]
            for account in accounts:
                runner.run(account.register())
            yield World(servers, valkey, accounts, runner)
            for account in accounts:
                runner.run(account.aclose())
    finally:
        for server in servers:
            server.stop()


@pytest.mark.timeout(900)
def test_clients_equal_the_model_whatever_people_do_and_whatever_happens_to_them(world: World) -> None:
    Conversation.world = world
    run_state_machine_as_test(
        Conversation,
        settings=settings(
            max_examples=200 if LONG else 12,
            stateful_step_count=40 if LONG else 25,
            deadline=None,
            derandomize=not LONG or "CHAOS_SEED" in os.environ,
            print_blob=True,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )
