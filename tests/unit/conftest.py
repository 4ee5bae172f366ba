"""A worker's database in a directory of its own, for tests of single services."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from chat_app.db import Database
from chat_app.db.migrate import migrate
from chat_app.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)  # no .env of the person who runs the tests
    return Settings(CHAT_DATA_DIR=tmp_path / "data")  # pyright: ignore[reportCallIssue]


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    migrate(settings)
    opened = Database(settings)
    yield opened
    await opened.close()
