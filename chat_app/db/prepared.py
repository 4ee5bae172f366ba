"""Statements of the hot path, handed to the drivers as they take them.

SQLAlchemy's work on each statement, row and list of parameters was more than half of the writer's time.
Here a ready text and one parameter go to the driver itself; everything off the hot path stays with
SQLAlchemy. Rows are stored by one statement, however many they are: PostgreSQL reads them from one JSON
parameter, SQLite's driver repeats the statement in C.
"""
# The drivers are told apart by their dialect, not by their types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUntypedNamedTuple=false

from collections import namedtuple
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

import orjson
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Found = Any
"""A named tuple of what a statement selects."""

_KEYS = {
    "sqlite": ("json_each(?) AS k", "json_extract(k.value, '$[{}]')", ""),
    "postgresql": (
        "json_array_elements(CAST(%s AS json)) AS k(value)",
        "k.value ->> {}",
        "FOR NO KEY UPDATE OF {}",
    ),
}
"""The keys, one of them, and the lock: one that lets others write rows that refer to these, as `LOCKED`."""


def allow_generic_plans(session: Session) -> None:
    """For the rest of a reading transaction PostgreSQL may use one plan for all values of a statement.

    Good where rows are found by their keys; what is searched for needs a plan of its own.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL plan_cache_mode = auto")


_PIPELINE = "parley.pipeline"
_SEVERAL = "several statements"


def together(session: Session) -> None:
    """What is asked and stored from here on goes to PostgreSQL at once: one round trip in place of one each.

    It goes when an answer is looked at, with the commit, or before a statement that is not of this module;
    what fails is raised there.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql" and _PIPELINE not in connection.info:
        pipeline = ExitStack()
        with _as_sqlalchemy_says(connection, _SEVERAL):
            pipeline.enter_context(_driver(connection).pipeline())
        connection.info[_PIPELINE] = pipeline


def allow_together(engine: Engine) -> None:
    """Sees to it that on the connections of this engine, of PostgreSQL, `together` ends where it has to."""
    event.listen(engine, "before_cursor_execute", _end_before)
    event.listen(engine, "commit", _commit)
    event.listen(engine, "rollback", _give_up)


def _end_before(connection: Connection, *_statement: object) -> None:
    _end(connection)


def _commit(connection: Connection) -> None:
    _end(connection, "COMMIT")


def _end(connection: Connection, last: str = "") -> None:
    """Waits for what goes together, with a last statement behind it."""
    pipeline: ExitStack | None = connection.info.pop(_PIPELINE, None)
    if pipeline is not None:
        with _as_sqlalchemy_says(connection, last or _SEVERAL), pipeline:
            if last:
                _driver(connection).execute(last, prepare=False)


def _give_up(connection: Connection) -> None:
    """What is undone need not be waited for, nor told why."""
    if not connection.invalidated:
        with suppress(DBAPIError):
            _end(connection)


class Answer:
    """Rows that were asked for, and may be on their way yet."""

    def __init__(self, fetch: Callable[[], list[Found]]) -> None:
        self._fetch = fetch

    def rows(self) -> list[Found]:
        """Waits for them. To be called once."""
        return self._fetch()


