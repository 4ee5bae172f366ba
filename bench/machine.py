"""The machine under the figures, and which core does what."""

import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import psutil

SERVER_CORE, GENERATOR_CORE = 0, 1
PACKAGES = ("uvicorn", "uvloop", "granian", "python-socketio", "reflex", "sqlalchemy", "psycopg", "orjson")
ROOT = Path(__file__).parent.parent


def _pin(cores: set[int]) -> None:
    if (os.cpu_count() or 1) > 1:  # on a single core there is nothing to keep apart
        os.sched_setaffinity(0, cores)


def pin_generator() -> None:
    """The generator keeps to its own core, so that it takes nothing from the server."""
    _pin({GENERATOR_CORE})


@contextmanager
def _on(cores: set[int]) -> Iterator[None]:
    before = os.sched_getaffinity(0)
    _pin(cores)
    try:
        yield
    finally:
        _pin(before)


def on_server_core() -> AbstractContextManager[None]:
    """Processes started inside inherit the server's core."""
    return _on({SERVER_CORE})


def on_all_cores() -> AbstractContextManager[None]:
    """What runs or is started inside goes wherever the kernel puts it, as a person's browser does."""
    return _on(set(range(os.cpu_count() or 1)))


def busy_seconds() -> float:
    """Seconds that the machine's cores have worked so far, for whomever."""
    times = psutil.cpu_times()._asdict()
    return sum(times[kind] for kind in ("user", "nice", "system", "irq", "softirq"))


def _git(*arguments: str) -> str:
    return subprocess.run(
        ("git", *arguments), cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.strip()


def commit() -> str:
    """The short hash of what is checked out, with a + where the code differs from it."""
    dirty = _git("status", "--porcelain", "--", "chat_app", "bench/*.py", "requirements.txt")
    return (_git("rev-parse", "--short", "HEAD") or "unknown") + ("+" if dirty else "")


def yardstick_ms() -> float:
    """How long a million additions in Python take now: a shared machine is not always equally fast."""
    began, total = perf_counter(), 0
    for number in range(1_000_000):
        total += number
    return (perf_counter() - began) * 1000


def facts() -> dict[str, Any]:
    """What someone needs to judge the figures."""
    about = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.split(":", 1)[1].strip() for line in about if "model name" in line]
    return {
        "cpu": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": commit(),
        "load_before": os.getloadavg()[0],
        "versions": {package: version(package) for package in PACKAGES},
    }
