"""Request bodies that are too large to be held: read as they come."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable
from typing import cast

from starlette.types import Message, Receive

from chat_app.errors import BadRequest, TimedOut
from chat_app.services.turns import Turns

PATIENCE = 30
"""Seconds within which the next bytes must come."""

_DRAINED = 16 * 1024 * 1024
_DRAINING_SECONDS = 5


async def chunks_of(receive: Receive, turns: Turns | None = None) -> AsyncIterator[bytes]:
    """The body, in pieces as the server has them (250 KiB and less); each waits for its turn.

    Raises:
        BadRequest: the caller is gone before its end.
        TimedOut: nothing came for too long.
    """
    patience = _Patience()
    if turns:
        turns.under_way += 1
    try:
        while True:
            if turns:
                await turns.next()
            message = await patience.wait_for(receive())
            if message["type"] == "http.disconnect":
                raise BadRequest("The upload broke off.", code="incomplete")
            if body := message.get("body"):
                if turns:
                    turns.received += len(body)
                yield body
            if not message.get("more_body"):
                return
    finally:
        patience.end()
        if turns:
            turns.under_way -= 1


class _Patience:
    """Ends a wait of the present task that takes too long.

    One timer serves the whole body, and is set anew only when it goes off: a timer for each piece took a
    fifteenth of the time of an upload.
    """

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._task = cast(asyncio.Task[object], asyncio.current_task())
        self._cancelling = self._task.cancelling()
        self._since: float | None = None
        self._is_over = False
        self._timer = self._loop.call_later(PATIENCE, self._look)

    async def wait_for(self, message: Awaitable[Message]) -> Message:
        """Raises TimedOut after too long."""
        self._since = self._loop.time()
        try:
            return await message
        except asyncio.CancelledError:
            if self._is_over and self._task.uncancel() <= self._cancelling:
                raise TimedOut from None
            raise
        finally:
            self._since = None

    def end(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        end = (now if self._since is None else self._since) + PATIENCE
        if now < end:
            self._timer = self._loop.call_at(end, self._look)
        else:
            self._is_over = True
            self._task.cancel()


async def drain(chunks: AsyncIterator[bytes]) -> None:
    """Reads what is left of them: a client that still sends would not see the answer if the connection
    closed on it."""
    read = 0
    with contextlib.suppress(TimeoutError, BadRequest):
        async with asyncio.timeout(_DRAINING_SECONDS):
            async for chunk in chunks:
                read += len(chunk)
                if read >= _DRAINED:
                    return
