"""Parts of a file overwritten where they stand."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO

Span = tuple[int, int]
"""Where bytes begin and end."""

_CHUNK = 1024 * 1024


def blank(file: BinaryIO, spans: Iterable[Span], by: bytes = b"\0") -> None:
    """Puts one byte in the place of all in the spans; each is written once, however often it is named."""
    blanks = by * _CHUNK
    for start, end in _joined(spans):
        file.seek(start)
        file.writelines(blanks[: end - at] for at in range(start, end, _CHUNK))


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """The same without overlaps, in order."""
    begun: Span | None = None
    for start, end in sorted(spans):
        if begun and start <= begun[1]:
            begun = begun[0], max(begun[1], end)
            continue
        if begun:
            yield begun
        begun = start, end
    if begun:
        yield begun
