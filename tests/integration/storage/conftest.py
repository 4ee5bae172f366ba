"""The storage as an installation has it: on disk, and in S3 over HTTP."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from chat_app.settings import Settings
from chat_app.storage import Storage, make_storage
from tests.support.s3 import CREDENTIALS, S3

MakeSettings = Callable[..., Settings]


@pytest.fixture
def settings_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeSettings:
    """Settings by name, and no others; what AWS's tools want stands in the environment."""
    monkeypatch.chdir(tmp_path)
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)

    def make(**env: Any) -> Settings:
        return Settings(CHAT_DATA_DIR=tmp_path / "data", **env)

    return make


@pytest.fixture(params=("disk", "s3"))
def where(request: pytest.FixtureRequest) -> dict[str, str]:
    """What an installation sets to keep its files there."""
    if request.param == "disk":
        return {}
    server: S3 = request.getfixturevalue("s3")
    return server.settings()


@pytest.fixture
async def storage(settings_for: MakeSettings, where: dict[str, str]) -> AsyncIterator[Storage]:
    """A storage that has been started, empty."""
    made = make_storage(settings_for(**where))
    await made.start()
    yield made
    await made.stop()
