"""JPEG (ITU-T T.81): segments, and scans between them."""

import re
from collections.abc import Iterator

from chat_app.media.metadata.exif import UPRIGHT, nothing_but, orientation_of
from chat_app.media.metadata.reading import Data
from chat_app.media.metadata.rewriting import Piece
from chat_app.media.problems import Broken

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_FRAMES_AND_TABLES = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDC, 0xDD}) - {0xC8}
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a segment; between segments they mean nothing."""

_APPLICATIONS = range(0xE0, 0xF0)
_JFIF, _EXIF, _ICC, _ADOBE = (
    (0xE0, b"JFIF\0"),
    (0xE1, b"Exif\0\0"),
    (0xE2, b"ICC_PROFILE\0"),
    (0xEE, b"Adobe"),
)
_JFIF_BEFORE_THUMBNAIL = 12
_ADOBE_SIZE = 12

# As decoders do: what is between segments is passed over, and so are fill bytes before a marker.
_MARKER = re.compile(rb"\xff[\x01-\xfe]")
_MARKER_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
_WINDOW = 64 * 1024
"""So much is searched at a time, as nothing else runs meanwhile."""

_MOST_SEGMENTS = 10_000


def jpeg_pieces(data: Data) -> Iterator[Piece]:
    """Frames, tables, scans, colours and the orientation, up to the end of the (first) picture."""
    if data[:2] != bytes([0xFF, _START]):
        raise Broken("it does not begin as a JPEG")
    yield bytes([0xFF, _START])
    position, exif_seen = 2, False
    for _ in range(_MOST_SEGMENTS):
        start = _find(data, _MARKER, position)
        marker = data[start + 1]
        if marker == _END:
            yield bytes([0xFF, _END])
            return
        if marker in _ALONE:
            position = start + 2
            continue
        position = _segment_end(data, start)
        if marker == _SCAN:
            position = _find(data, _MARKER_AFTER_SCAN, position)
            exif_seen = True  # what stands behind the first scan is heeded by nobody
            yield start, position
        elif marker in _FRAMES_AND_TABLES:
            yield start, position
        elif marker in _APPLICATIONS:
            body = data[start + 4 : position]
            yield _kept(marker, body, exif_seen)
            exif_seen = exif_seen or (marker, body[:6]) == _EXIF
        elif marker != _COMMENT:
            raise Broken("a segment has no meaning")
    raise Broken("it has too many segments")


def _kept(marker: int, body: bytes, exif_seen: bool) -> bytes:
    """What decoders need of an application's segment, often nothing. Of Exif they heed the first."""
    if (marker, body[:6]) == _EXIF and not exif_seen:
        orientation = orientation_of(body[6:])
        return _segment(marker, _EXIF[1] + nothing_but(orientation)) if orientation != UPRIGHT else b""
    if (marker, body[:5]) == _JFIF and len(body) > _JFIF_BEFORE_THUMBNAIL:
        return _segment(marker, body[:_JFIF_BEFORE_THUMBNAIL] + bytes(2))
    if (marker, body[:5]) == _ADOBE and len(body) >= _ADOBE_SIZE:
        return _segment(marker, body[:_ADOBE_SIZE])
    return _segment(marker, body) if (marker, body[:12]) == _ICC else b""


def _segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2) + body


def _segment_end(data: Data, start: int) -> int:
    length = int.from_bytes(data[start + 2 : start + 4])
    end = start + 2 + length
    if length < 2 or end > len(data):
        raise Broken("a segment is cut off")
    return end


def _find(data: Data, pattern: re.Pattern[bytes], position: int) -> int:
    while position < len(data):
        if found := pattern.search(data, position, position + _WINDOW + 1):
            return found.start()
        position += _WINDOW
    raise Broken("it is cut off")
