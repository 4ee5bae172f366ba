"""/admin/system: what this worker does just now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services.admin.system import get_system
from chat_app.services.vitals import Sample
from chat_app.ui.states.admin.page import AdminPage

_SHOWN = 300
"""Seconds of history."""
_HEIGHT = 100
_SERIES: dict[str, Callable[[Sample], float | None]] = {
    "connections": lambda sample: sample.connections,
    "messages": lambda sample: sample.messages_per_second,
    "half": lambda sample: sample.p50,
    "delivery": lambda sample: sample.p99,
    "commits": lambda sample: sample.commits_per_second,
    "lag": lambda sample: sample.lag,
}


@dataclass
class Chart:
    """`points` is a line through a box of `_SHOWN` by `_HEIGHT`, `top` what its upper edge stands for.

    Where nothing was there to measure just now, it `is_silent`, and the line is at 0.
    """

    name: str
    now: float
    is_silent: bool
    top: float
    points: str


@dataclass
class Fact:
    """`kind` tells how to say the value: `text`, `count`, `bytes`, `ms`, `since`."""

    name: str
    kind: str
    value: str


class AdminSystem(AdminPage, rx.State):
    """Charts that move, and facts that do not."""

    charts: list[Chart] = []
    facts: list[Fact] = []
    is_loading: bool = True

    @rx.event
    async def load(self) -> None:
        await self._show()

    @rx.event
    async def tick(self) -> None:
        """Two seconds have passed."""
        await self._show()

    async def _show(self) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.SEE_SYSTEM)
            history = admin.runtime.vitals.history()[-_SHOWN:]
            self.charts = [
                _chart(name, [value(sample) for sample in history]) for name, value in _SERIES.items()
            ]
            self.facts = _facts(await get_system(admin.runtime, admin.actor))
        self.is_loading = False


def _chart(name: str, measured: list[float | None]) -> Chart:
    values = [value or 0 for value in measured]
    top = _round_up(max(values, default=0))
    first = _SHOWN - len(values)
    points = [f"{first + at},{_HEIGHT - value / top * _HEIGHT:.1f}" for at, value in enumerate(values)]
    now = round(values[-1], 1) if values else 0
    return Chart(name, now, measured[-1:] == [None], top, " ".join(points))


def _round_up(value: float) -> float:
    """To one that reads well: 1, 2 or 5 and zeros."""
    top = 1.0
    while True:
        for factor in (1, 2, 5):
            if value <= top * factor:
                return top * factor
        top *= 10


def _facts(told: dict[str, Any]) -> list[Fact]:
    database, storage, redis, counts = (told[part] for part in ("database", "storage", "redis", "counts"))
    return [
        Fact(name, kind, str(value))
        for name, kind, value in (
            ("version", "text", told["versions"]["parley"]),
            ("uptime", "since", told["started_at"]),
            ("workers", "count", told["workers_seen"]),
            ("database", "text", "SQLite" if database["kind"] == "sqlite" else "PostgreSQL"),
            ("database_version", "text", told["versions"]["database"]),
            ("database_size", "bytes", database["size"]),
            ("database_latency", "ms", database["latency"]),
            ("redis", "ms", redis and redis["latency"]),
            ("storage", "text", "S3" if storage["kind"] == "s3" else storage["kind"]),
            ("storage_used", "bytes", storage["used"]),
            ("storage_free", "bytes", storage["free"]),
            ("users", "count", counts["users"]),
            ("groups", "count", counts["groups"]),
            ("messages", "count", counts["messages"]),
            ("files", "count", counts["files"]),
        )
        if value is not None
    ]
