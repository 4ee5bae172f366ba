"""Uploads take turns, so that messages find room between them."""

import asyncio
from collections import deque
from collections.abc import Callable

_LOOK_AGAIN = 0.001
_AT_MOST = 0.05
"""Seconds that a turn is put off."""

_THEN = 4
"""Turns that follow without looking: beside a database that is never idle, uploads advance by 20 MB/s."""


_BREATH = 0.001
"""Seconds between two turns while people write: uploads get 120 MB/s together in place of 200, and the
slowest of a hundred typing signs takes 8 ms in place of 25."""


class Turns:
    """In each turn of the event loop one of those who wait goes on, in the order in which they came; while
    `is_busy` they all wait a little, and while it `is_lively` each leaves some time after it.

    Twenty uploads at once would have five megabytes taken in between two messages, and keep the threads of
    the database from the interpreter and the processor: a write then waits five times as long. One after the
    other they are as fast.
    """

    def __init__(
        self, is_busy: Callable[[], bool] = lambda: False, is_lively: Callable[[], bool] = lambda: False
    ) -> None:
        self._is_busy = is_busy
        self._is_lively = is_lively
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._is_taken = False
        self._put_off = 0.0
        self._owed = 0
        self.under_way = 0
        """Bodies of uploads that are being read."""
        self.received = 0
        """Bytes of them, since the start."""

    async def next(self) -> None:
        """Returns at once where nobody else went on in this turn of the loop, and nothing is in the way."""
        loop = asyncio.get_running_loop()
        if self._is_taken or self._is_busy():
            turn = loop.create_future()
            self._waiting.append(turn)
            if not self._is_taken:
                self._is_taken = True
                self._pass_on(loop)
            await turn
        else:
            self._is_taken = True
            self._next_after(loop)

    def _next_after(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._is_lively():
            loop.call_later(_BREATH, self._pass_on, loop)
        else:
            loop.call_soon(self._pass_on, loop)

    def _pass_on(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._waiting and not self._owed and self._is_busy():
            if self._put_off < _AT_MOST:
                self._put_off += _LOOK_AGAIN
                loop.call_later(_LOOK_AGAIN, self._pass_on, loop)
                return
            self._owed = _THEN
        self._put_off = 0.0
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():  # else who waited was cancelled
                self._owed = max(self._owed - 1, 0)
                turn.set_result(None)
                self._next_after(loop)
                return
        self._is_taken = False
