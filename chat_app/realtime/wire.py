"""The shortest way from an event to a socket, under uvicorn.

A server's WebSocket frames are not masked, so one message to a thousand sockets is a thousand times the
same bytes: they are made once and written straight to each transport. uvicorn hands the way out in the
ASGI scope (`Wire`, an extension); under any other server there is no such extension and each connection's
ASGI `send` does the same, slower.
"""

from typing import Any, Final

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION: Final = "parley.wire"


class Wire:
    """A connection's transport."""

    __slots__ = ("_protocol",)

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol

    def write(self, frame: bytes) -> bool:
        """Writes a whole WebSocket frame. False, and nothing written, while the peer reads too slowly."""
        protocol = self._protocol
        if not protocol.writable.is_set():
            return False
        if not protocol.close_sent and not protocol.disconnected:
            protocol.transport.write(frame)
        return True

    def abort(self) -> None:
        """Closes at once, without waiting for the peer to read what is buffered."""
        self._protocol.transport.abort()


class WireProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, which also hands out its `Wire`."""

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
