"""Boxes, which ISO base media files (ISO/IEC 14496-12) and QuickTime movies are made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

from chat_app.media.metadata.reading import Data
from chat_app.media.problems import Broken

MOST_BOXES = 100_000

FULL = 4
"""Bytes of version and flags, which many boxes begin with."""


@dataclass(frozen=True, slots=True)
class Box:
    """`start` is where its header begins, `body` where what it holds does."""

    kind: bytes
    start: int
    body: int
    end: int


class Boxes:
    """The boxes of one file. All that are read are counted."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self._read = 0

    def inside(self, start: int, end: int) -> Iterator[Box]:
        """Those between two places, one after the other. What is too short for one is passed over.

        Raises:
            Broken: one does not fit, or the file has too many. Media may be cut off: there are players that
                play what is there.
        """
        while end - start >= 8:
            size, kind = unpack_from(">I4s", self.data, start)
            body = start + 8
            if size == 1:
                (size,) = unpack_from(">Q", self.data, body)
                body += 8
            stop = start + size if size else end
            if stop > end and kind == b"mdat":
                stop = end
            if not body <= stop <= end:
                raise Broken("a box is cut off")
            self._read += 1
            if self._read > MOST_BOXES:
                raise Broken("it has too many boxes")
            yield Box(kind, start, body, stop)
            start = stop

    def children(self, box: Box, skipped: int = 0) -> Iterator[Box]:
        """Those inside of one that begins with so many bytes of its own."""
        return self.inside(box.body + skipped, box.end)

    def find(self, box: Box, *path: bytes) -> Box | None:
        """The first of such children, or of theirs."""
        found: Box | None = box
        for kind in path:
            found = next((child for child in self.children(found) if child.kind == kind), None)
            if not found:
                return None
        return found
