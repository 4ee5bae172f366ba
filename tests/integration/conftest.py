"""Workers without doors, on both databases."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from chat_app.db.migrate import migrate
from chat_app.settings import Settings
from tests.support.postgres import Postgres
from tests.support.world import World


@pytest.fixture(params=("sqlite", "postgres"))
def database_env(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of an empty database."""
    if request.param == "sqlite":
        return {}
    return {"CHAT_DATABASE_URL": request.getfixturevalue("new_postgres_database")()}


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every table and nothing in them, migrated once for all tests."""
    settings = Settings(CHAT_DATA_DIR=tmp_path_factory.mktemp("migrated"))  # pyright: ignore[reportCallIssue]
    migrate(settings)
    return settings.sqlite_path


@pytest.fixture(scope="session")
def migrated_url(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same on PostgreSQL."""
    url, folder = postgres.new_database(), tmp_path_factory.mktemp("migrated")
    migrate(Settings(CHAT_DATA_DIR=folder, CHAT_DATABASE_URL=url))  # pyright: ignore[reportCallIssue]
    return url


@pytest_asyncio.fixture(params=("sqlite", "postgres"))
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """One worker, alone, with an empty database."""
    env: dict[str, str] = {}
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path)
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        env["CHAT_DATABASE_URL"] = postgres.copy(request.getfixturevalue("migrated_url"))
    started = await World.start(tmp_path, **env)
    yield started
    await started.stop()
