"""The database of a running server, for what cannot be waited for: time that passes, what an admin does."""

from __future__ import annotations

from typing import Any

from sqlalchemy import create_engine, text

from tests.support.servers import AppServer


def run_sql(server: AppServer, statement: str, **values: Any) -> list[tuple[Any, ...]]:
    """Runs one statement and returns its rows, if it has any."""
    url = server.env["CHAT_DATABASE_URL"] or f"sqlite:///{server.data_dir / 'parley.db'}"
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.begin() as connection:
        result = connection.execute(text(statement), values)
        rows = [tuple(row) for row in result] if result.returns_rows else []
    engine.dispose()
    return rows