class KeyedSelect:
    """Finds rows by many composite keys, with a text that does not depend on how many.

    The keys travel as one JSON parameter. `(a, b) IN (VALUES …)` reads well and makes SQLite scan the
    whole table; joining from the keys to the table uses its index on both databases.

    In the template stand `{keys}`, what to join from, `{k0}`, `{k1}` … for the parts of a key, and
    `{lock}` at its end, which locks the rows of the alias `locked` where there are row locks.
    """

    def __init__(self, template: str, *, locked: str = "") -> None:
        self._texts: dict[str, str] = {}
        self._make_row: Any = None
        for dialect, (keys, part, lock) in _KEYS.items():
            parts = {f"k{n}": part.format(n) for n in range(4)}
            self._texts[dialect] = template.format(
                keys=keys, lock=lock.format(locked) if locked else "", **parts
            )

    def rows(self, session: Session, keys: Collection[Sequence[str]]) -> list[Found]:
        """The rows that have one of the keys."""
        return self.ask(session, keys).rows()

    def ask(self, session: Session, keys: Collection[Sequence[str]]) -> Answer:
        """The same, to be waited for later, where several are asked `together`."""
        if not keys:
            return Answer(list)
        connection = session.connection()
        fetch = partial(self._fetch, connection, self._execute(connection, keys))
        if connection.dialect.name == "postgresql":
            return Answer(fetch)
        rows = fetch()  # SQLite looks for them as they are fetched, and what comes next may change them
        return Answer(lambda: rows)

    def _fetch(self, connection: Connection, cursor: Any) -> list[Found]:
        with _as_sqlalchemy_says(connection, self._texts[connection.dialect.name]):
            found = cursor.fetchall()
            if self._make_row is None:
                columns = [column[0] for column in cursor.description]
                self._make_row = namedtuple("Found", columns)._make  # noqa: PYI024  (the statement's names)
            return list(map(self._make_row, found))

    def _execute(self, connection: Connection, keys: Collection[Sequence[str]]) -> Any:
        return _execute(connection, self._texts, orjson.dumps(list(keys)).decode())


class KeyedChange(KeyedSelect):
    """Changes what is found by its keys: an INSERT that selects from `{keys}`, an UPDATE or a DELETE."""

    def run(self, session: Session | Connection, keys: Collection[Sequence[str]]) -> None:
        """Does it, in the order of the keys."""
        if keys:
            self._execute(session if isinstance(session, Connection) else session.connection(), keys)


class Insert:
    """Stores rows in a table; `or_ignore` leaves alone those that are there already."""

    def __init__(self, table: str, *columns: str, or_ignore: bool = False) -> None:
        names, ending = ", ".join(columns), " ON CONFLICT DO NOTHING" if or_ignore else ""
        marks = ", ".join(f":{name}" for name in columns)
        self._texts = {
            "sqlite": f"INSERT INTO {table} ({names}) VALUES ({marks}){ending}",  # noqa: S608
            "postgresql": f"INSERT INTO {table} ({names}) SELECT {names} FROM {_rows_of(table)}{ending}",  # noqa: S608
        }

    def run(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Stores them in their order. Each has a value for every column."""
        _store(session, self._texts, rows)


class Update:
    """Gives rows of a table, found by the columns of their `key`, other values.

    On PostgreSQL they are locked in the order in which they are given, as the writer's connections know
    no other join than one row after the other.
    """

    def __init__(self, table: str, *columns: str, key: Sequence[str]) -> None:
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        here = " AND ".join(f"{name} = :{name}" for name in key)
        taken = ", ".join(f"{name} = k.{name}" for name in columns)
        same = " AND ".join(f"t.{name} = k.{name}" for name in key)
        self._texts = {
            "sqlite": f"UPDATE {table} SET {changes} WHERE {here}",  # noqa: S608
            "postgresql": f"UPDATE {table} AS t SET {taken} FROM {_rows_of(table)} AS k WHERE {same}",  # noqa: S608
        }

    def run(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
        """Each has its key and a value for every column that changes."""
        _store(session, self._texts, rows)


def _rows_of(table: str) -> str:
    return f"json_populate_recordset(CAST(NULL AS {table}), CAST(%s AS json))"


def _store(session: Session, texts: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _execute(connection, texts, orjson.dumps(rows).decode())
        return
    with _as_sqlalchemy_says(connection, texts["sqlite"]):
        _driver(connection).executemany(texts["sqlite"], rows)


def _execute(connection: Connection, texts: Mapping[str, str], parameter: str) -> Any:
    """The driver's cursor."""
    text = texts[connection.dialect.name]
    with _as_sqlalchemy_says(connection, text):
        return _driver(connection).execute(text, (parameter,))


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


@contextmanager
def _as_sqlalchemy_says(connection: Connection, statement: str) -> Generator[None]:
    """What the driver raises comes as from SQLAlchemy, and a connection that is lost is given up."""
    errors: Any = connection.dialect.loaded_dbapi.Error
    try:
        yield
    except errors as error:
        is_lost = connection.dialect.is_disconnect(error, _driver(connection), None)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            statement, None, error, errors, connection_invalidated=is_lost, dialect=connection.dialect
        ) from error
