"""A worker's database in a directory of its own, for tests of single services."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_app.db import Database
from chat_app.db.migrate import migrate
from chat_app.settings import Settings


def settings_in(data_dir: Path) -> Settings:
    return Settings(CHAT_DATA_DIR=data_dir)  # pyright: ignore[reportCallIssue]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)  # no .env of the person who runs the tests
    return settings_in(tmp_path / "data")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, migrated once for all tests."""
    settings = settings_in(tmp_path_factory.mktemp("migrated"))
    migrate(settings)
    return settings.sqlite_path


@pytest.fixture
def migrated_settings(settings: Settings, migrated: Path) -> Settings:
    settings.data_dir.mkdir()
    shutil.copy(migrated, settings.sqlite_path)
    return settings


@pytest.fixture
async def database(migrated_settings: Settings) -> AsyncIterator[Database]:
    opened = Database(migrated_settings)
    yield opened
    await opened.close()
