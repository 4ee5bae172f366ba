"""The figures of a run as a file for machines and a page for people."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.case import Case
from bench.goals import goals
from bench.plots import draw
from bench.rows import Row
from bench.scenarios.history import ROADS, WAYS
from bench.scenarios.search import QUESTIONS

RESULTS = Path(__file__).parent / "results"
ALL_SHARES = ("server_core_share", "generator_core_share", "others_core_share")
SPREAD = ("workers", "start")
"""Scenarios in which nothing is pinned to a core."""
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
    "rooms": (
        "each_p50_ms",
        "each_p99_ms",
        "last_p50_ms",
        "last_p99_ms",
        "last_max_ms",
        "server_core_share",
        "generator_core_share",
    ),
    "rooms saturated": (
        "deliveries_per_s",
        "acked_per_s",
        "p99_ms",
        "server_core_share",
        "generator_core_share",
    ),
    "workers posts": ("acked_per_s", "p50_ms", "p99_ms", "fullest_share", *ALL_SHARES),
    "workers": (
        "each_p50_ms",
        "each_p99_ms",
        "last_p99_ms",
        "across_p50_ms",
        "across_p99_ms",
        "across_max_ms",
        *ALL_SHARES,
    ),
    "workers saturated": ("deliveries_per_s", "acked_per_s", "p99_ms", "fullest_share", *ALL_SHARES),
    "storm": (
        "in_sync_s",
        "half_in_sync_s",
        "longest_send_ms",
        "outage_s",
        "attempts",
        "server_core_share",
        "generator_core_share",
    ),
    "sockets": (
        "pss_mib",
        "rss_mib",
        "kib_per_socket",
        "connects_per_s",
        "cpu_ms_per_connect",
        "idle_core_share",
        "idle_us_per_socket_s",
        "p50_ms",
        "max_ms",
        "deliveries_per_s",
        "cpu_us_per_delivery",
        "cpu_us_per_post",
        "generator_core_share",
    ),
    "history": (
        "p50_ms",
        "p99_ms",
        "pages_per_s",
        *(f"{road} {way} p99_ms" for road in ROADS for way in WAYS),
        "write_p99_ms",
        "server_core_share",
        "generator_core_share",
    ),
    "stored": (
        "posts_per_s",
        "cpu_us_per_post",
        "page_p50_ms",
        "page_p99_ms",
        "search_p50_ms",
        "search_p99_ms",
        "sync_p50_ms",
        "sync_p99_ms",
        "open_p50_ms",
        "open_p99_ms",
    ),
    "start": ("ready_s", "ready_worst_s", "first_page_s", "cpu_s"),
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


def _head(field: str) -> str:
    words = field.replace("per_server_core_s", "/CPU second").replace("_core_share", " CPU")
    return words.replace("_per_s", "/s").replace("_", " ")


def _number(field: str, value: float) -> str:
    if field.endswith("_share"):
        return f"{value:.0%}"
    return f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def ratio(case: Case, own: float, base: float) -> float:
    """How many times better `own` is."""
    return own / base if case.better == "more" else base / own


def _table(cases: list[Case], rows: list[Row]) -> list[str]:
    """Of one case, or of all of a series."""
    first = cases[0]
    columns = [
        column
        for column in COLUMNS[first.scenario]
        if any(column in row.figures or not row.figures for row in rows)
    ]
    heads = [_head(column) for column in columns]
    grows = [first.series] if first.series else []
    title = f"{first.scenario}, by {first.series}" if grows else first.title
    lines = [f"### {title}", "", f"| | {' | '.join([*grows, *heads])} | ratio | faults |"]
    lines.append("| --- |" + " ---: |" * (len(grows) + len(columns) + 2))
    for case in cases:
        own_rows = [row for row in rows if row.case is case]
        base = next((row.figures.get(case.unit) for row in own_rows if row.subject == case.base), None)
        for row in own_rows:
            figures = row.figures
            own = figures.get(case.unit)
            better = f"{ratio(case, own, base):.2f}" if own and base else ""
            cells = [
                _number(column, figures[column]) if column in figures else "" if figures else "failed"
                for column in columns
            ]
            name = f"**{row.subject}**" if row.stores else row.subject
            size = [f"{case.size:,}"] if grows else []
            lines.append(f"| {name} | {' | '.join([*size, *cells])} | {better} | {row.faults} |")
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


def markdown(
    machine: dict[str, Any], settings: dict[str, Any], rows: list[Row], plots: dict[str, list[str]]
) -> str:
    """The page. A ratio above 1 is better than the case's `base` in the same run.

    `plots` are the files of each scenario, as the page finds them.
    """
    versions = ", ".join(f"{name} {number}" for name, number in machine["versions"].items())
    head = (
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB, Linux {machine['kernel']},"
        f" Python {machine['python']}; {versions}. Load average before: {machine['load_before']:.2f}.\n"
        f"Medians of {settings['rounds']} interleaved rounds, {settings['seconds']:g} s each"
        f" (paced: {settings['paced_seconds']:g} s). Server on core 0, generator on core 1,"
        f" PostgreSQL and Valkey on both; in {' and '.join(SPREAD)} nothing has a core of its own. Shares are"
        " of one core. Ratio: how many times better than `emit` under granian; in workers than one worker, in"
        " storm, sockets and history than `emit` under uvicorn, with files than the synced copy."
    )
    lines = [f"# Benchmark of {machine['commit']}, {machine['date']}", "", head, ""]
    if reached := goals(rows):
        lines += ["## Goals", "", "| | goal | measured | |", "| --- | ---: | ---: | --- |", *reached, ""]
    tables: dict[Any, list[Case]] = {}
    for case in dict.fromkeys(row.case for row in rows if row.case.scenario != "browser"):
        tables.setdefault((case.scenario, case.series) if case.series else case, []).append(case)
    drawn: set[str] = set()
    for together in tables.values():
        scenario = together[0].scenario
        if scenario not in drawn:
            drawn.add(scenario)
            for name in plots.get(scenario, []):
                lines += [f"![{name}]({name})", ""]
        lines += _table(together, [row for row in rows if row.case in together])
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


def stem_of(machine: dict[str, Any], *chosen: str) -> Path:
    """Where the results of this commit are kept, without a suffix."""
    RESULTS.mkdir(exist_ok=True)
    return RESULTS / "-".join((_today(), machine["commit"].replace("+", "-changed"), *chosen))


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")


def write(machine: dict[str, Any], settings: dict[str, Any], rows: list[Row], chosen: Sequence[str]) -> Path:
    """Writes page, figures and plots, and returns the page's path without its suffix, which names the
    scenarios if they were `chosen`: another choice at the same commit keeps its own."""
    machine = machine | {"date": _today()}
    stem = stem_of(machine, *chosen)
    document = {
        "machine": machine,
        "settings": settings,
        "rows": [
            {
                "scenario": row.case.scenario,
                "case": row.case.title,
                **({row.case.series: row.case.size} if row.case.series else {}),
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
    plots = draw(stem, rows)
    stem.with_name(stem.name + ".md").write_text(markdown(machine, settings, rows, plots))
    return stem
