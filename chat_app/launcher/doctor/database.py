"""The database: there, new enough, of this version, and ready to be written to."""

import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from chat_app.db import engines
from chat_app.db.migrate import Schema, schema_of
from chat_app.launcher.doctor.clock import compared
from chat_app.launcher.doctor.finding import Finding, ok, problem, warning
from chat_app.settings import Settings

_OLDEST = 15
_SLOW = 0.02
_FOR_OTHERS = 10
"""Connections that backups, people and other programs want."""
_IN_MEMORY = frozenset({"tmpfs", "ramfs"})
_OVER_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "fuse.s3fs", "ceph"})


def check(settings: Settings) -> Iterator[Finding]:
    if settings.database_url:
        yield from _postgres(settings)
    else:
        yield from _sqlite(settings)


def _postgres(settings: Settings) -> Iterator[Finding]:
    url = urlsplit(settings.database_url or "")
    where = f"at {url.hostname or 'the local socket'}"
    engine = engines.writing_engine(settings)
    try:
        with engine.connect() as connection:
            start = time.perf_counter()
            connection.execute(text("SELECT 1"))
            took = time.perf_counter() - start
            version: str = connection.execute(text("SHOW server_version")).scalar_one()
            number = int(connection.execute(text("SHOW server_version_num")).scalar_one()) // 10_000
            said = f"PostgreSQL {version.split(maxsplit=1)[0]} {where} answers in {took * 1000:.1f} ms."
            if number < _OLDEST:
                yield problem("database", said, f"Parley needs PostgreSQL {_OLDEST} or newer.")
            elif took > _SLOW:
                advice = "Put the database nearer: every message waits for it several times."
                yield warning("database", said, advice)
            else:
                yield ok("database", said)
            yield from _is_written(connection, temporary="TEMPORARY")
            yield from _schema(connection)
            yield from _connections(settings, connection)
            theirs = float(
                connection.execute(text("SELECT extract(epoch FROM clock_timestamp())")).scalar_one()
            )
            yield compared("the database's", time.time() - theirs)
    except SQLAlchemyError as error:
        advice = "See CHAT_DATABASE_URL: is the server running, and are host, user, password and name right?"
        yield problem("database", f"PostgreSQL {where} does not answer: {_reason(error)}", advice)
    finally:
        engine.dispose()


def _sqlite(settings: Settings) -> Iterator[Finding]:
    yield from _file_system(settings.data_dir)
    path = settings.sqlite_path
    if not path.exists():
        advice = "Nothing, if this is new; else look whether CHAT_DATA_DIR is the right one."
        yield warning("database", f"{path} is not there yet: the first start makes it.", advice)
        return
    engine = engines.writing_engine(settings)
    try:
        with engine.connect() as connection:
            version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
            yield ok("database", f"SQLite {version}, {path}, {path.stat().st_size / 2**20:,.1f} MiB.")
            yield from _is_written(connection, temporary="")
            yield from _schema(connection)
    except (SQLAlchemyError, sqlite3.Error) as error:
        advice = f"May this user write {path} and its folder, and is it a database of Parley's?"
        yield problem("database", f"{path} cannot be used: {_reason(error)}", advice)
    finally:
        engine.dispose()


def _file_system(folder: Path) -> Iterator[Finding]:
    kind = file_system_of(folder)
    if kind in _IN_MEMORY:
        advice = "Let CHAT_DATA_DIR be on a disk."
        yield warning("database", f"{folder} is in memory ({kind}): everything is lost at a restart.", advice)
    elif kind in _OVER_NETWORK:
        advice = "Let CHAT_DATA_DIR be on a disk of this machine, or use PostgreSQL (CHAT_DATABASE_URL)."
        yield problem("database", f"{folder} is on a network ({kind}), where SQLite is not safe.", advice)


def file_system_of(folder: Path) -> str:
    """What kind of file system it is on, where the system tells (Linux); else empty."""
    try:
        mounts = Path("/proc/self/mounts").read_text().splitlines()
    except OSError:
        return ""
    wanted = str(folder.absolute())
    found, kind = "", ""
    for line in mounts:
        _, point, this_kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        is_above = wanted == point or wanted.startswith(point.rstrip("/") + "/")
        if is_above and len(point) >= len(found):
            found, kind = point, this_kind
    return kind


def _is_written(connection: Connection, *, temporary: str) -> Iterator[Finding]:
    """Makes a table and takes it back."""
    try:
        connection.execute(text(f"CREATE {temporary} TABLE parley_doctor (looked INTEGER)"))
        connection.execute(text("INSERT INTO parley_doctor VALUES (1)"))
    except SQLAlchemyError as error:
        advice = "Is it a read-only copy, is its disk full, or may this user only read?"
        yield problem("database", f"It cannot be written to: {_reason(error)}", advice)
    finally:
        connection.rollback()


def _schema(connection: Connection) -> Iterator[Finding]:
    match schema_of(connection):
        case Schema.CURRENT:
            yield ok("database", "Its tables are of this version.")
        case Schema.EMPTY:
            yield warning("database", "It has no tables yet.", "The next start makes them, or `migrate`.")
        case Schema.OLD:
            yield warning(
                "database",
                "Its tables are of an earlier version.",
                "The next start brings them up, or `migrate`.",
            )
        case Schema.UNKNOWN:
            advice = "Start the version that wrote it, or a later one."
            yield problem("database", "Its tables are of a newer version than this program.", advice)


def _connections(settings: Settings, connection: Connection) -> Iterator[Finding]:
    allowed = int(connection.execute(text("SHOW max_connections")).scalar_one())
    wanted = settings.workers * (settings.database_pool_size + 1)
    if wanted + _FOR_OTHERS > allowed:
        said = f"It allows {allowed} connections, and this machine alone may want {wanted}."
        advice = "Raise max_connections, or lower CHAT_DATABASE_POOL_SIZE."
        yield warning("database", said, advice)


def _reason(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    lines = str(original).strip().splitlines() or [type(original).__name__]
    return lines[0]
