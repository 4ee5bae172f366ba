"""Commands as a person runs them, and the doctor as they do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from chat_app.launcher.doctor import examine
from chat_app.launcher.doctor.finding import Finding, Status
from chat_app.settings import Settings
from tests.support.servers import PLAIN, ROOT, environment

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def run_command(
    data_dir: Path, *arguments: str, given: str = "", **env: str
) -> subprocess.CompletedProcess[str]:
    """`python -m chat_app …` with these settings; `given` is what comes in by standard input."""
    return subprocess.run(
        [sys.executable, "-m", "chat_app", *arguments],
        cwd=ROOT,
        env=environment(**env, CHAT_DATA_DIR=str(data_dir)),
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def run(data_dir: Path) -> Run:
    """`run("create-admin", …, given="…", CHAT_…="…")`, on the test's own data dir unless it names another."""

    def call(
        *arguments: str, at: Path | None = None, given: str = "", **env: str
    ) -> subprocess.CompletedProcess[str]:
        return run_command(at or data_dir, *arguments, given=given, **env)

    return call


def findings(data_dir: Path, **env: str) -> list[Finding]:
    """All that the doctor says of an installation with these settings."""
    return list(examine(Settings(**(PLAIN | env | {"CHAT_DATA_DIR": str(data_dir)}))))  # type: ignore[arg-type]


def told(data_dir: Path, name: str, status: Status, **env: str) -> str:
    """What the doctor says of this part with this status, advice and all; there must be something."""
    found = [one for one in findings(data_dir, **env) if (one.name, one.status) == (name, status)]
    assert found, findings(data_dir, **env)
    return " ".join(f"{one.said} {one.advice}" for one in found)
