"""Brings a database up to what the code expects, once, however many workers start together."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum, auto
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from chat_app.db import engines
from chat_app.db.watch import answers, conninfo, is_cut
from chat_app.errors import DatabaseAway, StartError
from chat_app.settings import Settings

_LOCK = 0x5061726C6579  # "Parley": the key of PostgreSQL's advisory lock


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config


class Schema(Enum):
    """How the tables of a database compare with what the code expects."""

    CURRENT = auto()
    EMPTY = auto()
    OLD = auto()
    UNKNOWN = auto()


def schema_of(connection: Connection) -> Schema:
    """Only looks."""
    script = ScriptDirectory.from_config(_config())
    current = MigrationContext.configure(connection).get_current_revision()
    if current == script.get_current_head():
        return Schema.CURRENT
    if current is None:
        return Schema.EMPTY
    return Schema.OLD if knows(current) else Schema.UNKNOWN


def knows(revision: str) -> bool:
    """Whether tables of this revision can be used, perhaps after a migration."""
    script = ScriptDirectory.from_config(_config())
    return revision in {one.revision for one in script.walk_revisions()}


def migrate(settings: Settings, to: str = "head") -> None:
    """Runs the missing migrations, up to a revision.

    Raises:
        DatabaseAway: the database cannot be reached.
        StartError: it does not let us in, or is newer than the code.
    """
    for is_last in (False, True):
        try:
            _migrate(settings, to)
            return
        except DBAPIError as error:
            url = settings.database_url
            where = "CHAT_DATABASE_URL" if url else f"CHAT_DATA_DIR ({settings.sqlite_path})"
            line = f"The database does not answer, see {where}: {_reason(error)}"
            if url and is_cut(error):
                if not answers(conninfo(engines.writing_engine(settings))):
                    raise DatabaseAway(line) from None
                if not is_last:
                    continue  # it may have come up since, which is another thing than to be refused
            raise StartError(line) from None


def _migrate(settings: Settings, to: str) -> None:
    with _locked(settings) as connection:
        match schema_of(connection):
            case Schema.CURRENT:
                return
            case Schema.UNKNOWN:
                current = MigrationContext.configure(connection).get_current_revision()
                raise StartError(
                    f"The database is newer than this version of Parley (its schema is {current}): "
                    "start the version that wrote it, or a later one."
                )
            case Schema.EMPTY | Schema.OLD:
                config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)


def _reason(error: DBAPIError) -> str:
    return str(error.orig).strip().splitlines()[0] if error.orig else str(error)


@contextmanager
def _locked(settings: Settings) -> Iterator[Connection]:
    """A connection in a transaction that nobody else who migrates has at the same time."""
    if settings.database_url:
        with _begun(settings) as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
        return
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / "migrate.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with _begun(settings) as connection:
            yield connection


@contextmanager
def _begun(settings: Settings) -> Iterator[Connection]:
    engine = engines.writing_engine(settings, idle=engines.PATIENT_IDLE)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()
