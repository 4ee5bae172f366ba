"""GIF (https://www.w3.org/Graphics/GIF/spec-gif89a.txt): blocks."""

from collections.abc import Iterator

from chat_app.media.metadata.reading import MOST_PARTS, Data
from chat_app.media.metadata.rewriting import Piece
from chat_app.media.problems import Broken

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPING = frozenset({b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"})
_COLOUR_TABLE = 0x80
_HEADER, _DESCRIPTOR = 13, 10
_MOST_SUB_BLOCKS = 10_000_000


def gif_pieces(data: Data) -> Iterator[Piece]:
    """The frames, when each is shown and how often all of them are, up to the trailer."""
    if data[:6] not in (b"GIF87a", b"GIF89a"):
        raise Broken("it does not begin as a GIF")
    start = _HEADER + _colour_table_size(data[10])
    yield 0, start
    left = _MOST_SUB_BLOCKS
    for _ in range(MOST_PARTS):
        introducer = data[start]
        if introducer == _TRAILER:
            yield bytes([_TRAILER])
            return
        if introducer == _IMAGE:
            inside = start + _DESCRIPTOR + _colour_table_size(data[start + 9]) + 1
        elif introducer == _EXTENSION:
            inside = start + 2
        else:
            raise Broken("a block has no meaning")
        end, left = _end_of_sub_blocks(data, inside, left)
        if introducer == _IMAGE or data[start + 1] == _GRAPHIC_CONTROL:
            yield start, end
        elif data[start + 1] == _APPLICATION:
            yield _loop(data, inside)
        start = end
    raise Broken("it has too many blocks")


def _colour_table_size(flags: int) -> int:
    return 3 << (flags & 7) + 1 if flags & _COLOUR_TABLE else 0


def _end_of_sub_blocks(data: Data, position: int, left: int) -> tuple[int, int]:
    """Where they end, and how many more there may be after them."""
    while size := data[position]:
        position += size + 1
        left -= 1
        if not left:
            raise Broken("it has too many blocks")
    return position + 1, left


def _loop(data: Data, inside: int) -> bytes:
    """The extension that says how often, and nothing else of applications."""
    name, count = data[inside : inside + 12], data[inside + 12 : inside + 16]
    if name not in _LOOPING or count[:2] != b"\x03\x01":
        return b""
    return bytes([_EXTENSION, _APPLICATION]) + name + count + b"\0"
