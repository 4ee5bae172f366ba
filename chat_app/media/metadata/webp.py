"""WebP (RFC 9649): chunks in a RIFF, frames with chunks of their own."""

from struct import pack, unpack_from

from chat_app.media.metadata.exif import UPRIGHT, nothing_but, orientation_of
from chat_app.media.metadata.reading import Data
from chat_app.media.metadata.rewriting import Piece
from chat_app.media.problems import Broken

_EXIF_FLAG, _XMP_FLAG = 0x08, 0x04
_IMAGE = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
_KEPT = _IMAGE | {b"ICCP", b"ANIM"}
_FRAME_HEADER = 16
_VP8X_SIZE = 10
_LARGEST_EXIF = 1024 * 1024
_MOST_CHUNKS = 50_000

_Chunk = tuple[bytes, int, int]
"""Its type, and where what it holds begins and ends."""


def webp_pieces(data: Data) -> list[Piece]:
    """Pictures, frames, colours and the orientation, with sizes and flags that say so."""
    magic, size, form = unpack_from("<4sI4s", data, 0)
    end = 8 + size
    if (magic, form) != (b"RIFF", b"WEBP") or end > len(data):
        raise Broken("it does not begin as a WebP, or is cut off")
    pieces = _Cleaning(data).pieces(12, end)
    return [pack("<4sI4s", magic, 4 + _size(pieces), form), *pieces]


class _Cleaning:
    def __init__(self, data: Data) -> None:
        self._data = data
        self._parts = 0

    def pieces(self, start: int, end: int) -> list[Piece]:
        chunks = self._chunks(start, end)
        orientation = self._orientation(chunks)
        pieces: list[Piece] = []
        for kind, body, stop in chunks:
            if kind == b"VP8X":
                if stop - body != _VP8X_SIZE:
                    raise Broken("its header has another size")
                flags = self._data[body] & ~(_EXIF_FLAG | _XMP_FLAG)
                flags |= _EXIF_FLAG if orientation != UPRIGHT else 0
                pieces += _chunk(kind, [bytes([flags]), (body + 1, stop)])
            elif kind == b"ANMF":
                pieces += _chunk(kind, self._frame(body, stop))
            elif kind in _KEPT:
                pieces += _chunk(kind, [(body, stop)])
        if orientation != UPRIGHT:
            pieces += _chunk(b"EXIF", [nothing_but(orientation)])
        return pieces

    def _frame(self, body: int, stop: int) -> list[Piece]:
        inside = body + _FRAME_HEADER
        if inside > stop:
            raise Broken("a frame is cut off")
        frame: list[Piece] = [(body, inside)]
        for kind, first, last in self._chunks(inside, stop):
            if kind in _IMAGE:
                frame += _chunk(kind, [(first, last)])
        return frame

    def _orientation(self, chunks: list[_Chunk]) -> int:
        if chunks and chunks[0][0] == b"VP8X":
            for kind, body, stop in chunks:
                if kind == b"EXIF":
                    exif = self._data[body : min(stop, body + _LARGEST_EXIF)]
                    return orientation_of(exif.removeprefix(b"Exif\0\0"))
        return UPRIGHT

    def _chunks(self, start: int, end: int) -> list[_Chunk]:
        chunks: list[_Chunk] = []
        while start < end:
            kind, size = unpack_from("<4sI", self._data, start)
            stop = start + 8 + size
            self._parts += 1
            if stop > end:
                raise Broken("a chunk is cut off")
            if self._parts > _MOST_CHUNKS:
                raise Broken("it has too many chunks")
            chunks.append((kind, start + 8, stop))
            start = stop + size % 2
        return chunks


def _chunk(kind: bytes, body: list[Piece]) -> list[Piece]:
    size = _size(body)
    return [pack("<4sI", kind, size), *body, bytes(size % 2)]


def _size(pieces: list[Piece]) -> int:
    return sum(len(piece) if isinstance(piece, bytes) else piece[1] - piece[0] for piece in pieces)
