"""Keeps what search looks through in step with the messages, in the transaction of each change."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, RootTransaction, delete, update
from sqlmodel import Session, col

from chat_app.db.prepared import Answer, Insert, KeyedChange, KeyedSelect
from chat_app.models import SearchEntry
from chat_app.models.folding import fold, parts

_MOST_KNOWN = 100_000

_INSERT_ENTRY = Insert(
    "search_entries", "message_id", "conversation_id", "author_id", "at", "has_link", "words"
)
# OFFSET keeps PostgreSQL from reading all words at once, as it would where it knows nothing of the table yet.
_STORED = KeyedSelect(
    """
    SELECT {k0} AS word FROM {keys}
    WHERE EXISTS (SELECT 1 FROM search_words w WHERE w.part = {k0} AND w.word = {k0} LIMIT 1 OFFSET 0)
    """
)
_LEARN = KeyedChange(
    "INSERT INTO search_words (part, word) SELECT {k0}, {k1} FROM {keys} WHERE true ON CONFLICT DO NOTHING"
)


def has_link(html: str) -> bool:
    return "<a " in html


def words_with_files(words: str, files: Iterable[Mapping[str, Any]]) -> str:
    """A message is found by the names of its files too."""
    return " ".join(filter(None, (words, *(fold(file["name"]) for file in files))))


@dataclass(slots=True)
class Vocabulary:
    """Words that may be new, and which of them are stored."""

    words: set[str]
    answer: Answer
    stored: set[str] = field(default_factory=set[str])

    def read(self) -> "Vocabulary":
        """Itself, when `stored` is known."""
        self.stored = {row.word for row in self.answer.rows()}
        return self


def look_up(session: Session, words: set[str]) -> Vocabulary:
    """Asks for words that are about to be added; those that are known for certain are left out."""
    unknown = words - _known_of(session).words
    return Vocabulary(unknown, _STORED.ask(session, [(word,) for word in unknown]))


def add(session: Session, entries: Collection[tuple[dict[str, Any], str]], vocabulary: Vocabulary) -> None:
    """New messages: the row of each, and its folded body. Of their words the `vocabulary` has most."""
    rows = [
        {
            "message_id": message["id"],
            "conversation_id": message["conversation_id"],
            "author_id": message["author_id"],
            "at": message["created_at"],
            "has_link": has_link(message["html"]),
            "words": words,
        }
        for message, words in entries
    ]
    _INSERT_ENTRY.run(session, rows)
    _learn(session, {word for _, words in entries for word in words.split()}, vocabulary)


def change(session: Session, message_id: str, html: str, words: str) -> None:
    """An edited message is found by its new words only."""
    statement = update(SearchEntry).where(col(SearchEntry.message_id) == message_id)
    session.connection().execute(statement.values(has_link=has_link(html), words=words))
    written = set(words.split())
    _learn(session, written, look_up(session, written).read())


def remove(session: Session, message_id: str) -> None:
    """A deleted message is found no more."""
    session.connection().execute(delete(SearchEntry).where(col(SearchEntry.message_id) == message_id))


class _Known:
    """Words that are committed for certain, so that they need not be stored again.

    What one transaction has stored is known only once another one has seen it: the first may fail.
    """

    def __init__(self) -> None:
        self.words: set[str] = set()
        self._transaction: RootTransaction | None = None
        self._stored: set[str] = set()

    def seen(self, transaction: RootTransaction | None, words: Iterable[str]) -> None:
        if transaction is not self._transaction:
            self._transaction, self._stored = transaction, set()
        if len(self.words) > _MOST_KNOWN:
            self.words.clear()
        self.words.update(word for word in words if word not in self._stored)

    def stored(self, words: Iterable[str]) -> None:
        self._stored.update(words)


_known: WeakKeyDictionary[Engine, _Known] = WeakKeyDictionary()


def _known_of(session: Session) -> _Known:
    return _known.setdefault(session.connection().engine, _Known())


def _learn(session: Session, words: set[str], vocabulary: Vocabulary) -> None:
    """Only a worker's writer comes here, one transaction after the other."""
    known = _known_of(session)
    words = words - known.words
    if not words:
        return
    transaction = session.connection().get_transaction()
    known.seen(transaction if isinstance(transaction, RootTransaction) else None, vocabulary.stored)
    # In one order everywhere, so that workers who store the same words do not wait for each other in turn.
    missing = sorted(words - vocabulary.stored)
    _LEARN.run(session, sorted((part, word) for word in missing for part in parts(word)))
    known.stored(missing)
