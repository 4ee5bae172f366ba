"""The figures of a run as pictures: bars beside each other, and lines over what grows.

Drawn by pygal, which is one small package without dependencies that have to be compiled, and whose SVG is
text. Nothing in a picture moves or is loaded; its colours follow whether the page is light or dark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pygal
from pygal.style import Style

from bench.case import Case
from bench.rows import Row

BARS = {
    "posts": ("acked_per_s", "messages stored and acknowledged a second"),
    "fanout": ("deliveries_per_s", "deliveries a second"),
    "paced": ("p99_ms", "from the send to the last socket, p99, ms"),
    "rooms": ("last_p99_ms", "from the send to the last of the room, p99, ms"),
    "rooms saturated": ("deliveries_per_s", "deliveries a second"),
    "workers posts": ("acked_per_s", "messages stored and acknowledged a second"),
    "workers": ("last_p99_ms", "from the send to the last of the room, p99, ms"),
    "workers saturated": ("deliveries_per_s", "deliveries a second"),
    "storm": ("in_sync_s", "until the last is in sync again, s"),
    "start": ("ready_s", "from the start until it serves, s"),
    "search": ("p50_ms", "a search, p50, ms"),
    "files": ("mb_per_s", "MB a second"),
}
LINES = {
    "sockets": (
        ("pss_mib", "memory, MiB"),
        ("kib_per_socket", "memory for each socket, KiB"),
        ("p50_ms", "from the send to the last socket, p50, ms"),
        ("cpu_us_per_delivery", "processor time of a delivery, µs"),
        ("cpu_us_per_post", "processor time of a message that nobody hears, µs"),
        ("idle_us_per_socket_s", "processor time of an idle socket, µs a second"),
    ),
    "history": (
        ("p99_ms", "a page while others write, p99, ms"),
        ("pages_per_s", "pages a second"),
    ),
    "stored": (
        ("posts_per_s", "messages stored and acknowledged a second"),
        ("page_p50_ms", "a page from anywhere, p50, ms"),
        ("search_p50_ms", "a search, p50, ms"),
        ("sync_p50_ms", "a sync after 800 messages, p50, ms"),
        ("open_p50_ms", "connect, sync and the newest page, p50, ms"),
    ),
}
_COLOURS = ("#4e79a7", "#e8833a", "#59a14f", "#d1615d", "#9467bd", "#76848f")
_STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground="#767676",
    foreground_strong="#767676",
    foreground_subtle="#9a9a9a",
    opacity=".9",
    colors=_COLOURS,
    font_family="system-ui, sans-serif",
    title_font_size=18,
    value_font_size=12,
    value_colors=("#767676",) * len(_COLOURS),
)
_FOLLOWS = (
    "inline:text { fill: #3d3d3d !important; }"
    " .guides .line, .guides .guide, .guide.line"
    " { stroke: #8886 !important; stroke-dasharray: none !important; }"
    " @media (prefers-color-scheme: dark) { text { fill: #d0d0d0 !important; } }"
)


def draw(stem: Path, rows: list[Row]) -> dict[str, list[str]]:
    """Writes them beside the page at `stem`; their names, by scenario."""
    drawn: dict[str, list[str]] = {}
    for scenario in dict.fromkeys(row.case.scenario for row in rows):
        own = [row for row in rows if row.case.scenario == scenario]
        wanted = [(_bars, *BARS[scenario])] if scenario in BARS else []
        wanted += [(_lines, *line) for line in LINES.get(scenario, ())]
        for make, figure, title in wanted:
            if any(figure in row.figures for row in own):
                name = f"{stem.name}-{scenario}-{figure}.svg".replace(" ", "-")
                picture = make(own, figure, f"{scenario}: {title}").render(is_unicode=True)
                # What pygal's own script would need, which is not there.
                stem.with_name(name).write_text(re.sub(r"<script.*?</script>", "", picture, flags=re.DOTALL))
                drawn.setdefault(scenario, []).append(name)
    return drawn


def _bars(rows: list[Row], figure: str, title: str) -> Any:
    """A group of bars for each case, and in it one for each subject."""
    cases = list(dict.fromkeys(row.case for row in rows))
    chart = drawing(pygal.HorizontalBar, title, print_values=True, height=200 + 36 * len(rows))
    chart.x_labels = [case.title for case in reversed(cases)]
    _add(chart, list(reversed(cases)), rows, figure)
    return chart


def _lines(rows: list[Row], figure: str, title: str) -> Any:
    """A line for each subject over the sizes of the cases, which are drawn at equal distances."""
    cases = sorted({row.case for row in rows}, key=lambda case: case.size)
    chart = drawing(
        pygal.Line, title, x_title=f"{cases[0].series} (not to scale)", height=440, include_x_axis=True
    )
    chart.x_labels = [f"{case.size:,}" for case in cases]
    _add(chart, cases, rows, figure)
    return chart


def _add(chart: Any, cases: list[Case], rows: list[Row], figure: str) -> None:
    for subject in dict.fromkeys(row.subject for row in rows):
        found = {row.case: row.figures.get(figure) for row in rows if row.subject == subject}
        chart.add(subject, [found.get(case) for case in cases])


def drawing(kind: Callable[..., Any], title: str, **more: Any) -> Any:
    """An empty chart that is legible in light and dark."""
    return kind(
        title=title,
        style=_STYLE,
        js=(),
        css=("file://style.css", "file://graph.css", _FOLLOWS),
        width=960,
        legend_at_bottom=True,
        legend_at_bottom_columns=2,
        margin_bottom=40,
        stroke_style={"width": 2},
        truncate_legend=-1,
        truncate_label=-1,
        value_formatter=_number,
        disable_xml_declaration=True,
        **more,
    )


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
