"""TIFF, also with 64 bits, and what most cameras call raw, which is the same.

Directories of fields point at values and at each other by where they stand in the file. So nothing is moved:
values are overwritten, and of the directory of places the fields too. Numbers of fields are those of
TIFF 6.0, Exif 2.32, XMP (part 3) and DNG 1.6.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from chat_app.media.metadata.blanking import Span
from chat_app.media.metadata.reading import Data
from chat_app.media.problems import Broken

_SUB_IFDS, _EXIF, _GPS, _INTEROPERABILITY = 330, 34665, 34853, 40965
_DIRECTORIES = frozenset({_SUB_IFDS, _EXIF, _GPS, _INTEROPERABILITY})
_MAKER_NOTE = 37500
_ABOUT = frozenset(
    {
        *(269, 270, 285, 306, 315, 316, 33432),  # names, descriptions, date, artist, computer, copyright
        *(700, 33723, 34377, 37724),  # XMP, IPTC, what Photoshop adds
        *(36867, 36868, 36880, 36881, 36882, 37510, 37520, 37521, 37522),  # times, the user's comment
        *(42016, 42032, 42033, 42037),  # the picture's id, the camera's owner, serial numbers
        *(40091, 40092, 40093, 40094, 40095),  # what Windows keeps
        *(50735, 50827, 50971),  # serial number, first name, time of the preview
    }
)
_WORDS = 2
_KINDS = {1: (1, _WORDS, 6, 7), 2: (3, 8), 4: (4, 9, 11, 13), 8: (5, 10, 12, 16, 17, 18)}
_SIZES = {kind: size for size, kinds in _KINDS.items() for kind in kinds}
_POINTERS = {4: "I", 13: "I", 16: "Q", 18: "Q"}
_MOST_DIRECTORIES = 1_000
_MOST_FIELDS = 100_000


@dataclass(frozen=True, slots=True)
class About:
    """Where something is said about the picture: words, which end with a zero, and anything else."""

    words: list[Span]
    others: list[Span]


def about_tiff(data: Data | bytes, *, is_raw: bool = False) -> About:
    """What is to be overwritten. Notes of the camera's maker are left in a raw one: it is developed by them.

    Raises:
        Broken: something is not in the file, or there are more directories and fields than any picture has.
        struct.error: a number is cut off.
    """
    search = _Search(data, is_raw)
    search.run()
    return About(search.words, search.spans)


@dataclass(frozen=True, slots=True)
class _Layout:
    """How numbers are written, in the words of `struct`. `room` is for a value that stands in its field."""

    order: str
    count: str
    field: str
    pointer: str
    room: int


_NARROW, _WIDE = ("H", "HHI", "I", 4), ("Q", "HHQ", "Q", 8)
_OF_CAMERAS = {
    mark: _Layout(order, *_NARROW)
    for order, marks in (("<", (b"IIRO", b"IIRS", b"IIU\0")), (">", (b"MMOR",)))
    for mark in marks
}
"""Those of Olympus and Panasonic begin with a word of their own."""

_LAYOUTS = _OF_CAMERAS | {
    b"II*\0": _Layout("<", *_NARROW),
    b"MM\0*": _Layout(">", *_NARROW),
    b"II+\0": _Layout("<", *_WIDE),
    b"MM\0+": _Layout(">", *_WIDE),
}


@dataclass(frozen=True, slots=True)
class _Field:
    tag: int
    kind: int
    values: int
    start: int
    end: int


class _Search:
    """Collects where something is to be overwritten."""

    def __init__(self, data: Data | bytes, is_raw: bool) -> None:
        layout = _LAYOUTS.get(data[:4])
        if layout is None:
            raise Broken("it is no TIFF")
        self._layout = layout
        self._data = data
        self._seen: set[int] = set()
        self._fields = 0
        self.spans: list[Span] = []
        self.words: list[Span] = []
        self._maker_notes: list[Span] = []
        self._is_raw = is_raw or data[:4] in _OF_CAMERAS or data[8:10] == b"CR"

    def run(self) -> None:
        (first,) = self._at(self._layout.pointer, self._layout.room)
        waiting = [(first, False)]
        while waiting:
            start, is_about_places = waiting.pop()
            if start and start not in self._seen:
                self._seen.add(start)
                if len(self._seen) > _MOST_DIRECTORIES:
                    raise Broken("it has too many directories")
                waiting += self._look_into(start, is_about_places)
        if not self._is_raw:
            self.spans += self._maker_notes

    def _look_into(self, start: int, is_about_places: bool) -> Iterator[tuple[int, bool]]:
        """The directories that this one leads to."""
        fields = list(self._fields_of(start))
        after = start + struct.calcsize(f"<{self._layout.count}") + len(fields) * self._size
        for field in fields:
            if is_about_places or field.tag in _ABOUT:
                self._overwrite(field)
            elif field.tag == _MAKER_NOTE:
                self._maker_notes.append((field.start, field.end))
            elif field.tag in _DIRECTORIES and field.kind in _POINTERS:
                self._is_raw |= field.tag == _SUB_IFDS
                if field.values > _MOST_DIRECTORIES:
                    raise Broken("it has too many directories")
                pointers = self._at(f"{field.values}{_POINTERS[field.kind]}", field.start)
                yield from ((pointer, field.tag == _GPS) for pointer in pointers)
        if is_about_places:
            self.spans.append((start, after))
        else:
            yield self._at(self._layout.pointer, after)[0], False

    def _overwrite(self, field: _Field) -> None:
        if field.kind == _WORDS and field.start < field.end:  # they end with a zero
            self.words.append((field.start, field.end - 1))
            self.spans.append((field.end - 1, field.end))
        else:
            self.spans.append((field.start, field.end))

    def _fields_of(self, start: int) -> Iterator[_Field]:
        (count,) = self._at(self._layout.count, start)
        self._fields += count
        if self._fields > _MOST_FIELDS:
            raise Broken("it has too many fields")
        head = struct.calcsize(f"<{self._layout.field}")
        begin = start + struct.calcsize(f"<{self._layout.count}")
        for at in range(begin, begin + count * self._size, self._size):
            tag, kind, values = self._at(self._layout.field, at)
            size = _SIZES.get(kind, 0) * values
            place = at + head
            if size > self._layout.room:
                (place,) = self._at(self._layout.pointer, place)
            if place + size > len(self._data):
                raise Broken("it is cut off")
            yield _Field(tag, kind, values, place, place + size)

    @property
    def _size(self) -> int:
        return struct.calcsize(f"<{self._layout.field}") + self._layout.room

    def _at(self, numbers: str, place: int) -> tuple[int, ...]:
        if place > len(self._data):
            raise Broken("it is cut off")
        return struct.unpack_from(f"{self._layout.order}{numbers}", self._data, place)
