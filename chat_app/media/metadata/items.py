"""Items of a HEIF or AVIF picture: which of them say something about it, and where their bytes are."""

from collections.abc import Iterator
from struct import unpack_from

from chat_app.media.metadata.blanking import Span
from chat_app.media.metadata.boxes import FULL, MOST_BOXES, Box, Boxes
from chat_app.media.problems import Broken

_ABOUT = frozenset({b"Exif", b"mime", b"uri "})
_IN_FILE, _IN_IDAT = 0, 1


def spans_of_metadata(boxes: Boxes, meta: Box) -> Iterator[Span]:
    """Where in the file the bytes are of everything that is about the picture.

    Raises:
        Broken: their places cannot be told.
    """
    children = list(boxes.children(meta, FULL))
    about = {item for child in children if child.kind == b"iinf" for item in _about(boxes, child)}
    idat = next((child for child in children if child.kind == b"idat"), None)
    for child in children:
        if child.kind == b"iloc":
            yield from _Locations(boxes, child, idat).of(about)


def _about(boxes: Boxes, iinf: Box) -> Iterator[int]:
    skipped = FULL + (4 if boxes.data[iinf.body] else 2)
    for entry in boxes.children(iinf, skipped):
        version, at = boxes.data[entry.body], entry.body + FULL
        if version < 2:
            # The first versions were for anything but pictures.
            yield from unpack_from(">H", boxes.data, at)
            continue
        item, _, kind = unpack_from(">HH4s" if version == 2 else ">IH4s", boxes.data, at)
        if kind in _ABOUT:
            yield item


class _Locations:
    """An `iloc` box."""

    def __init__(self, boxes: Boxes, iloc: Box, idat: Box | None) -> None:
        self._data = boxes.data
        self._idat = idat
        self._end = iloc.end
        self._version = self._data[iloc.body]
        self._at = iloc.body + FULL
        sizes, more = self._number(1), self._number(1)
        self._offset, self._length = sizes >> 4, sizes & 15
        self._base, self._index = more >> 4, more & 15 if self._version else 0
        self._extents = 0

    def of(self, items: set[int]) -> Iterator[Span]:
        """Where the bytes of these are."""
        id_size = 2 if self._version < 2 else 4
        count = self._number(id_size)
        if count > MOST_BOXES:
            raise Broken("it has too many items")
        for _ in range(count):
            item = self._number(id_size)
            method = self._number(2) & 15 if self._version else _IN_FILE
            elsewhere = self._number(2)
            base, extents = self._number(self._base), self._number(2)
            if item in items and not elsewhere and self._length:
                yield from self._spans(method, base, extents)
            else:
                self._at += extents * (self._index + self._offset + self._length)

    def _spans(self, method: int, base: int, count: int) -> Iterator[Span]:
        self._extents += count
        if self._extents > MOST_BOXES:
            raise Broken("its items have too many parts")
        begin, end = 0, len(self._data)
        if method == _IN_IDAT and self._idat:
            begin, end = self._idat.body, self._idat.end
        elif method != _IN_FILE:
            raise Broken("an item is in no place that we know")
        for _ in range(count):
            self._at += self._index
            start = begin + base + self._number(self._offset)
            stop = start + self._number(self._length)
            if stop > end:
                raise Broken("an item is outside")
            if stop > start:
                yield start, stop

    def _number(self, size: int) -> int:
        stop = self._at + size
        if stop > self._end:
            raise Broken("the places of items are cut off")
        value = int.from_bytes(self._data[self._at : stop])
        self._at = stop
        return value
