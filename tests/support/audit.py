"""Known vulnerabilities of what is pinned, asked of the registries: `python -m tests.support.audit`.

Fails where one is known. Where nobody can be asked, without a network or behind a mirror that has no such
service, it says so and does not fail.
"""

import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
_PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?==([^\s;#]+)", re.MULTILINE)
_SECONDS = 5
_AT_ONCE = 16


def pins() -> list[tuple[str, str]]:
    """Names and versions, as requirements*.txt have them."""
    text = "".join(path.read_text() for path in sorted(ROOT.glob("requirements*.txt")))
    return sorted(set(_PIN.findall(text)))


def known(pin: tuple[str, str]) -> list[str] | None:
    """What PyPI knows against a version; None where it cannot be asked."""
    name, version = pin
    try:
        with urlopen(f"https://pypi.org/pypi/{name}/{version}/json", timeout=_SECONDS) as answer:
            found: list[dict[str, Any]] = json.load(answer).get("vulnerabilities", [])
    except (URLError, OSError, ValueError):
        return None
    return [
        f"{name} {version}: {each['id']}, mended in {', '.join(each['fixed_in']) or 'nothing yet'}"
        for each in found
        if not each.get("withdrawn")
    ]


def of_bun() -> list[str] | None:
    """What the npm registry knows against the lock of the frontend; None where it cannot be asked."""
    bun = Path(sys.executable).with_name("bun")
    try:
        told = subprocess.run(
            [bun, "audit", "--json"],
            check=False,
            cwd=ROOT / "reflex.lock",
            capture_output=True,
            text=True,
            timeout=20,
        )
        found: dict[str, Any] = json.loads(told.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return [f"{name}: {each.get('title', each)}" for name, several in found.items() for each in several]


def main() -> int:
    asked = pins()
    if known(asked[0]) is None:
        answers: list[list[str] | None] = [None]
    else:
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            answers = list(pool.map(known, asked))
    problems: list[str] = []
    for what, found in (("PyPI", answers), ("the npm registry", [of_bun()])):
        if None in found:
            print(f"Known vulnerabilities: could not ask {what} about {found.count(None)} of {len(found)}.")
        problems += [problem for several in found for problem in several or []]
    print("\n".join(problems) or "No vulnerability is known of what could be asked.")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())
