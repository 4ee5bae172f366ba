"""PostgreSQL's knowledge of tables that are new to it.

It plans by statistics that autovacuum gathers, up to a minute after a table was filled. Until then it takes
every table to be small, and keeps the plans that it made then: one of them read all messages of a
conversation for each that was sent there.
"""

from sqlalchemy import text
from sqlmodel import Session

WORTH_IT = 200
"""Rows from which on a plan for an empty table is a bad one."""

_UNKNOWN = text(
    """
    SELECT quote_ident(relname) AS name FROM pg_stat_user_tables
    WHERE last_analyze IS NULL AND last_autoanalyze IS NULL AND n_tup_ins > :rows
    """
)


def gather(session: Session) -> list[str]:
    """Gathers statistics of the tables that have rows and were never looked at; their names."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return []
    names = list(connection.scalars(_UNKNOWN, {"rows": WORTH_IT}))
    if names:
        connection.execute(text(f"ANALYZE (SKIP_LOCKED) {', '.join(names)}"))
    return names
