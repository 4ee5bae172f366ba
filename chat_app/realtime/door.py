"""A few come in at once, and who is in already is heard in between: a thousand may come in one moment."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from enum import IntEnum

from reflex_base.config import get_config
from reflex_base.constants import Endpoint
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chat_app.realtime.wire import EXTENSION, Wire

AT_ONCE = 4
"""As many as the database has readers. With all at once each turn of the loop took a second, and the last had
given up when they were let in."""

LONGEST = 1.0
"""Seconds after which a turn ends by itself: who takes so long waits for Redis or the database, which may be
away, and not for the processor."""


class Step(IntEnum):
    """Of coming in, the last first: who has begun is let in before others begin."""

    SYNC = 0
    CONNECT = 1
    ACCEPT = 2


class Door:
    """Turns at coming in. `waiting` is how many have asked for one."""

    def __init__(self) -> None:
        self.waiting = 0
        self._free = AT_ONCE
        self._queues: dict[Step, deque[asyncio.Future[None]]] = {step: deque() for step in Step}

    async def turn(self, step: Step) -> Callable[[], None]:
        """Waits for one, and returns how to end it. Nobody may wait for a peer meanwhile."""
        if self._free:
            self._free -= 1
        else:
            await self._wait(step)
        is_over = False

        def end() -> None:
            nonlocal is_over
            if not is_over:
                is_over = True
                overdue.cancel()
                self._pass_on()

        overdue = asyncio.get_running_loop().call_later(LONGEST, end)
        return end

    @asynccontextmanager
    async def step(self, step: Step) -> AsyncIterator[None]:
        """`async with door.step(…):` one turn."""
        end = await self.turn(step)
        try:
            yield
        finally:
            end()

    async def _wait(self, step: Step) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._queues[step].append(turn)
        self.waiting += 1
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._pass_on()  # it was given to somebody who is gone
            raise
        finally:
            self.waiting -= 1

    def _pass_on(self) -> None:
        for queue in self._queues.values():
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_result(None)
                    return
        self._free += 1


class Entrance:
    """An ASGI middleware: sockets come by the door, and straight to the app that serves them.

    The apps behind have nothing for a WebSocket but Reflex's mount at their end; to find that took a sixth
    of letting one in.
    """

    def __init__(self, app: ASGIApp, *, sockets: ASGIApp, door: Door) -> None:
        self._app, self._sockets, self._door = app, sockets, door
        self._path = get_config().prepend_backend_path(str(Endpoint.EVENT))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket" or scope["path"].rstrip("/") != self._path:
            await self._app(scope, receive, send)
            return
        end_turn = await self._door.turn(Step.ACCEPT)

        async def answer(message: Message) -> None:
            if message["type"] == "websocket.accept" and scope["subprotocols"]:
                message = {**message, "subprotocol": scope["subprotocols"][0]}  # as Reflex's mount does
            await send(message)
            end_turn()

        try:
            wire: Wire | None = scope.get("extensions", {}).get(EXTENSION)
            if wire is not None and wire.is_gone:
                await send({"type": "websocket.close"})
            else:
                await self._sockets(scope, receive, answer)
        finally:
            end_turn()
