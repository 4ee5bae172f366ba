"""The database for commands."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from chat_app.db import Database
from chat_app.db.migrate import migrate
from chat_app.settings import Settings

R = TypeVar("R")


def with_database(settings: Settings, work: Callable[[Database], Awaitable[R]]) -> R:
    """Migrates the database, as a start would, and works with it; a server may be running meanwhile.

    Raises:
        StartError: it cannot be reached.
    """
    migrate(settings)

    async def run() -> R:
        database = Database(settings)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())
