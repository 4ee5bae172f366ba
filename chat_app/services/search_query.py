"""What somebody typed into the search field, understood.

Words are looked for anywhere in a message, in any order; `"a phrase"` word for word, `-word` not at all.
`from:`, `in:`, `has:`, `is:`, `before:` and `after:` narrow it down. Whatever else has a colon in it is
just text.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from chat_app.errors import Invalid
from chat_app.models.clock import from_iso, now
from chat_app.models.folding import SHORTEST_INSIDE, fold, has_part, is_unspaced

LONGEST = 1_000
MOST_TERMS = 50

HAS = frozenset({"file", "image", "link", "reaction"})
_PIECE = re.compile(
    r"""
    (?P<minus>(?<!\S)-)?
    (?: (?P<operator>from|in|has|is|before|after):(?: "(?P<quoted>[^"]*)"? | (?P<value>\S*) )
      | "(?P<phrase>[^"]*)(?P<closed>"?)
      | (?P<text>[^\s"]+)
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTES = str.maketrans("“”„«»", '"' * 5)


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand next to each other. One alone may be a part of a word, the last of several its
    beginning, unless they are a `phrase`: then they are whole."""

    words: tuple[str, ...]
    phrase: bool = False

    @property
    def needle(self) -> str:
        """Stands in the words of each message that matches, with a space before and after them."""
        joined = " ".join(self.words)
        if self.phrase:
            return f" {joined} "
        return joined if self.may_be_inside else f" {joined}"

    @property
    def may_be_inside(self) -> bool:
        return (
            not self.phrase
            and len(self.words) == 1
            and (len(self.words[0]) >= SHORTEST_INSIDE or is_unspaced(self.words[0]))
        )

    def is_in(self, words: str) -> bool:
        """Whether a message with these folded words matches."""
        if self.needle not in f" {words} ":
            return False
        return not self.may_be_inside or any(has_part(word, self.words[0]) for word in words.split())


@dataclass(slots=True)
class Query:
    """Everything in it must be true of a message. Times are in milliseconds, `before` exclusive."""

    wanted: list[Term] = field(default_factory=list[Term])
    unwanted: list[Term] = field(default_factory=list[Term])
    people: list[str] = field(default_factory=list[str])
    places: list[str] = field(default_factory=list[str])
    has: set[str] = field(default_factory=set[str])
    pinned: bool = False
    before: int | None = None
    after: int | None = None

    @property
    def is_empty(self) -> bool:
        return self == Query()

    def fits(self, words: str) -> bool:
        """Whether the folded words of a message are as wanted."""
        return all(term.is_in(words) for term in self.wanted) and not any(
            term.is_in(words) for term in self.unwanted
        )


def parse(q: str, zone: tzinfo = UTC) -> Query:
    """Days begin and end in the time zone given.

    Raises:
        Invalid: with a sentence for `q`.
    """
    if len(q) > LONGEST:
        raise _wrong(f"is longer than {LONGEST:,} characters")
    query = Query()
    for found in _PIECE.finditer(q.translate(_QUOTES)):
        if found["operator"] and not found["minus"]:
            quoted, plain = found["quoted"], found["value"]
            _narrow(query, found["operator"].lower(), (quoted if plain is None else plain).strip(), zone)
            continue
        text = found["phrase"] if found["phrase"] is not None else found[0].removeprefix(found["minus"] or "")
        words = tuple(fold(text).split())
        if words:
            terms = query.unwanted if found["minus"] else query.wanted
            terms.append(Term(words, phrase=bool(found["closed"])))
    if len(query.wanted) + len(query.unwanted) > MOST_TERMS:
        raise _wrong(f"has more than {MOST_TERMS} words")
    return query


def _narrow(query: Query, operator: str, value: str, zone: tzinfo) -> None:
    if operator == "from":
        query.people.append(_given(operator, value, "a name, such as from:ada").removeprefix("@"))
    elif operator == "in":
        query.places.append(_given(operator, value, "a conversation, such as in:garden").removeprefix("#"))
    elif operator == "has":
        if value.lower() not in HAS:
            raise _wrong("has: needs one of file, image, link and reaction")
        query.has.add(value.lower())
    elif operator == "is":
        if value.lower() != "pinned":
            raise _wrong("is: needs the word pinned")
        query.pinned = True
    elif operator == "before":
        at = _time(operator, value, zone)
        query.before = at if query.before is None else min(at, query.before)
    else:
        at = _time(operator, value, zone)
        query.after = at if query.after is None else max(at, query.after)


def _given(operator: str, value: str, what: str) -> str:
    if not value.strip("@#"):
        raise _wrong(f"{operator}: needs {what}")
    return value


def _time(operator: str, value: str, zone: tzinfo) -> int:
    """The beginning of a day, or a moment."""
    today = datetime.fromtimestamp(now() / 1000, zone).date()
    days = {"today": today, "yesterday": today - timedelta(days=1)}
    try:
        if (day := days.get(value.lower())) is None:
            if "T" in value.upper():
                return from_iso(value.upper())
            day = datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no time zone)
        return from_iso(datetime.combine(day, time(), zone).isoformat())
    except (ValueError, OverflowError):
        raise _wrong(f"{operator}: needs a date, such as {operator}:2026-01-31") from None


def _wrong(why: str) -> Invalid:
    return Invalid(fields={"q": why})
