"""The numbers that this product wants to reach, beside what a run has measured."""

from __future__ import annotations

from bench.cast import ECHO_UVICORN, EMIT_UVICORN
from bench.rows import Row

ACKS_OF_AN_ECHO = 0.5
DELIVERIES_OF_EMIT = 5.0
LONGEST_SEND_MS = 1000.0


def goals(rows: list[Row]) -> list[str]:
    """A line of a table for each goal that the run has something to say about."""
    lines: list[str] = []
    for row in rows:
        case, figures = row.case, row.figures
        beside = {other.subject: other.figures for other in rows if other.case is case}
        if not figures or not row.stores:
            continue
        if case.scenario == "posts" and "PostgreSQL" in row.subject:
            share = _against(figures, beside.get(ECHO_UVICORN), "per_server_core_s")
            what = "stored and acknowledged per core, of what a bare echo under uvicorn acknowledges"
            lines += _line(f"{row.subject}, {case.title}: {what}", share, ACKS_OF_AN_ECHO, least=True)
        if case.scenario == "fanout":
            share = _against(figures, beside.get(EMIT_UVICORN), "deliveries_per_s")
            what = "deliveries, of `emit` under uvicorn"
            lines += _line(f"{row.subject}, {case.title}: {what}", share, DELIVERIES_OF_EMIT, least=True)
        if case.scenario == "storm":
            longest = figures.get("longest_send_ms")
            what = "longest wait of a send by those who were not cut, ms"
            lines += _line(f"{row.subject}, {case.title}: {what}", longest, LONGEST_SEND_MS, least=False)
        if case.goal is not None and case.scenario != "browser":  # that has them in its own table
            words, _, unit = case.unit.rpartition("_")
            unit = f"{words.replace('_', ' ')}, {unit}"
            lines += _line(f"{row.subject}, {case.title}: {unit}", figures[case.unit], case.goal, least=False)
    return lines


def _against(own: dict[str, float], base: dict[str, float] | None, figure: str) -> float | None:
    return own[figure] / base[figure] if base else None


def _line(what: str, value: float | None, bound: float, *, least: bool) -> list[str]:
    if value is None:
        return []
    reached = value >= bound if least else value <= bound
    sign = "at least" if least else "at most"
    return [f"| {what} | {sign} {bound:g} | {value:,.2f} | {'reached' if reached else 'missed'} |"]
