"""What a search result shows of its message."""

import re
import unicodedata
from html import unescape

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chat_app.models.folding import fold
from chat_app.services.search_excerpt import LENGTH, highlight
from chat_app.services.search_query import Term

WORDS = (
    "soup",
    "Café",
    "cafe\u0301",
    "ǅ",
    "Straße",
    "İstanbul",
    "東京タワー",
    "ปลา",
    "🍲",
    "12345",
    "ﬁsh",
    "x" * 70,
)
MARKS = (
    "<b>",
    "&amp;",
    "**bold**",
    "`code`",
    "[a](https://example.org/soup)",
    "\n\n",
    " ",
    "-",
    "'",
    "\u200d",
)
PIECES = st.sampled_from(WORDS + MARKS)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=80)
"""Of what a message may be made of: NUL and halves of letters are refused."""
BODIES = st.one_of(TEXT, st.lists(PIECES, max_size=40).map("".join), st.lists(PIECES).map(" ".join))


@st.composite
def looked_for(draw: st.DrawFn) -> tuple[str, Term]:
    """A body, and words out of it as somebody may write them."""
    body = draw(BODIES)
    words = fold(body).split()
    assume(words)
    first = draw(st.integers(0, len(words) - 1))
    chosen = words[first : first + draw(st.integers(1, 3))]
    if draw(st.booleans()):
        return body, Term(tuple(chosen), phrase=True)
    last = chosen[-1]
    return body, Term((*chosen[:-1], last[: draw(st.integers(1, len(last)))]))


@settings(deadline=None)
@given(looked_for())
def test_whatever_is_found_shows_where_it_was_found(found: tuple[str, Term]) -> None:
    body, term = found
    assume(term.is_in(fold(body)))
    assert "<mark>" in highlight(body, [term])


@settings(deadline=None)
@given(looked_for())
def test_it_is_a_part_of_the_message_with_marks_and_nothing_else(found: tuple[str, Term]) -> None:
    body, term = found
    shown = highlight(body, [term])
    assert re.fullmatch(r"([^<>]|<mark>[^<>]+</mark>)*", shown)
    plain = unescape(shown.replace("<mark>", "").replace("</mark>", ""))
    assert len(plain) <= LENGTH + 2
    there = iter(unicodedata.normalize("NFC", body))
    assert all(char in there for char in plain.strip("… ") if not char.isspace()), "in their order"


@given(BODIES)
def test_without_words_it_is_how_the_message_begins(body: str) -> None:
    assert "<mark>" not in highlight(body, [])
