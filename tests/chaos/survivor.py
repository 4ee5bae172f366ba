"""A client as a good one is written: sends until it is acknowledged, and comes back by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import httpx
from websockets.exceptions import ConnectionClosed

from tests.chaos.ledger import Ledger
from tests.support.api import Api, Json, unique
from tests.support.chat import Chat, ClosedError, HandshakeError, RefusedError
from tests.support.replica import Replica

AWAY = (OSError, TimeoutError, ConnectionClosed, ClosedError, HandshakeError, httpx.TransportError)
PATIENCE = 60.0
ANSWERED_WITHIN = 5.0
"""Seconds after which a connection on which nothing is answered is given up."""

PAUSE = 0.05
LONGEST_PAUSE = 0.5
LARGEST_BURST = 6
MOST_UNANSWERED = 24
"""What one person has under way at most; then they wait before they write more."""


class Survivor:
    """One person at work in the conversations of `talks_in`, with an action every `pace` seconds.

    Sends are begun by the clock, whatever became of those before. `url` may change at any time; the next
    connect uses it. With `by_http`, messages are posted over HTTP, as a script does.

    written: the body that each of this client's acknowledged messages must have in the end, by client_id.
    acknowledged: how many acks came; a test waits for it to grow.
    heard: (conversation, rev, seconds since 1970) of every change of a message that it was told of live.
    """

    def __init__(
        self,
        api: Api,
        talks_in: Mapping[str, Iterable[Survivor]],
        chance: random.Random,
        ledger: Ledger,
        *,
        pace: float,
        by_http: bool = False,
    ) -> None:
        self.api = api
        self.url = api.url
        self.written: dict[str, str] = {}
        self.acknowledged = 0
        self.reconnects = -1
        self.replica: Replica | None = None
        self.heard: list[tuple[str, int, float]] = []
        self._talks_in = talks_in
        self._chance = chance
        self._ledger = ledger
        self._pace = pace
        self._by_http = by_http
        self._chat: Chat | None = None
        self._connecting = asyncio.Lock()
        self._pause = PAUSE
        self._own: list[Json] = []
        self._is_working = asyncio.Event()
        self._sending: set[asyncio.Task[None]] = set()
        self._changing: asyncio.Task[None] | None = None
        self._task: asyncio.Task[None] | None = None
        self._failure: BaseException | None = None

    @property
    def is_present(self) -> bool:
        """Whether its connection is in order, as far as it knows."""
        return self._chat is not None and not self._chat.closed

    def start(self) -> None:
        """Begins, or goes on after `rest`."""
        self._is_working.set()
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def rest(self) -> None:
        """Begins nothing new, and returns when all that is under way is acknowledged."""
        self._is_working.clear()
        async with asyncio.timeout(PATIENCE):
            while self._under_way():
                self.check()
                await asyncio.wait(self._under_way(), timeout=1, return_when=asyncio.FIRST_COMPLETED)
        self.check()

    def check(self) -> None:
        """Raises what went wrong so far."""
        if self._failure is not None:
            raise self._failure
        if self._task is not None and self._task.done():
            self._task.result()

    async def close(self) -> None:
        tasks = [*self._under_way(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._chat is not None:
            await self._chat.close()

    async def be_connected(self) -> Replica:
        """Its state, over whatever connections that takes, with all conversations loaded."""
        while True:
            try:
                await self._connected()
                assert self.replica is not None
                await self._load_what_is_new(self.replica)
            except AWAY:
                await asyncio.sleep(PAUSE)
            else:
                return self.replica

    # --- the work ---

    def _under_way(self) -> set[asyncio.Task[None]]:
        return {*self._sending, *([self._changing] if self._changing else [])}

    async def _work(self) -> None:
        while True:
            await self._is_working.wait()
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * self._pace)
            if not self._is_working.is_set():
                continue
            if len(self._sending) < MOST_UNANSWERED:
                burst = self._chance.choice((1, 1, 1, 1, 1, 1, 1, LARGEST_BURST))
                for _ in range(burst):
                    self._begin(self._send(), self._sending)
            if self._changing is None:
                act = self._chance.choice(
                    (self._edit, self._edit, self._react, self._react, self._read, self._read, self._delete)
                )
                self._changing = self._begin(act(), set())

    def _begin(self, action: Any, among: set[asyncio.Task[None]]) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(action)
        among.add(task)

        def done(task: asyncio.Task[None]) -> None:
            among.discard(task)
            if task is self._changing:
                self._changing = None
            if not task.cancelled() and task.exception() is not None:
                self._failure = self._failure or task.exception()

        task.add_done_callback(done)
        return task

    async def _send(self) -> None:
        conversation_id = self._chance.choice(list(self._talks_in))
        client_id, body = unique("chaos"), self._text()
        content = {"client_id": client_id, "body": body}
        request = self._ledger.begin(client_id)
        if self._by_http:
            message = await self._post(f"/conversations/{conversation_id}/messages", content)
        else:
            message = await self._until_accepted("send", {"conversation_id": conversation_id, **content})
        present = [m.api.id for m in self._talks_in[conversation_id] if m is not self and m.is_present]
        self._ledger.acknowledge(request, client_id, present)
        assert message["client_id"] == client_id, "an ack for another message"
        assert message["body"] == body, "an ack with another body"
        self.written[client_id] = body
        self._own.append(message)

    async def _post(self, path: str, content: Json) -> Json:
        while True:
            with contextlib.suppress(*AWAY):
                response = await self.api.call("POST", path, json=content, timeout=ANSWERED_WITHIN)
                if response.is_success:
                    self.acknowledged += 1
                    return response.json()
                assert response.status_code in {502, 503, 504}, (
                    f"{response.status_code} {response.text[:300]}"
                )
            await asyncio.sleep(self._backed_off())

    async def _edit(self) -> None:
        if self._own:
            message, body = self._chance.choice(self._own), self._text()
            await self._until_accepted("edit", {"message_id": message["id"], "body": body})
            self.written[message["client_id"]] = body

    async def _delete(self) -> None:
        if len(self._own) > 5 and self._chance.random() < 0.3:
            message = self._own.pop(self._chance.randrange(len(self._own)))
            await self._until_accepted("delete", {"message_id": message["id"]})
            self.written[message["client_id"]] = ""

    async def _react(self) -> None:
        if self._own:
            message = self._chance.choice(self._own)
            what = {"message_id": message["id"], "emoji": "👍", "on": self._chance.random() < 0.7}
            await self._until_accepted("react", what)

    async def _read(self) -> None:
        conversation_id = self._chance.choice(list(self._talks_in))
        held = self.replica.messages.get(conversation_id) if self.replica else None
        if held:
            await self._answer(
                self._chance.choice(("read", "read", "delivered")),
                {"conversation_id": conversation_id, "seq": max(held)},
            )

    async def _until_accepted(self, event: str, argument: Json) -> Json:
        """The message that came of it."""
        message: Json = (await self._answer(event, argument))["message"]
        return message

    async def _answer(self, event: str, argument: Json) -> Json:
        """What is acknowledged, at last."""
        while True:
            with contextlib.suppress(*AWAY):
                ack = await self._ask(await self._connected(), event, argument)
                if "error" not in ack:
                    self.acknowledged += 1
                    self._pause = PAUSE
                    return ack
                assert ack["error"]["code"] == "unavailable", ack
            await asyncio.sleep(self._backed_off())

    async def _ask(self, chat: Chat, event: str, argument: Json) -> Json:
        try:
            return await asyncio.wait_for(chat.ask(event, argument), ANSWERED_WITHIN)
        except TimeoutError:
            await chat.drop()
            raise

    def _backed_off(self) -> float:
        """A client does not hammer a server that is away."""
        self._pause = min(self._pause * 1.5, LONGEST_PAUSE)
        return self._pause * self._chance.uniform(0.5, 1)

    def _text(self) -> str:
        return f"message {self._chance.randrange(10**9)} of {self.api.username}"

    # --- being connected ---

    async def _connected(self) -> Chat:
        if self._chat is not None and not self._chat.closed:
            return self._chat
        async with self._connecting:
            if self._chat is not None and not self._chat.closed:
                return self._chat
            if self._chat is not None:
                await self._chat.close()
                self._chat = None
            chat: Chat | None = None
            try:
                async with asyncio.timeout(2 * ANSWERED_WITHIN):
                    chat = await Chat.connect(self.url, token=self.api.token)
                    await self._catch_up(chat)
            except RefusedError as refusal:
                await chat.drop() if chat else None
                code = ((refusal.data or {}).get("error") or {}).get("code")
                if code != "unavailable":
                    raise AssertionError(f"came back and was refused: {refusal}") from None
                raise ClosedError(str(refusal)) from None
            except BaseException:
                if chat:
                    await chat.drop()
                raise
            self._chat = chat
            self.reconnects += 1
            return chat

    async def _catch_up(self, chat: Chat) -> None:
        """Syncs with what it held before. Events that follow the ack are applied after it, none is missed."""
        replica = self.replica or Replica(chat)
        replica.chat = chat
        known = {id_: replica.revs[id_] for id_ in replica.messages}

        def take(ack: Json) -> None:
            if "error" not in ack:
                replica.take_sync(ack, known)
                chat.on_event(self._hear)

        self.replica = replica
        await self._ask_to_sync(chat, known, take)
        await self._load_what_is_new(replica)
        for held in list(replica.messages.values()):
            for message in held.values():
                self._ledger.arrived(message["client_id"], self.api.id)

    async def _ask_to_sync(self, chat: Chat, known: Json, take: Callable[[Json], None]) -> None:
        asked: Awaitable[Json] = chat.ask("sync", {"known": known}, then=take)
        ack = await asyncio.wait_for(asked, ANSWERED_WITHIN)
        if "error" in ack:
            assert ack["error"]["code"] == "unavailable", ack
            raise ClosedError(str(ack))

    async def _load_what_is_new(self, replica: Replica) -> None:
        """The history of conversations that it is in and does not hold."""
        for conversation_id in set(replica.conversations) - set(replica.messages) | replica.unknown:
            replica.messages.setdefault(conversation_id, {})  # so that events are kept while it comes
            try:
                await self._load(replica, conversation_id)
            except BaseException:
                replica.messages.pop(conversation_id, None)
                raise
            if conversation_id not in replica.conversations:  # removed meanwhile
                replica.messages.pop(conversation_id, None)
                replica.revs.pop(conversation_id, None)

    async def _load(self, replica: Replica, conversation_id: str) -> None:
        """Whoever is thrown out meanwhile is refused before the news of it comes."""
        until = time.monotonic() + ANSWERED_WITHIN
        while conversation_id in replica.conversations:
            try:
                await replica.load(conversation_id)
            except AssertionError as error:
                if "unavailable" in str(error):
                    raise ClosedError(str(error)) from None
                if "not_found" not in str(error) or time.monotonic() > until:
                    raise
                await asyncio.sleep(PAUSE)
            else:
                return

    def _hear(self, event: Json) -> None:
        assert self.replica is not None
        self.replica.apply(event)
        if event["type"] == "message":
            self.heard.append((event["conversation_id"], event["rev"], time.time()))
            self._ledger.arrived(event["message"]["client_id"], self.api.id)
