"""Keeps what search looks through in step with the messages, in the transaction of each change."""

from collections.abc import Iterable, Mapping
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, RootTransaction, delete, update
from sqlmodel import Session, col

from chat_app.db.prepared import KeyedInsert, KeyedSelect, Many
from chat_app.models import SearchEntry
from chat_app.models.folding import fold, parts

_MOST_KNOWN = 100_000

_INSERT_ENTRY = Many(
    "INSERT INTO search_entries (message_id, conversation_id, author_id, at, has_link, words)"
    " VALUES ({}, {}, {}, {}, {}, {})"
)
# OFFSET keeps PostgreSQL from reading all words at once, as it would where it knows nothing of the table yet.
_STORED = KeyedSelect(
    """
    SELECT {k0} AS word FROM {keys}
    WHERE EXISTS (SELECT 1 FROM search_words w WHERE w.part = {k0} AND w.word = {k0} LIMIT 1 OFFSET 0)
    """
)
_LEARN = KeyedInsert("INSERT INTO search_words (part, word) SELECT {k0}, {k1} FROM {keys} WHERE true")


def has_link(html: str) -> bool:
    return "<a " in html


def words_with_files(words: str, files: Iterable[Mapping[str, Any]]) -> str:
    """A message is found by the names of its files too."""
    return " ".join(filter(None, (words, *(fold(file["name"]) for file in files))))


def add(session: Session, entries: Iterable[tuple[dict[str, Any], str]]) -> None:
    """New messages: the row of each, and its folded body."""
    rows = [
        (
            message["id"],
            message["conversation_id"],
            message["author_id"],
            message["created_at"],
            has_link(message["html"]),
            words,
        )
        for message, words in entries
    ]
    _INSERT_ENTRY.run(session, rows)
    _learn(session, {word for row in rows for word in row[-1].split()})


def change(session: Session, message_id: str, html: str, words: str) -> None:
    """An edited message is found by its new words only."""
    statement = update(SearchEntry).where(col(SearchEntry.message_id) == message_id)
    session.connection().execute(statement.values(has_link=has_link(html), words=words))
    _learn(session, set(words.split()))


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


def _learn(session: Session, words: set[str]) -> None:
    """Only a worker's writer comes here, one transaction after the other."""
    connection = session.connection()
    known = _known.setdefault(connection.engine, _Known())
    words = words - known.words
    if not words:
        return
    present = {row.word for row in _STORED.rows(session, [(word,) for word in words])}
    transaction = connection.get_transaction()
    known.seen(transaction if isinstance(transaction, RootTransaction) else None, present)
    # In one order everywhere, so that workers who store the same words do not wait for each other in turn.
    missing = sorted(words - present)
    _LEARN.run(session, sorted((part, word) for word in missing for part in parts(word)))
    known.stored(missing)
