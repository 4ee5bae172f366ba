"""Pictures that are kept as documents: TIFF, and what cameras call raw. Many hold a JPEG as well, to be
looked at, that says everything once more."""

import re
import struct
from collections.abc import Iterator
from pathlib import Path

from chat_app.media.metadata.blanking import Span, blank
from chat_app.media.metadata.reading import Data, mapped
from chat_app.media.metadata.tiff import About, about_tiff
from chat_app.media.problems import Broken

_NO_TIFF = b"FUJIFILMCCD-RAW "
_SEGMENT = re.compile(rb"\xff\xe1(?s:(..))(?:Exif\0\0(?=[IM])|http://ns\.adobe\.com/x)")
"""Of a JPEG: Exif, or XMP. Its length counts itself."""

_BEFORE_LENGTH = 2
_LONGEST_MATCH = 32
_MOST_SEGMENTS = 20
_WINDOW = 64 * 1024
"""So much is searched at a time, as nothing else runs meanwhile."""


def blank_raw(path: Path) -> None:
    """Overwrites what is about the picture, and nothing that a picture is developed by.

    Raises:
        Broken: it is no TIFF where it should be, or not all of it is there.
    """
    with path.open("r+b") as file:
        with mapped(file) as data:
            found = [] if data[: len(_NO_TIFF)] == _NO_TIFF else [about_tiff(data)]
            found += _about_pictures_inside(data)
        blank(file, (span for about in found for span in about.words), b" ")  # as Exif has it: not known
        blank(file, (span for about in found for span in about.others))


def _about_pictures_inside(data: Data) -> Iterator[About]:
    for count, (start, end) in enumerate(_segments(data)):
        if count == _MOST_SEGMENTS:
            raise Broken("it has too many pictures inside")
        try:
            inside = about_tiff(data[start:end], is_raw=True)
        except (Broken, struct.error):
            yield About([], [(start, end)])
        else:
            yield About(_moved(inside.words, start), _moved(inside.others, start))


def _segments(data: Data) -> Iterator[Span]:
    """Where what they say begins and ends, each behind the one before."""
    position = 0
    while position < len(data):
        match = _SEGMENT.search(data, position, position + _WINDOW + _LONGEST_MATCH)
        if match is None:
            position += _WINDOW
            continue
        end = match.start() + _BEFORE_LENGTH + int.from_bytes(match[1])
        position = max(match.end(), min(end, len(data)))
        yield match.end(), position


def _moved(spans: list[Span], by: int) -> list[Span]:
    return [(start + by, end + by) for start, end in spans]
