"""Copies of the two databases, of one moment, while they are written to."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from chat_app.launcher.commands.command import Failed
from chat_app.settings import Settings
from chat_app.storage.files import sync_path

_FILES = "SELECT id, variants FROM files ORDER BY id"
_REVISION = "SELECT version_num FROM alembic_version"
_PAGES = 4096
"""How many pages are copied between two looks at how far it is: 16 MiB."""

Advance = Callable[[int, int], None]
"""Told how much of how much is done."""


class Copied(NamedTuple):
    """What the copy has: the revision of its tables, and a row of id and variants for each file."""

    schema_revision: str
    files: list[tuple[str, str]]


def files_now(settings: Settings) -> list[tuple[str, str]]:
    """The id and the variants of every file that there is at this moment.

    Raises:
        Failed: the database does not answer, or has never been used.
    """
    with _failing():
        if settings.database_url:
            with _connection(settings) as connection:
                return _rows(connection.execute(_FILES))
        with closing(_opened(settings.sqlite_path)) as connection:
            return _rows(connection.execute(_FILES))


def copy(settings: Settings, target: Path, advance: Advance) -> Copied:
    """Copies the database into a new file, as it is at one moment; whoever writes to it goes on.

    Raises:
        Failed: it does not answer, is damaged, or its program is not there.
    """
    with _failing():
        copied = _dump(settings, target) if settings.database_url else _copy(settings, target, advance)
    sync_path(target)
    return copied


def _copy(settings: Settings, target: Path, advance: Advance) -> Copied:
    def told(_status: int, remaining: int, total: int) -> None:
        advance(total - remaining, total)

    with closing(_opened(settings.sqlite_path)) as live, closing(_opened(target, "rwc")) as copied:
        # One snapshot for all of it: what others commit meanwhile does not make it begin anew.
        live.execute("BEGIN")
        live.execute(_REVISION).fetchall()
        live.backup(copied, pages=_PAGES, progress=told)
        live.execute("ROLLBACK")
        copied.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        if (said := copied.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
            raise Failed(f"The database is damaged, and so would be the back-up: {said}")
        return Copied(copied.execute(_REVISION).fetchone()[0], _rows(copied.execute(_FILES)))


def _dump(settings: Settings, target: Path) -> Copied:
    with _connection(settings) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot = connection.execute("SELECT pg_export_snapshot()").fetchall()[0][0]
        _run("pg_dump", settings, "--format=custom", f"--snapshot={snapshot}", f"--file={target}")
        revision = connection.execute(_REVISION).fetchall()[0][0]
        return Copied(revision, _rows(connection.execute(_FILES)))


def is_empty(settings: Settings) -> bool:
    """Whether there is nothing in the database yet.

    Raises:
        Failed: PostgreSQL does not answer.
    """
    if not settings.database_url:
        path = settings.sqlite_path
        # What SQLite left beside a database that is gone, it would take for a part of the next one.
        return not any(path.with_name(path.name + end).exists() for end in ("", "-wal", "-shm", "-journal"))
    with _failing(), _connection(settings) as connection:
        tables = "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"
        return connection.execute(tables).fetchone() is None


def put_back(settings: Settings, source: Path) -> None:
    """Fills the empty database of the settings; a file for SQLite is moved there.

    Raises:
        Failed: it could not be filled, and is as empty as it was.
    """
    if settings.database_url:
        # One transaction: all of it, or nothing.
        _run("pg_restore", settings, "--single-transaction", "--exit-on-error", source)
    else:
        source.replace(settings.sqlite_path)
        sync_path(settings.data_dir)


def _run(program: str, settings: Settings, *arguments: str | Path) -> None:
    """One of PostgreSQL's own programs; the password goes by the environment, where nobody can read it."""
    found = shutil.which(program)
    if found is None:
        raise Failed(
            f"{program} is not there: install PostgreSQL's client programs, as new as its server or newer "
            "(Debian: apt install postgresql-client)."
        )
    where = conninfo_to_dict(_conninfo(settings))
    password = where.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(
        [
            *(found, "--no-owner", "--no-privileges", "--no-password"),
            *("--dbname", make_conninfo("", **where)),
            *arguments,
        ],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Failed(f"{program} failed: {done.stderr.strip() or f'status {done.returncode}'}")


@contextmanager
def _connection(settings: Settings) -> Iterator[psycopg.Connection]:
    """Without the product's bounds on how long a statement may take."""
    with psycopg.connect(_conninfo(settings), connect_timeout=5) as connection:
        yield connection


def _conninfo(settings: Settings) -> str:
    return (settings.database_url or "").replace("postgresql+psycopg://", "postgresql://", 1)


def _opened(path: Path, mode: str = "rw") -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=10
    )


def _rows(rows: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(rows)


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, psycopg.Error) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise Failed(f"The database cannot be copied: {lines[0]}") from None
