"""Uploads take turns, so that messages find room between them."""

import asyncio
from collections import deque


class Turns:
    """In each turn of the event loop one of those who wait goes on, in the order in which they came.

    Twenty uploads at once would have five megabytes taken in between two messages, and keep the threads of
    the database from the interpreter: a write then waits five times as long. One after the other they are
    as fast.
    """

    def __init__(self) -> None:
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_taken = False

    async def next(self) -> None:
        """Returns at once where nobody else went on in this turn of the loop."""
        loop = asyncio.get_running_loop()
        if self._is_taken:
            turn = loop.create_future()
            self._waiting.append(turn)
            await turn
        else:
            self._is_taken = True
            loop.call_soon(self._pass_on, loop)

    def _pass_on(self, loop: asyncio.AbstractEventLoop) -> None:
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # else who waited was cancelled
                turn.set_result(None)
                loop.call_soon(self._pass_on, loop)
                return
        self._is_taken = False
