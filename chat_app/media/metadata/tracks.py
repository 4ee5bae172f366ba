"""Tracks that are neither seen nor heard: where the camera was, how it was held, second by second."""

from collections.abc import Iterator
from itertools import islice
from struct import iter_unpack, unpack_from

from chat_app.media.metadata.blanking import Span
from chat_app.media.metadata.boxes import FULL, Box, Boxes
from chat_app.media.metadata.reading import MOST_PARTS
from chat_app.media.problems import Broken

_ABOUT = frozenset({b"meta", b"camm"})
_WIDTHS = {">I": 4, ">Q": 8, ">III": 12}


def is_about(boxes: Boxes, track: Box) -> bool:
    """Whether it is a track of metadata (that of an iPhone, a GoPro, a drone)."""
    handler = boxes.find(track, b"mdia", b"hdlr")
    return handler is not None and boxes.data[handler.body + 8 : handler.body + 12] in _ABOUT


def spans_of_samples(boxes: Boxes, track: Box) -> Iterator[Span]:
    """Where in the file its samples are.

    Raises:
        Broken: their places cannot be told.
    """
    table = boxes.find(track, b"mdia", b"minf", b"stbl")
    if not table:
        return
    parts = {child.kind: child for child in boxes.children(table)}
    offsets = _offsets(boxes, parts)
    sizes = _sizes(boxes, parts)
    for offset, samples in zip(offsets, _samples_of_chunks(boxes, parts), strict=False):
        stop = offset + sum(islice(sizes, samples))
        if stop > offset:
            yield offset, stop


def _offsets(boxes: Boxes, parts: dict[bytes, Box]) -> Iterator[int]:
    for kind, form in ((b"stco", ">I"), (b"co64", ">Q")):
        if box := parts.get(kind):
            for (offset,) in _rows(boxes, box, FULL, form):
                yield offset


def _sizes(boxes: Boxes, parts: dict[bytes, Box]) -> Iterator[int]:
    box = parts.get(b"stsz")
    if not box:
        raise Broken("a track has no sizes of samples")
    same, count = unpack_from(">II", boxes.data, box.body + FULL)
    if not same:
        for (size,) in _rows(boxes, box, FULL + 4, ">I"):
            yield size
        return
    if count > MOST_PARTS:
        raise Broken("a track has too many samples")
    for _ in range(count):
        yield same


def _samples_of_chunks(boxes: Boxes, parts: dict[bytes, Box]) -> Iterator[int]:
    """Of one chunk after the other, without an end: the last row holds for all that follow."""
    box = parts.get(b"stsc")
    rows = _rows(boxes, box, FULL, ">III") if box else iter(())
    first, samples, _ = next(rows, (0, 0, 0))
    for following, more, _ in rows:
        for _ in range(following - first):
            yield samples
        first, samples = following, more
    while True:
        yield samples


def _rows(boxes: Boxes, box: Box, skipped: int, form: str) -> Iterator[tuple[int, ...]]:
    """The rows of a table, whose number stands before them."""
    (count,) = unpack_from(">I", boxes.data, box.body + skipped)
    begin = box.body + skipped + 4
    end = begin + count * _WIDTHS[form]
    if count > MOST_PARTS or end > box.end:
        raise Broken("a table has more rows than it can have")
    return iter_unpack(form, boxes.data[begin:end])
