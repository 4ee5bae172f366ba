"""The figures of a run as a file for machines and a page for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.cases import Case
from bench.figures import medians
from bench.load import Result
from bench.scenarios.search import QUESTIONS

RESULTS = Path(__file__).parent / "results"
SHARES = ("server_core_share", "generator_core_share")
COLUMNS = {
    "posts": (
        "acked_per_s",
        "per_server_core_s",
        "p50_ms",
        "p99_ms",
        "server_core_share",
        "generator_core_share",
    ),
    "fanout": (
        "deliveries_per_s",
        "per_server_core_s",
        "messages_per_s",
        "server_core_share",
        "generator_core_share",
    ),
    "paced": ("p50_ms", "p99_ms", "max_ms", "each_p50_ms", "each_p99_ms", "server_core_share"),
    "mix": (
        "message_p50_ms",
        "message_p99_ms",
        "typing_p99_ms",
        "receipt_p99_ms",
        "page_p99_ms",
        "presence_share",
        "server_core_share",
        "generator_core_share",
    ),
    "memory": ("pss_mib", "rss_mib", "kib_per_socket", "connects_per_s", "per_server_core_s"),
    "search": ("p50_ms", "p99_ms", "yardstick_ms", *(f"{kind}, p50 ms" for kind in QUESTIONS)),
    "opening": ("p50_ms", "p99_ms", "server_cpu_ms", "database_cpu_ms", "redis_cpu_ms"),
    "files": ("mb_per_s", "per_server_core_s", "grown_mib", "server_core_share", "generator_core_share"),
    "uploading": (
        "alone_message_p50_ms",
        "alone_message_p99_ms",
        "message_p50_ms",
        "message_p99_ms",
        "typing_p99_ms",
        "receipt_p99_ms",
        "mb_per_s",
        "upload_p99_s",
        "disk_p99_ms",
        "disk_max_ms",
        "grown_mib",
        "server_core_share",
        "generator_core_share",
    ),
    "browser": ("median", "p95", "worst"),
}


@dataclass
class Row:
    """All runs of one subject at one case."""

    case: Case
    subject: str
    stores: bool
    runs: list[Result]

    @property
    def figures(self) -> dict[str, float]:
        return (
            medians([run.figures for run in self.runs if run.figures])
            if any(r.figures for r in self.runs)
            else {}
        )

    @property
    def faults(self) -> int:
        return sum(run.fault_count for run in self.runs)


def _head(field: str) -> str:
    words = field.replace("per_server_core_s", "/CPU second").replace("_core_share", " CPU")
    return words.replace("_per_s", "/s").replace("_", " ")


def _number(field: str, value: float) -> str:
    if field.endswith("_share"):
        return f"{value:.0%}"
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def _ratio(case: Case, own: float, base: float) -> str:
    return f"{own / base if case.better == 'more' else base / own:.2f}"


def _table(case: Case, rows: list[Row]) -> list[str]:
    columns = COLUMNS[case.scenario]
    base = next((row.figures.get(case.unit) for row in rows if row.subject == case.base), None)
    heads = [_head(column) for column in columns]
    lines = [f"### {case.title}", "", "| | " + " | ".join(heads) + " | ratio | faults |"]
    lines.append("| --- |" + " ---: |" * (len(columns) + 2))
    for row in rows:
        figures = row.figures
        own = figures.get(case.unit)
        ratio = _ratio(case, own, base) if own and base else ""
        cells = [_number(column, figures[column]) if column in figures else "failed" for column in columns]
        name = f"**{row.subject}**" if row.stores else row.subject
        lines.append(f"| {name} | " + " | ".join(cells) + f" | {ratio} | {row.faults} |")
    return [*lines, ""]


def _browser_table(rows: list[Row]) -> list[str]:
    """One row for each question: they are all of one product, and beside each stands its goal."""
    columns = COLUMNS["browser"]
    lines = ["### In the browser", "", f"| | {' | '.join(columns)} | goal | faults |"]
    lines.append("| --- |" + " ---: |" * (len(columns) + 2))
    for row in rows:
        figures = row.figures
        cells = [_number(column, figures[column]) if column in figures else "failed" for column in columns]
        goal = "" if row.case.goal is None else f"{row.case.goal:g}"
        lines.append(f"| {row.case.title} | " + " | ".join(cells) + f" | {goal} | {row.faults} |")
    return [*lines, ""]


def markdown(machine: dict[str, Any], settings: dict[str, Any], rows: list[Row]) -> str:
    """The page. A ratio above 1 is better than the case's `base` in the same run."""
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    head = (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']},"
        f" Python {machine['python']}; {versions}. Load average before: {machine['load_before']:.2f}.\n"
        f"Medians of {settings['rounds']} interleaved rounds, {settings['seconds']:g} s each"
        f" (paced: {settings['paced_seconds']:g} s). Server on core 0, generator on core 1,"
        " PostgreSQL on both. Ratio: how many times better than `emit` under granian, with"
        " files than the synced copy."
    )
    lines = [f"# Benchmark of {machine['commit']}, {machine['date']}", "", head, ""]
    for case in dict.fromkeys(row.case for row in rows if row.case.scenario != "browser"):
        lines += _table(case, [row for row in rows if row.case is case])
    if in_browser := [row for row in rows if row.case.scenario == "browser"]:
        lines += _browser_table(in_browser)
    if faults := [(row, fault) for row in rows for run in row.runs for fault in run.faults]:
        lines += [
            "## Faults",
            "",
            *(f"- {row.subject}, {row.case.title}: {fault}" for row, fault in faults),
            "",
        ]
    return "\n".join(lines)


def write(machine: dict[str, Any], settings: dict[str, Any], rows: list[Row], chosen: Sequence[str]) -> Path:
    """Writes both files and returns the page's path without its suffix, which names the scenarios if they
    were `chosen`: another choice at the same commit keeps its own."""
    machine = machine | {"date": datetime.now(UTC).strftime("%Y-%m-%d")}
    RESULTS.mkdir(exist_ok=True)
    commit = machine["commit"].replace("+", "-changed")
    stem = RESULTS / "-".join((machine["date"], commit, *chosen))
    document = {
        "machine": machine,
        "settings": settings,
        "rows": [
            {
                "scenario": row.case.scenario,
                "case": row.case.title,
                "subject": row.subject,
                **({"goal": row.case.goal} if row.case.goal is not None else {}),
                "median": row.figures,
                "runs": [run.figures for run in row.runs],
                "fault_count": row.faults,
                "faults": [fault for run in row.runs for fault in run.faults],
            }
            for row in rows
        ],
    }
    stem.with_name(stem.name + ".json").write_text(json.dumps(document, indent=1) + "\n")
    stem.with_name(stem.name + ".md").write_text(markdown(machine, settings, rows))
    return stem
