"""What a result shows of its message: the place where it matches, as HTML that is safe to put into a page."""

import unicodedata
from collections.abc import Iterator, Sequence
from html import escape

from chat_app.models.folding import Span, folds_away, has_part, spans
from chat_app.services.markdown import excerpt
from chat_app.services.search_query import Term

LENGTH = 200
_BEFORE = 60
_LONGEST_LOOKED_AT = 20_000


def highlight(body: str, terms: Sequence[Term]) -> str:
    """About 200 characters around the first match, escaped, each match in `<mark>`."""
    for text in (excerpt(body, _LONGEST_LOOKED_AT), " ".join(body.split())):
        line = unicodedata.normalize("NFC", text)
        if (marks := _marks(line, terms)) or not terms:
            return _cut(line, marks)
    return _cut(unicodedata.normalize("NFC", excerpt(body, _LONGEST_LOOKED_AT)), [])


def _marks(line: str, terms: Sequence[Term]) -> list[tuple[int, int]]:
    """Where it matches, in order, none touching the next."""
    words = list(spans(line)) if terms else []
    marks: list[tuple[int, int]] = []
    for start, end in sorted(found for term in terms for found in _found(line, words, term)):
        if marks and start <= marks[-1][1]:
            marks[-1] = marks[-1][0], max(end, marks[-1][1])
        else:
            marks.append((start, end))
    return marks


def _found(line: str, words: Sequence[Span], term: Term) -> Iterator[tuple[int, int]]:
    first, count = term.words[0], len(term.words)
    for index, span in enumerate(words):
        if count == 1 and not term.phrase:
            at = span.word.find(first)
            if at == 0 or (at > 0 and term.may_be_inside and has_part(span.word, first)):
                yield span.places[at], _end(line, span.places[at + len(first) - 1])
        elif _follows(words[index : index + count], term):
            last = words[index + count - 1]
            yield span.places[0], _end(line, last.places[len(term.words[-1]) - 1])


def _follows(there: Sequence[Span], term: Term) -> bool:
    if len(there) < len(term.words) or any(
        span.word != word for span, word in zip(there[:-1], term.words[:-1], strict=True)
    ):
        return False
    last, wanted = there[-1].word, term.words[-1]
    return last == wanted if term.phrase else last.startswith(wanted)


def _end(line: str, place: int) -> int:
    """Behind the character, and behind the accents and joiners that belong to it."""
    place += 1
    while place < len(line) and folds_away(line[place]):
        place += 1
    return place


def _cut(line: str, marks: Sequence[tuple[int, int]]) -> str:
    begin = max(0, marks[0][0] - _BEFORE) if marks and len(line) > LENGTH else 0
    if begin:
        blank = line.find(" ", begin, marks[0][0])
        begin = begin if blank < 0 else blank + 1
    finish = min(len(line), begin + LENGTH)
    if finish < len(line):
        blank = line.rfind(" ", begin + LENGTH // 2, finish)
        finish = finish if blank < 0 else blank
    pieces = ["…" if begin else ""]
    at = begin
    for start, end in marks:
        if start >= finish:
            break
        pieces += [escape(line[at:start]), "<mark>", escape(line[start : min(end, finish)]), "</mark>"]
        at = min(end, finish)
    pieces += [escape(line[at:finish]), "…" if finish < len(line) else ""]
    return "".join(pieces)
