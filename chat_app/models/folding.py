"""Text as search sees it: words without case, accents or punctuation, the same on both databases.

What is written without spaces (Chinese, Japanese, Korean, Thai …) becomes overlapping pairs of
characters, so that any part of it is a run of such pairs.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

LONGEST_WORD = 40
"""Longer ones are cut into pieces."""

SHORTEST_INSIDE = 3
"""Letters of a part that is looked for inside of words too, and not only where they begin."""

_LONGEST_FOUND_INSIDE = 24

_PLAIN = re.compile(r"[a-z0-9]+")
_PLAIN_ALONE = {code: " " for code in range(128) if _PLAIN.match(chr(code).lower()) is None}
_PIECE = re.compile(rf"\S{{1,{LONGEST_WORD}}}")
_UNSPACED = re.compile(
    "["
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f\u1780-\u17ff"  # Burmese, Khmer
    "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\uac00-\ud7af"  # Hangul, kana
    "\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # ideographs
    "]+"
)
_LEFT_OUT = re.compile(
    "[\u00ad\u0640\u200c\u200d\ufe00-\ufe0f"  # joiners, soft hyphens, variation selectors
    "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"  # accents
    "\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed"  # points of Hebrew and Arabic
    "\U0001f3fb-\U0001f3ff]"  # tones of skin
)
_WITHOUT_STROKE = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
)


class Span(NamedTuple):
    """A word of a text, and for each of its characters the place in the text where it came from."""

    word: str
    places: Sequence[int]

    @property
    def end(self) -> int:
        return self.places[-1] + 1


def fold(text: str) -> str:
    """The words of the text, in their order, with a space between them."""
    if text.isascii():
        if len(text) <= LONGEST_WORD:
            return " ".join(_PLAIN.findall(text.lower()))
        words = text.lower().translate(_PLAIN_ALONE).split()
        if max(map(len, words), default=0) > LONGEST_WORD:
            words = _PIECE.findall(" ".join(words))
        return " ".join(words)
    folded = unicodedata.normalize("NFC", text).translate(_FOLDED)
    if _UNSPACED.search(folded) is None:
        return " ".join(_PIECE.findall(folded))
    return " ".join(word for piece in folded.split() for word, _ in _placed_words(piece))


def is_unspaced(word: str) -> bool:
    """Whether it is of a script that is searched by pairs of characters."""
    return _UNSPACED.match(word) is not None


def parts(word: str) -> Iterator[str]:
    """The ends of a word; what begins one of them is a part of the word that leads to it.

    Pairs of an unspaced script are found by either character. Numbers, hashes and the like are found by
    their beginning alone: nobody looks for the middle of them, and each is met but once.
    """
    yield word
    if is_unspaced(word):
        yield from (word[start:] for start in range(1, len(word)))
    elif len(word) <= _LONGEST_FOUND_INSIDE and not any(map(str.isdigit, word)):
        yield from (word[start:] for start in range(1, len(word) - SHORTEST_INSIDE + 1))


def has_part(word: str, part: str) -> bool:
    """Whether the part leads to the word."""
    return word.startswith(part) or (part in word and any(end.startswith(part) for end in parts(word)))


def folds_away(char: str) -> bool:
    """Whether it is an accent or the like, which belongs to the character before it."""
    return not _FOLDED[ord(char)]


def spans(text: str) -> Iterator[Span]:
    """The words of `fold`, with their places. The text must be in the form NFC."""
    if text.isascii():
        for found in _PLAIN.finditer(text.lower()):
            for word, start in _pieces(found[0], 0, len(found[0])):
                at = found.start() + start
                yield Span(word, range(at, at + len(word)))
        return
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for part in _FOLDED[ord(char)]:
            if part != " ":
                folded.append(part)
                places.append(place)
                continue
            yield from _spans_of(folded, places)
            folded, places = [], []
    yield from _spans_of(folded, places)


def _spans_of(folded: list[str], places: list[int]) -> Iterator[Span]:
    for word, start in _placed_words("".join(folded)):
        yield Span(word, tuple(places[start : start + len(word)]))


def _placed_words(piece: str) -> Iterator[tuple[str, int]]:
    done = 0
    for run in _UNSPACED.finditer(piece):
        yield from _pieces(piece, done, run.start())
        done = run.end()
        if done - run.start() == 1:
            yield run[0], run.start()
        for start in range(run.start(), done - 1):
            yield piece[start : start + 2], start
    yield from _pieces(piece, done, len(piece))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    for at in range(start, end, LONGEST_WORD):
        yield text[at : min(at + LONGEST_WORD, end)], at


class _Folded(dict[int, str]):
    """What becomes of each character: nothing, a space, a symbol between spaces, or letters."""

    def __missing__(self, code: int) -> str:
        simple = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", chr(code)).casefold())
        kept = unicodedata.normalize("NFC", _LEFT_OUT.sub("", simple)).translate(_WITHOUT_STROKE)
        folded = self[code] = "".join(map(_sorted_out, kept))
        return folded


_FOLDED = _Folded()


def _sorted_out(char: str) -> str:
    category = unicodedata.category(char)
    if category == "So":
        return f" {char} "
    return char if category[0] in "LNM" else " "
