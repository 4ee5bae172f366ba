"""Writes what `make chaos` and `make soak` found into docs/reliability.md, between its two markers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.chaos.ledger import as_markdown

ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "bench" / "results" / "chaos"
PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- begin: python -m tests.chaos.report -->\n", "<!-- end -->\n"


def main() -> None:
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    parts = [_storms(), _soak()]
    PAGE.write_text(before + BEGIN + "\n" + "\n".join(part for part in parts if part) + "\n" + END + after)


def _storms() -> str:
    reports = [_read(path) for path in sorted(RESULTS.glob("storm-*.json"))]
    if not reports:
        return ""
    lines = [
        "### Storms",
        "",
        "| seed | faults | sends | deliveries | longest send | longest until equal |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for report in sorted(reports, key=lambda report: (len(report["seed"]), report["seed"])):
        faults = report["faults"]
        equal = [fault["equal_after"] for fault in faults]
        lines.append(
            f"| {report['seed']} | {len(faults)} | {report['sends']['count']:,} "
            f"| {report['deliveries']['count']:,} | {report['sends']['longest']} s "
            f"| {'never' if None in equal else f'{max(equal)} s'} |"
        )
    return "\n".join(lines) + "\n"


def _soak() -> str:
    path = RESULTS / "soak.json"
    if not path.exists():
        return ""
    report = _read(path)
    return (
        f"### Soak\n\n{report['seconds'] / 60:.0f} minutes, a fault each minute, seed {report['seed']}.\n\n"
        + as_markdown(report)
    )


def _read(path: Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(path.read_text())
    return report


if __name__ == "__main__":
    main()
