"""The frontend is built when it must be, and only then."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.servers import ROOT, environment

SOURCES = ("assets", "chat_app", "reflex.lock", "requirements.txt", "rxconfig.py")


pytestmark = pytest.mark.timeout(300)  # several builds in a row, each half a minute on a calm machine


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the product is made of, without any build."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "external")
            )
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


def start_build(checkout: Path, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "chat_app", "build"],
        cwd=checkout,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def build(checkout: Path, **env: str) -> str:
    process = start_build(checkout, **env)
    output, _ = process.communicate(timeout=250)
    assert process.returncode == 0, output
    return output


def builds(checkout: Path) -> set[str]:
    return {mark.parent.name for mark in (checkout / ".build").glob("*/in-use")}


def test_two_starts_at_once_build_once(checkout: Path) -> None:
    processes = [start_build(checkout), start_build(checkout)]
    outputs = [process.communicate(timeout=250)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum("Built the frontend" in output for output in outputs) == 1
    assert len(builds(checkout)) == 1


def test_only_what_the_frontend_is_made_from_causes_a_build(checkout: Path) -> None:
    assert "Built the frontend" in build(checkout)
    with (checkout / "chat_app" / "errors.py").open("a") as file:
        file.write("# A change that no page knows of.\n")
    for path in checkout.rglob("*.py"):
        os.utime(path)  # as after a fresh checkout of the same content
    assert build(checkout, PORT="4999") == ""
    with (checkout / "rxconfig.py").open("a") as file:
        file.write("# A change that may matter.\n")
    assert "Built the frontend" in build(checkout)


def test_a_build_that_is_served_outlives_the_next_one(checkout: Path) -> None:
    build(checkout)
    (first,) = builds(checkout)
    serving = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "from chat_app.launcher.frontend import use\nwith use() as web: print(web, flush=True); input()",
        ],
        cwd=checkout,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout
    assert first in serving.stdout.readline()
    change = (checkout / "rxconfig.py").open("a")
    with change:
        change.write("# The second version.\n")
    build(checkout)
    assert first in builds(checkout)
    assert len(builds(checkout)) == 2

    serving.communicate("\n")
    with (checkout / "rxconfig.py").open("a") as file:
        file.write("# The third version.\n")
    build(checkout)
    assert len(builds(checkout)) == 1
    assert first not in builds(checkout)


def test_a_failed_build_says_why_in_one_line_after_the_output(checkout: Path) -> None:
    with (checkout / "rxconfig.py").open("a") as file:
        file.write("raise RuntimeError('the frontend is broken on purpose')\n")
    process = start_build(checkout)
    output, _ = process.communicate(timeout=250)
    assert process.returncode == 2
    assert "the frontend is broken on purpose" in output
    assert output.splitlines()[-1].startswith("Parley cannot start. The frontend could not be built;")
    assert builds(checkout) == set()
