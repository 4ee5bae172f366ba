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


def copy_sources(folder: Path) -> Path:
    """A copy of what the product is made of, without any build."""
    folder.mkdir()
    for name in SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "external")
            )
        else:
            shutil.copy2(ROOT / name, folder / name)
    return folder


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Never built."""
    return copy_sources(tmp_path / "checkout")


@pytest.fixture(scope="module")
def first_builds(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A checkout in which two started at once to build it, and what each of them printed."""
    folder = copy_sources(tmp_path_factory.mktemp("built") / "checkout")
    processes = [start_build(folder), start_build(folder)]
    outputs = [process.communicate(timeout=250)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    return folder, outputs


@pytest.fixture
def built(first_builds: tuple[Path, list[str]], tmp_path: Path) -> Path:
    """A copy of that checkout, with its build."""
    return shutil.copytree(first_builds[0], tmp_path / "checkout", symlinks=True)


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


def test_two_starts_at_once_build_once(first_builds: tuple[Path, list[str]]) -> None:
    checkout, outputs = first_builds
    assert sum("Built the frontend" in output for output in outputs) == 1
    assert len(builds(checkout)) == 1


def test_only_what_the_frontend_is_made_from_causes_a_build(built: Path) -> None:
    with (built / "chat_app" / "errors.py").open("a") as file:
        file.write("# A change that no page knows of.\n")
    for path in built.rglob("*.py"):
        os.utime(path)  # as after a fresh checkout of the same content
    assert build(built, PORT="4999") == ""


def test_a_change_causes_a_build_and_one_that_is_served_outlives_it(built: Path) -> None:
    (first,) = builds(built)
    serving = subprocess.Popen(
        [
            *(sys.executable, "-c"),
            "from chat_app.launcher.frontend import use\nwith use() as web: print(web, flush=True); input()",
        ],
        cwd=built,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout
    assert first in serving.stdout.readline()
    with (built / "rxconfig.py").open("a") as file:
        file.write("# A change that may matter.\n")
    assert "Built the frontend" in build(built)
    assert first in builds(built)
    assert len(builds(built)) == 2

    serving.communicate("\n")
    with (built / "rxconfig.py").open("a") as file:
        file.write("# Another one.\n")
    build(built)
    assert len(builds(built)) == 1
    assert first not in builds(built)


def test_a_failed_build_says_why_in_one_line_after_the_output(checkout: Path) -> None:
    with (checkout / "rxconfig.py").open("a") as file:
        file.write("raise RuntimeError('the frontend is broken on purpose')\n")
    process = start_build(checkout)
    output, _ = process.communicate(timeout=250)
    assert process.returncode == 2
    assert "the frontend is broken on purpose" in output
    assert output.splitlines()[-1].startswith("Parley cannot start. The frontend could not be built;")
    assert builds(checkout) == set()
