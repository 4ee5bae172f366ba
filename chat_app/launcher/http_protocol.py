"""HTTP as uvicorn speaks it, with an end to what may come before a request is one.

uvicorn waits for ever for the head of a request, and keeps all that comes of it.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_WITHIN = 20
"""Seconds from the first byte, or from the connection, to the end of the headers."""
LARGEST_HEAD = 64 * 1024


class GuardedProtocol(HttpToolsProtocol):
    """Hangs up on heads that do not end."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_in_head = True
        self._head = 0
        """Bytes of it that came without its end."""
        self._overdue: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride]  (the base's)
        super().connection_made(transport)
        self._overdue = self.loop.call_later(HEAD_WITHIN, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._is_in_head and self._overdue is None:
            self._overdue = self.loop.call_later(HEAD_WITHIN, self.transport.close)
        if self._is_in_head:
            self._head += len(data)
        super().data_received(data)
        if self._head > LARGEST_HEAD:
            self.transport.close()

    def on_headers_complete(self) -> None:
        self._is_in_head, self._head = False, 0
        self._forget()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_in_head = True

    def _forget(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
