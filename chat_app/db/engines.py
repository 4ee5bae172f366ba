"""Connections to SQLite or PostgreSQL."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event

from chat_app.db.prepared import allow_together
from chat_app.settings import Settings

SQLITE_READERS = 4
_BUSY_MS = 10_000
# To compile a plan takes longer than all but the slowest of our statements: 17 of 18 ms of one.
_OPTIONS = "-c statement_timeout=30000 -c jit=off"
PATIENT_IDLE = 60
WRITERS_IDLE = 5
"""Seconds that a transaction may do nothing. What a writer holds, all other workers wait for."""


def url_of(settings: Settings) -> str:
    return settings.database_url or f"sqlite:///{settings.sqlite_path}"


def writing_engine(settings: Settings, *, idle: int = WRITERS_IDLE) -> Engine:
    """For the one writer thread of a worker, whose transactions may do nothing for `idle` seconds."""
    if settings.database_url:
        # What is changed by keys is found, and locked, in the order of the keys (see `db.prepared`).
        return _postgres(
            settings,
            "-c enable_hashjoin=off -c enable_mergejoin=off",
            idle=idle,
            pool_size=2,
            isolation_level="READ COMMITTED",
        )
    return _sqlite(settings, begin="BEGIN IMMEDIATE", pool_size=1)


def reading_engine(settings: Settings) -> Engine:
    """For the reader threads of a worker: each transaction is one snapshot."""
    if settings.database_url:
        # A plan for each question: one for all of them took 300 ms where its own took 0.1.
        return _postgres(
            settings,
            "-c plan_cache_mode=force_custom_plan",
            idle=PATIENT_IDLE,
            pool_size=settings.database_pool_size,
            isolation_level="REPEATABLE READ",
        )
    return _sqlite(settings, begin="BEGIN", pool_size=SQLITE_READERS)


def _postgres(settings: Settings, *options: str, idle: int, pool_size: int, isolation_level: str) -> Engine:
    idle_option = f"-c idle_in_transaction_session_timeout={idle}s"
    engine = create_engine(
        url_of(settings),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_use_lifo=True,  # the connection that was used last has the most prepared
        pool_recycle=1800,
        pool_pre_ping=False,  # a round trip each time; a lost connection is replaced and the read tried again
        hide_parameters=True,  # an error is told in the log; what people wrote is not
        isolation_level=isolation_level,  # pyright: ignore[reportArgumentType]
        connect_args={
            "connect_timeout": 3,
            # A connection that something on the way has forgotten is found out within 15 s, not 15 minutes.
            "keepalives_idle": 30,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
            "application_name": "parley",
            "options": " ".join((_OPTIONS, idle_option, *options)),
        },
    )
    allow_together(engine)
    return engine


def _sqlite(settings: Settings, *, begin: str, pool_size: int) -> Engine:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url_of(settings),
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"check_same_thread": False, "timeout": _BUSY_MS / 1000, "cached_statements": 512},
    )

    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # Transactions are begun by us: sqlite3's own way would start them late and never for reads.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={_BUSY_MS}",
            "cache_size=-65536",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    def start(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)
    return engine
