"""What people asked for and when they got it: each send and each delivery is counted.

A send is available if it is acknowledged within `PATIENCE` of the moment at which its author pressed the key,
with whatever its client did meanwhile to come back and to try again. A delivery is available if an
acknowledged message is with another member within `PATIENCE` of its acknowledgement; it is counted for each
member who had a connection that was in order, as far as their client knew, when it was acknowledged. What
never arrives is not available, whatever the reason.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

PATIENCE = 10.0
"""Seconds: how long a browser waits for an acknowledgement before it tells its person."""

NOTICED = 1.0
"""Seconds from which a person sees that something is slow."""

STEPS = (0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass(slots=True)
class Request:
    """A send or a delivery: when it began, and how many seconds it took (None: it has not ended)."""

    began: float
    took: float | None = None

    @property
    def is_available(self) -> bool:
        return self.took is not None and self.took <= PATIENCE

    def wait(self, now: float) -> float:
        return now - self.began if self.took is None else self.took


@dataclass(slots=True)
class Disturbance:
    """A fault: when it was made, when it was over (`/readyz` says so), when everybody was equal again."""

    name: str
    began: float
    recovered: float = 0.0
    equal: float | None = None


@dataclass(slots=True)
class Ledger:
    """Times are those of `time.monotonic`."""

    started: float = field(default_factory=time.monotonic)
    sends: list[Request] = field(default_factory=list[Request])
    deliveries: list[Request] = field(default_factory=list[Request])
    disturbances: list[Disturbance] = field(default_factory=list[Disturbance])
    _awaited: dict[str, dict[str, Request]] = field(default_factory=dict[str, dict[str, Request]])
    _early: dict[str, set[str]] = field(default_factory=dict[str, set[str]])

    def begin(self, client_id: str) -> Request:
        """Somebody sends."""
        request = Request(time.monotonic())
        self.sends.append(request)
        self._early[client_id] = set()
        return request

    def acknowledge(self, request: Request, client_id: str, present: Iterable[str]) -> None:
        """It was acknowledged; `present` are the users who should have it now."""
        now = time.monotonic()
        request.took = now - request.began
        early = self._early.pop(client_id)
        for user_id in present:
            delivery = Request(now)
            self.deliveries.append(delivery)
            if user_id in early:
                delivery.took = 0.0
            else:
                self._awaited.setdefault(user_id, {})[client_id] = delivery

    def arrived(self, client_id: str, user_id: str) -> None:
        if client_id in self._early:
            self._early[client_id].add(user_id)
        elif delivery := self._awaited.get(user_id, {}).pop(client_id, None):
            delivery.took = time.monotonic() - delivery.began

    def is_awaited(self, before: float) -> bool:
        """Whether anything that was acknowledged before then has still not arrived."""
        return any(delivery.began < before for of in self._awaited.values() for delivery in of.values())

    def report(self) -> dict[str, Any]:
        """Everything in figures, for JSON; seconds."""
        now = time.monotonic()
        return {
            "seconds": round(now - self.started, 1),
            "patience": PATIENCE,
            "sends": _figures(self.sends, now),
            "deliveries": _figures(self.deliveries, now),
            "faults": [self._fault(number, now) for number in range(len(self.disturbances))],
        }

    def _fault(self, number: int, now: float) -> dict[str, Any]:
        fault = self.disturbances[number]
        rest = self.disturbances[number + 1 :]
        until = rest[0].began if rest else now
        sends = [one.wait(now) for one in self.sends if _overlaps(one, fault.began, until, now)]
        deliveries = [one.wait(now) for one in self.deliveries if _overlaps(one, fault.began, until, now)]
        return {
            "fault": fault.name,
            "at": round(fault.began - self.started, 1),
            "lasted": round(fault.recovered - fault.began, 2),
            "sends_slow": sum(wait > NOTICED for wait in sends),
            "sends_unavailable": sum(wait > PATIENCE for wait in sends),
            "longest_send": round(max(sends, default=0.0), 2),
            "deliveries_late": sum(wait > NOTICED for wait in deliveries),
            "longest_delivery": round(max(deliveries, default=0.0), 2),
            "equal_after": None if fault.equal is None else round(fault.equal - fault.recovered, 2),
        }


def _overlaps(request: Request, began: float, until: float, now: float) -> bool:
    return request.began < until and request.began + request.wait(now) >= began


def _figures(requests: list[Request], now: float) -> dict[str, Any]:
    waits = sorted(request.wait(now) for request in requests)
    count = len(waits)
    available = sum(request.is_available for request in requests)
    return {
        "count": count,
        "available": available,
        "availability": round(100 * available / count, 4) if count else None,
        "never": sum(request.took is None for request in requests),
        "within": {
            str(step): round(100 * sum(w <= step for w in waits) / max(count, 1), 4) for step in STEPS
        },
        "median": round(waits[count // 2], 4) if count else None,
        "p99": round(waits[int(count * 0.99)], 4) if count else None,
        "longest": round(waits[-1], 3) if count else None,
    }


def as_markdown(report: dict[str, Any]) -> str:
    """The report as a table of what was counted and one of the faults."""
    lines = [
        "| | counted | available | availability | median | p99 | longest |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for what in ("sends", "deliveries"):
        of = report[what]
        lines.append(
            f"| {what} | {of['count']:,} | {of['available']:,} | {of['availability']} % "
            f"| {of['median']} s | {of['p99']} s | {of['longest']} s |"
        )
    lines += [
        "",
        "| fault | at | over after | sends > 1 s | > 10 s | longest | late news | longest | equal after |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for fault in report["faults"]:
        equal = "never" if fault["equal_after"] is None else f"{fault['equal_after']} s"
        lines.append(
            f"| {fault['fault']} | {fault['at']} s | {fault['lasted']} s | {fault['sends_slow']} "
            f"| {fault['sends_unavailable']} | {fault['longest_send']} s | {fault['deliveries_late']} "
            f"| {fault['longest_delivery']} s | {equal} |"
        )
    return "\n".join(lines) + "\n"
