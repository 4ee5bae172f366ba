"""ISO base media files: MP4, QuickTime, HEIF, AVIF.

Their parts point at each other by where they stand in the file. So nothing is moved: what is to go is
overwritten, and its box declared free.
"""

from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path

from chat_app.media.metadata.blanking import Span, blank
from chat_app.media.metadata.boxes import FULL, Box, Boxes
from chat_app.media.metadata.items import spans_of_metadata
from chat_app.media.metadata.reading import Data, mapped
from chat_app.media.metadata.tracks import is_about, spans_of_samples
from chat_app.media.problems import Broken

_MEDIA = frozenset({b"mdat", b"imda"})
_KEPT = _MEDIA | {b"ftyp", b"styp", b"pdin", b"moov", b"moof", b"mfra", b"sidx", b"ssix", b"meta"}
"""What may stand outermost. Anything else is what makers of cameras have thought of."""

_FREE = frozenset({b"free", b"skip", b"wide"})
_ABOUT = frozenset({b"udta", b"meta", b"meco", b"uuid", b"cmov", b"rmra"}) | _FREE
_ABOUT_ITEMS = frozenset({b"uuid", b"xml ", b"bxml", b"udta", b"udes", b"crtt", b"mdft"}) | _FREE

_CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"moof", b"traf", b"iprp", b"ipco"})
_DEPTH = 6
_TIMES = frozenset({b"mvhd", b"tkhd", b"mdhd"})
"""Boxes that begin with when something was made and last changed."""

_PICTURE = b"pict"


def blank_metadata(path: Path) -> None:
    """Overwrites what is about a picture, a film or a sound.

    Raises:
        Broken: the file is not made of boxes, or says of its metadata that they are where media are not.
    """
    with path.open("r+b") as file:
        with mapped(file) as data:
            search = _Search(data)
            search.run()
        blank(file, search.spans)
        for start in search.freed:
            file.seek(start + 4)
            file.write(b"free")


class _Search:
    """Collects where something is to be overwritten, and which boxes are then free."""

    def __init__(self, data: Data) -> None:
        self.spans: list[Span] = []
        self.freed: list[int] = []
        self._data = data
        self._boxes = Boxes(data)
        self._media: list[Span] = []

    def run(self) -> None:
        found: list[Span] = []
        for box in self._boxes.inside(0, len(self._data)):
            if box.kind in _MEDIA:
                self._media.append((box.body, box.end))
            elif box.kind == b"meta" and self._is_of_picture(box):
                found += spans_of_metadata(self._boxes, box)
                self._media += [
                    (child.body, child.end)
                    for child in self._boxes.children(box, FULL)
                    if child.kind == b"idat"
                ]
                self._look_into(box, _ABOUT_ITEMS, FULL)
            elif box.kind == b"meta" or box.kind not in _KEPT:
                self._free(box)
            elif box.kind in _CONTAINERS:
                found += self._tracks(box)
                self._look_into(box, _ABOUT)
        self.spans += self._checked(found)

    def _look_into(self, box: Box, about: frozenset[bytes], skipped: int = 0, depth: int = 0) -> None:
        if depth > _DEPTH:
            raise Broken("its boxes are too deep")
        for child in self._boxes.children(box, skipped):
            if child.kind in about:
                self._free(child)
            elif child.kind in _TIMES:
                begin = child.body + FULL
                self.spans.append((begin, min(begin + (16 if self._data[child.body] else 8), child.end)))
            elif child.kind in _CONTAINERS:
                self._look_into(child, about, 0, depth + 1)

    def _tracks(self, movie: Box) -> Iterator[Span]:
        for track in self._boxes.children(movie):
            if track.kind == b"trak" and is_about(self._boxes, track):
                yield from spans_of_samples(self._boxes, track)
                self._free(track)

    def _is_of_picture(self, meta: Box) -> bool:
        if self._data[meta.body + 4 : meta.body + 8] == b"hdlr":
            return False  # QuickTime's, which has no version
        handler = next((box for box in self._boxes.children(meta, FULL) if box.kind == b"hdlr"), None)
        return handler is not None and self._data[handler.body + 8 : handler.body + 12] == _PICTURE

    def _free(self, box: Box) -> None:
        self.spans.append((box.body, box.end))
        if box.kind not in _FREE:
            self.freed.append(box.start)

    def _checked(self, spans: list[Span]) -> list[Span]:
        """The same, if they are where media are: anywhere else they would make holes into the file."""
        media = sorted(self._media)
        for start, end in spans:
            before = bisect_right(media, (start, len(self._data)))
            if not before or end > media[before - 1][1]:
                raise Broken("something about it is not where media are")
        return spans
