"""A client as a good one is written: sends until it is acknowledged, and comes back by itself."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.support.api import Api, Json, unique
from tests.support.chat import Chat, ClosedError, HandshakeError, RefusedError
from tests.support.replica import Replica

AWAY = (OSError, TimeoutError, ConnectionClosed, ClosedError, HandshakeError)
PATIENCE = 20.0
PAUSE = 0.05
LARGEST_BURST = 8


class Survivor:
    """One person at work in one conversation. `url` may change at any time; the next connect uses it.

    written: the body that each of this client's acknowledged messages must have in the end, by client_id.
    acknowledged: how many acks came; a test waits for it to grow.
    """

    def __init__(self, api: Api, url: str, conversation_id: str, chance: random.Random) -> None:
        self.api = api
        self.url = url
        self.written: dict[str, str] = {}
        self.acknowledged = 0
        self.reconnects = -1
        self.replica: Replica | None = None
        self._conversation_id = conversation_id
        self._chance = chance
        self._chat: Chat | None = None
        self._own: list[Json] = []
        self._stopping = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Ends the work when everything under way is acknowledged; raises what went wrong in it."""
        self._stopping = True
        assert self._task is not None
        await asyncio.wait_for(self._task, PATIENCE)

    def check(self) -> None:
        """Raises what went wrong so far."""
        if self._task is not None and self._task.done():
            self._task.result()

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._task
        if self._chat is not None:
            await self._chat.close()

    async def wait_for_rev(self, rev: int) -> Replica:
        """Its state when it has heard of everything up to `rev`, over whatever connections that takes."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with contextlib.suppress(*AWAY):
                    chat = await self._connected()
                    assert self.replica is not None
                    if self.replica.revs[self._conversation_id] >= rev:
                        return self.replica
                    await chat.changed(1)

    # --- the work ---

    async def _work(self) -> None:
        while not self._stopping:
            await self._chance.choice((self._burst, self._burst, self._burst, self._edit, self._react))()

    async def _burst(self) -> None:
        """Several sends at once, each sent again with its own client_id until it is acknowledged."""
        unsent = {unique("chaos"): self._text() for _ in range(self._chance.randint(1, LARGEST_BURST))}
        while unsent:

            async def all_of_them(chat: Chat, burst: dict[str, str] = dict(unsent)) -> None:  # noqa: B006
                asked = [chat.ask("send", self._send(client_id, body)) for client_id, body in burst.items()]
                for client_id, ack in zip(burst, await _all(asked), strict=True):
                    if message := self._accepted(ack):
                        assert message["client_id"] == client_id, "an ack for another message"
                        assert message["body"] == burst[client_id], "an ack with another body"
                        self.written[client_id] = unsent.pop(client_id)
                        self._own.append(message)

            await self._try(all_of_them)

    async def _edit(self) -> None:
        if self._own:
            message, body = self._chance.choice(self._own), self._text()
            await self._until_accepted("edit", {"message_id": message["id"], "body": body})
            self.written[message["client_id"]] = body

    async def _react(self) -> None:
        if self._own:
            message = self._chance.choice(self._own)
            what = {"message_id": message["id"], "emoji": "👍", "on": self._chance.random() < 0.7}
            await self._until_accepted("react", what)

    async def _until_accepted(self, event: str, argument: Json) -> None:
        accepted = False
        while not accepted:

            async def once(chat: Chat) -> None:
                nonlocal accepted
                [ack] = await _all([chat.ask(event, argument)])
                accepted = self._accepted(ack) is not None

            await self._try(once)

    def _accepted(self, ack: Any) -> Json | None:
        """The message, or None where it must be tried again."""
        if ack is None:
            return None
        if "error" in ack:
            assert ack["error"]["code"] == "unavailable", ack
            return None
        self.acknowledged += 1
        return ack["message"]

    def _send(self, client_id: str, body: str) -> Json:
        return {"conversation_id": self._conversation_id, "client_id": client_id, "body": body}

    def _text(self) -> str:
        return f"message {self._chance.randrange(10**9)} of {self.api.username}"

    # --- being connected ---

    async def _try(self, action: Callable[[Chat], Awaitable[None]]) -> None:
        try:
            await action(await self._connected())
        except AWAY:
            await asyncio.sleep(PAUSE)  # a client does not hammer a server that is away

    async def _connected(self) -> Chat:
        if self._chat is not None and not self._chat.closed:
            return self._chat
        if self._chat is not None:
            await self._chat.close()
        chat = await Chat.connect(self.url, token=self.api.token)
        try:
            await self._catch_up(chat)
        except RefusedError as refusal:
            await chat.close()
            raise AssertionError(f"came back and was refused: {refusal}") from None
        except BaseException:
            await chat.close()
            raise
        self._chat = chat
        self.reconnects += 1
        return chat

    async def _catch_up(self, chat: Chat) -> None:
        """Syncs with what it held before. Events that follow the ack are applied after it, none is missed."""
        replica = self.replica or Replica(chat)
        replica.chat = chat
        early: list[Json] = []
        chat.on_event(early.append)
        known = {id_: replica.revs[id_] for id_ in replica.messages}
        replica.take_sync(await chat.sync(known), known)
        for event in early:
            replica.apply(event)
        chat.forget_listeners()
        chat.on_event(replica.apply)
        if self._conversation_id not in replica.messages:
            replica.messages[self._conversation_id] = {}  # so that events are kept while the history comes
            await replica.load(self._conversation_id)
        self.replica = replica


async def _all(asked: list[Awaitable[Any]]) -> list[Any]:
    """The acks that came; None for those that the end of the connection swallowed."""
    answers = await asyncio.wait_for(asyncio.gather(*asked, return_exceptions=True), PATIENCE)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, AWAY):
            raise answer
    return [None if isinstance(answer, BaseException) else answer for answer in answers]
