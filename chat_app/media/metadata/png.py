"""PNG and APNG (https://www.w3.org/TR/png-3/): chunks."""

from collections.abc import Iterator
from struct import pack, unpack_from
from zlib import crc32

from chat_app.media.metadata.exif import UPRIGHT, nothing_but, orientation_of
from chat_app.media.metadata.reading import MOST_PARTS, Data
from chat_app.media.metadata.rewriting import Piece
from chat_app.media.problems import Broken

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT"})
_COLOURS = frozenset({b"cHRM", b"gAMA", b"iCCP", b"sRGB", b"cICP", b"mDCV", b"mDCv", b"cLLI", b"cLLi"})
_LOOKS = frozenset({b"tRNS", b"bKGD", b"sBIT", b"pHYs"})
_ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})
_KEPT = _CRITICAL | _COLOURS | _LOOKS | _ANIMATION

_AROUND = 12
"""Length, type and checksum."""

_LARGEST_EXIF = 1024 * 1024


def png_pieces(data: Data) -> Iterator[Piece]:
    """The chunks that a picture is drawn by, and its orientation, up to its end."""
    if data[:8] != _SIGNATURE or data[12:16] != b"IHDR":
        raise Broken("it does not begin as a PNG")
    yield _SIGNATURE
    start, exif_seen = len(_SIGNATURE), False
    for _ in range(MOST_PARTS):
        length, kind = unpack_from(">I4s", data, start)
        end = start + _AROUND + length
        if end > len(data):
            raise Broken("a chunk is cut off")
        if kind == b"IEND":
            yield _chunk(kind, b"")
            return
        if kind in _KEPT:
            yield start, end
        elif kind == b"eXIf" and not exif_seen:
            exif_seen = True
            orientation = orientation_of(data[start + 8 : min(end - 4, start + _LARGEST_EXIF)])
            if orientation != UPRIGHT:
                yield _chunk(kind, nothing_but(orientation))
        elif not _is_ancillary(kind):
            raise Broken("a chunk has no meaning")
        start = end
    raise Broken("it has too many chunks")


def _is_ancillary(kind: bytes) -> bool:
    return kind.isalpha() and kind[:1].islower()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">I", len(body)) + kind + body + pack(">I", crc32(kind + body))
