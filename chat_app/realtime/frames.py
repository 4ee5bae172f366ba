"""Socket.IO packets of `/chat`, as text: what python-socketio would write, made once for many sockets."""

from collections.abc import Sequence

from chat_app.realtime.wire import text_frame

NAMESPACE = "/chat"
EVENT_PREFIX = f"42{NAMESPACE},"
_LARGEST = 128 * 1024


class Frame:
    """One packet, with its WebSocket bytes made when first needed and then shared."""

    __slots__ = ("_wire", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._wire: bytes | None = None

    @property
    def wire(self) -> bytes:
        if self._wire is None:
            self._wire = text_frame(self.text)
        return self._wire


def events(encoded: Sequence[str]) -> list[Frame]:
    """The `events` packets that carry these events in their order, none much larger than 128 KiB."""
    frames: list[Frame] = []
    part: list[str] = []
    size = 0
    for event in encoded:
        if part and size + len(event) > _LARGEST:
            frames.append(_packet(part))
            part, size = [], 0
        part.append(event)
        size += len(event)
    frames.append(_packet(part))
    return frames


def ack(ack_id: int, payload: str) -> Frame:
    """The acknowledgement of one event with one JSON value."""
    return Frame(f"43{NAMESPACE},{ack_id}[{payload}]")


def _packet(encoded: Sequence[str]) -> Frame:
    return Frame(f'{EVENT_PREFIX}["events",[{",".join(encoded)}]]')
