"""All that an SQLite installation has stored, to be compared: what changes by being looked at left out."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

_PASSING = {"outbox", "alembic_version", "discarded_files"}
_COLUMNS = {"users": {"last_seen_at"}, "sessions": {"last_used_at", "expires_at", "user_agent", "ip"}}

Dump = dict[str, list[dict[str, Any]]]


def dump(path: Path) -> Dump:
    """The rows of each table."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name not in _PASSING and not name.startswith(("sqlite_", "search_index"))
        ]
        return {name: _rows(connection, name) for name in names}


def differences(before: Dump, after: Dump) -> list[str]:
    """What is there in one and not in the other, a line each."""
    return [
        f"{table}: {sign}{row}"
        for table in before
        for sign, rows, others in (("-", before, after), ("+", after, before))
        for row in rows[table]
        if row not in others[table]
    ]


def _rows(connection: sqlite3.Connection, table: str) -> list[dict[str, Any]]:
    passing = _COLUMNS.get(table, set())
    return [
        {name: row[name] for name in row.keys() if name not in passing}  # noqa: SIM118 - a row is no dict
        for row in connection.execute(f'SELECT * FROM "{table}"')
    ]
