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
    SELECT quote_ident(relname) FROM pg_stat_user_tables
    WHERE last_analyze IS NULL AND last_autoanalyze IS NULL AND n_tup_ins > :rows
    """
)
_KNOWN = text(
    """
    SELECT last_analyze IS NOT NULL OR last_autoanalyze IS NOT NULL FROM pg_stat_user_tables
    WHERE relname = 'messages'
    """
)


def gather(session: Session) -> bool:
    """Has the tables looked at that have rows and never were. Whether nobody need ask again: the messages are
    known, and from there on autovacuum keeps up."""
    connection = session.connection()
    if connection.dialect.name != "postgresql":
        return True
    names = list(connection.scalars(_UNKNOWN, {"rows": WORTH_IT}))
    if names:
        connection.execute(text(f"ANALYZE (SKIP_LOCKED) {', '.join(names)}"))
    return bool(connection.scalar(_KNOWN))
