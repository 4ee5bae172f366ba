"""Known vulnerabilities of what is pinned, asked of the registries: `python -m tests.support.audit`.

Fails where one is known. Where nobody can be asked, without a network or behind a mirror that has no such
service, it says so and does not fail.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
_SECONDS = 120


@dataclass
class Told:
    """What a registry knows: `problems`, one line each, and how many packages it was not asked about."""

    problems: list[str] = field(default_factory=list[str])
    unknown: int = 0


def of_python(report: str) -> Told:
    """Reads what `pip-audit --format json` wrote. Raises ValueError where it is nothing of the kind."""
    told = Told()
    for package in _object(report)["dependencies"]:
        told.unknown += "skip_reason" in package
        for one in package.get("vulns", ()):
            mended = ", ".join(one["fix_versions"]) or "nothing yet"
            told.problems.append(f"{package['name']} {package['version']}: {one['id']}, mended in {mended}")
    return told


def of_the_frontend(report: str) -> Told:
    """Reads what `bun audit --json` wrote. Raises ValueError where it is nothing of the kind."""
    return Told([f"{name}: {each['title']}" for name, several in _object(report).items() for each in several])


def _object(report: str) -> dict[str, Any]:
    read = json.loads(report)
    if not isinstance(read, dict):
        raise ValueError("not an object")
    return read  # pyright: ignore[reportUnknownVariableType]


def _report(command: Sequence[str | Path], folder: Path) -> str:
    """What a command writes; nothing where it cannot be had."""
    try:
        asked = subprocess.run(
            command, check=False, cwd=folder, capture_output=True, text=True, timeout=_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout


def main() -> int:
    bin_folder = Path(sys.executable).parent
    pip_audit = [sys.executable, "-m", "pip_audit", "--no-deps", "--disable-pip", "--format", "json"]
    requirements = [part for name in ("", "-dev") for part in ("-r", f"requirements{name}.txt")]
    problems: list[str] = []
    for what, read, command, folder in (
        ("Python's packages", of_python, [*pip_audit, *requirements], ROOT),
        ("the frontend's", of_the_frontend, [bin_folder / "bun", "audit", "--json"], ROOT / "reflex.lock"),
    ):
        try:
            told = read(_report(command, folder))
        except (ValueError, KeyError, TypeError):
            print(f"Known vulnerabilities: nobody could be asked about {what}.")
            continue
        if told.unknown:
            print(f"Known vulnerabilities: nobody could be asked about {told.unknown} of {what}.")
        problems += told.problems
    print("\n".join(problems) or "No vulnerability is known of what could be asked.")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
