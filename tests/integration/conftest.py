"""Workers without doors, on both databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.world import World


@pytest.fixture(params=("sqlite", "postgres"))
def database_env(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of an empty database."""
    if request.param == "sqlite":
        return {}
    return {"CHAT_DATABASE_URL": request.getfixturevalue("new_postgres_database")()}


@pytest_asyncio.fixture
async def world(database_env: dict[str, str], tmp_path: Path) -> AsyncIterator[World]:
    """One worker, alone."""
    started = await World.start(tmp_path, **database_env)
    yield started
    await started.stop()
