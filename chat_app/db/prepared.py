"""Statements of the hot path, as the drivers take them.

SQLAlchemy's work on each row and each list of parameters was half of the writer's time; these hand a
ready text and tuples to the driver. Everything off the hot path stays with SQLAlchemy.
"""

from collections.abc import Collection, Sequence
from typing import Any

import orjson
from sqlalchemy import CursorResult, Row
from sqlmodel import Session

_MARKS = {"sqlite": "?", "postgresql": "%s"}
_KEYS = {
    "sqlite": ("json_each(?) AS k", "json_extract(k.value, '$[{}]')", ""),
    "postgresql": ("json_array_elements(CAST(%s AS json)) AS k(value)", "k.value ->> {}", "FOR UPDATE OF {}"),
}


def allow_generic_plans(session: Session) -> None:
    """For the rest of a reading transaction PostgreSQL may use one plan for all values of a statement.

    Good where rows are found by their keys; what is searched for needs a plan of its own.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


class Many:
    """One statement for many tuples; `{}` stands for each parameter."""

    def __init__(self, template: str) -> None:
        count = template.count("{}")
        self._texts = {dialect: template.format(*[mark] * count) for dialect, mark in _MARKS.items()}

    def run(self, session: Session, tuples: Sequence[tuple[Any, ...]]) -> None:
        """Executes it for each tuple."""
        if tuples:
            connection = session.connection()
            connection.exec_driver_sql(self._texts[connection.dialect.name], list(tuples))


class KeyedSelect:
    """Finds rows by many composite keys, with a text that does not depend on how many.

    The keys travel as one JSON parameter. `(a, b) IN (VALUES …)` reads well and makes SQLite scan the
    whole table; joining from the keys to the table uses its index on both databases.

    In the template stand `{keys}`, what to join from, `{k0}`, `{k1}` … for the parts of a key, and
    `{lock}` at its end, which locks the rows of the alias `locked` where there are row locks.
    """

    def __init__(self, template: str, *, locked: str = "") -> None:
        self._texts: dict[str, str] = {}
        for dialect, (keys, part, lock) in _KEYS.items():
            parts = {f"k{n}": part.format(n) for n in range(4)}
            self._texts[dialect] = template.format(
                keys=keys, lock=lock.format(locked) if locked else "", **parts
            )

    def rows(self, session: Session, keys: Collection[Sequence[str]]) -> Sequence[Row[Any]]:
        """The rows that have one of the keys."""
        return self._execute(session, keys).all() if keys else ()

    def _execute(self, session: Session, keys: Collection[Sequence[str]]) -> CursorResult[Any]:
        connection = session.connection()
        parameter = orjson.dumps(list(keys)).decode()
        return connection.exec_driver_sql(self._texts[connection.dialect.name], (parameter,))


class KeyedInsert(KeyedSelect):
    """Stores many small rows of text by one statement, those that are there already left alone.

    The template is an INSERT that selects from `{keys}`, and ends with a WHERE.
    """

    def __init__(self, template: str) -> None:
        super().__init__(template + " ON CONFLICT DO NOTHING")

    def run(self, session: Session, keys: Collection[Sequence[str]]) -> None:
        """Stores them, in their order."""
        if keys:
            self._execute(session, keys)
