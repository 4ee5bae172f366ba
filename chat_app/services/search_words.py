"""From a part of a word to the words that have it."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from chat_app.models import SearchWord
from chat_app.models.folding import SHORTEST_INSIDE, is_unspaced
from chat_app.services.search_query import Term

MOST_WORDS = 1_000
"""A part of more words than this tells too little to be looked up."""

_AFTER_ALL = "\U0010ffff"


def to_look_up(session: Session, terms: Iterable[Term]) -> list[Sequence[str]] | None:
    """What the index is to be asked: one of the words of each group has to be there.

    None where nothing can match, as nobody ever wrote such a word; empty where the terms are too common.
    """
    groups: list[Sequence[str]] = []
    for term in terms:
        groups += [[word] for word in term.words[:-1]]
        last = [term.words[-1]] if term.phrase else words_with(session, term.words[-1], len(term.words) == 1)
        if not last:
            return None
        if len(last) <= MOST_WORDS:
            groups.append(last)
    return groups


def words_with(session: Session, part: str, inside: bool) -> Sequence[str]:
    """The words that begin with the part, or have it `inside` too; one more than `MOST_WORDS` at most."""
    found = select(col(SearchWord.word)).where(
        col(SearchWord.part) >= part, col(SearchWord.part) < part + _AFTER_ALL
    )
    if not inside or (len(part) < SHORTEST_INSIDE and not is_unspaced(part)):
        found = found.where(col(SearchWord.part) == col(SearchWord.word))
    return session.scalars(found.distinct().limit(MOST_WORDS + 1)).all()


def fts(groups: Iterable[Sequence[str]]) -> str:
    """The question as FTS5 puts it. Words have no quotes in them."""
    return " AND ".join("(" + " OR ".join(f'"{word}"' for word in words) + ")" for words in groups)
