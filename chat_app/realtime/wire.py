"""The shortest way from a socket to the gateway and from an event to a socket, under uvicorn.

A server's WebSocket frames are not masked, so one message to a thousand sockets is a thousand times the
same bytes: they are made once and written straight to each transport. uvicorn hands the way out in the
ASGI scope (`Wire`, an extension); under any other server there is no such extension and each connection's
ASGI `send` does the same, slower.

What comes in is handed over in the same way: a frame that begins as asked for goes to whoever asked as it is
taken off the connection, without the queue, the pausing of the transport and the tasks of ASGI.
"""

from collections.abc import Callable
from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame
from websockets.http11 import Request

EXTENSION: Final = "parley.wire"


class Wire:
    """A connection's transport."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: "WireProtocol") -> None:
        self._protocol = protocol

    @property
    def is_gone(self) -> bool:
        """Whether the peer has gone."""
        return self._protocol.disconnected

    def write(self, frame: bytes) -> bool:
        """Writes a whole WebSocket frame. False, and nothing written, while the peer reads too slowly."""
        protocol = self._protocol
        if not protocol.writable.is_set():
            return False
        if not protocol.close_sent and not protocol.disconnected:
            protocol.transport.write(frame)
        return True

    def listen(self, beginning: bytes, take: Callable[[str], bool]) -> None:
        """Whole text frames that begin so go to `take`; those that it declines go the usual way, in order."""
        self._protocol.shortcut = beginning, take

    def abort(self) -> None:
        """Closes at once, without waiting for the peer to read what is buffered."""
        self._protocol.transport.abort()


class WireProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which also hands out its `Wire`."""

    shortcut: tuple[bytes, Callable[[str], bool]] | None = None

    def handle_text(self, event: Frame) -> None:
        if self.shortcut is not None and event.fin and self.queue.empty() and not self.close_sent:
            beginning, take = self.shortcut
            data = bytes(event.data)
            if data.startswith(beginning):
                try:
                    text = data[len(beginning) :].decode()
                except UnicodeDecodeError:
                    text = None  # the usual way ends the connection
                if text is not None and take(text):
                    return
        super().handle_text(event)

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope: Any = getattr(self, "scope", None)
        if scope is not None:
            # The application's task was made, and has not run yet.
            scope["extensions"][EXTENSION] = Wire(self)


def text_frame(text: str) -> bytes:
    """An unfragmented, unmasked WebSocket text frame (RFC 6455, section 5.2)."""
    payload = text.encode()
    size = len(payload)
    if size < 126:
        return bytes((0x81, size)) + payload
    if size < 65_536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload
