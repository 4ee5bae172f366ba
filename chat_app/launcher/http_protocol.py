"""HTTP as uvicorn speaks it, with an end to what may come before a request is one, and to a connection.

uvicorn waits for ever for the head of a request, and keeps all that comes of it. When it ends, it hangs up on
every connection that rests just then, though a request may be on its way there already.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

HEAD_WITHIN = 20
"""Seconds from the first byte, or from the connection, to the end of the headers."""
LARGEST_HEAD = 64 * 1024

_ELSEWHERE = (
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
)


class State(ServerState):
    """What the connections of a server share."""

    is_leaving = False
    """Whether each answer is the last one on its connection."""

    def leave(self) -> None:
        """From now on connections end as they are used; no WebSocket is opened any more."""
        self.is_leaving = True
        for connection in self.connections:
            if isinstance(connection, GuardedProtocol):
                connection.leave()

    @property
    def has_requests(self) -> bool:
        """Whether there are connections on which requests may come or are answered."""
        return any(isinstance(connection, GuardedProtocol) for connection in self.connections)


class GuardedProtocol(HttpToolsProtocol):
    """Hangs up on heads that do not end; says goodbye where the server ends."""

    server_state: State

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_in_head = True
        self._head = 0
        """Bytes of it that came without its end."""
        self._overdue: asyncio.TimerHandle | None = None

    def leave(self) -> None:
        """The answer that is being made, or the next one, is the last."""
        if self.cycle is not None:  # pyright: ignore[reportUnnecessaryComparison]  (None before the first)
            self.cycle.keep_alive = False

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
        if self.server_state.is_leaving:
            self.leave()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._is_in_head = True

    def handle_websocket_upgrade(self) -> None:
        if self.server_state.is_leaving:
            self.transport.write(_ELSEWHERE)
            self.transport.close()
            return
        super().handle_websocket_upgrade()

    def _forget(self) -> None:
        if self._overdue is not None:
            self._overdue.cancel()
            self._overdue = None
