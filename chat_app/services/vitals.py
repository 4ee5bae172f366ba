"""How a worker is doing: looked at once a second, kept for ten minutes, in memory.

With several workers each tells the others, so that any of them can say how all are.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate
from typing import Any

import orjson

from chat_app.bus import EVERYONE, Bus, Envelope, Kind
from chat_app.db import Database
from chat_app.models.buckets import Buckets, Figure
from chat_app.models.clock import iso, now
from chat_app.models.ids import new_id

KEPT = 600
"""Samples, one a second."""
_LOOKS = 4
"""A second, to see whether the event loop comes in time."""
_QUANTILES_OVER = 10
"""Seconds: of fewer, a 99th percentile says nothing."""
_LAGS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_SILENT_FOR = 5_000
"""Milliseconds after which a worker that says nothing is gone."""


class Deliveries(Buckets):
    """How long it took from the receipt of a message until it was written to the sockets of its readers, in
    seconds."""

    BOUNDS = (
        *(0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.02, 0.03, 0.05, 0.075),
        *(0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 2.0, 3.0, 5.0, 10.0),
    )

    def __init__(self) -> None:
        super().__init__(self.BOUNDS)

    def note(self, value: float) -> None:
        """One message reached its readers. Clocks of machines differ: less than nothing is nothing."""
        super().note(max(value, 0.0))


@dataclass(frozen=True, slots=True)
class Sample:
    """One second. Times are in milliseconds; `p50` and `p99` are of deliveries, None without any."""

    at: int
    connections: int
    messages_per_second: float
    commits_per_second: float
    p50: float | None
    p99: float | None
    lag: float
    """How late the event loop came, at worst."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"at": iso(self.at)}


class Vitals:
    """Of one worker. `connections` is set by whoever has the sockets."""

    def __init__(self) -> None:
        self.started_at = now()
        self.deliveries = Deliveries()
        self.lags = Buckets(_LAGS)
        """How late the event loop came, each time that it was looked at, in seconds."""
        self.sent = 0
        """Messages that were sent through this worker."""
        self.connections: Callable[[], int] = lambda: 0
        self._worker = new_id()
        self._samples: deque[Sample] = deque(maxlen=KEPT)
        self._counted: deque[Sequence[int]] = deque([tuple(self.deliveries.counts)], _QUANTILES_OVER + 1)
        self._others: dict[str, Sample] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self, database: Database, bus: Bus | None) -> None:
        """Begins to look. `bus` is where other workers are told, None where there are none."""
        self._task = asyncio.create_task(self._look_forever(database, bus))

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def history(self) -> list[Sample]:
        """Of this worker, the oldest first."""
        return list(self._samples)

    def now(self) -> Sample:
        """Of this worker, the newest."""
        return self._samples[-1] if self._samples else Sample(now(), self.connections(), 0, 0, None, None, 0)

    def workers(self) -> dict[str, Sample]:
        """The newest of every worker that is there, this one's included."""
        recent = now() - _SILENT_FOR
        self._others = {worker: sample for worker, sample in self._others.items() if sample.at > recent}
        return {self._worker: self.now(), **self._others}

    def figures(self) -> Mapping[str, Figure]:
        return {
            "messages_total": self.sent,
            "delivery_seconds": self.deliveries,
            "loop_lag_seconds": self.lags,
        }

    def hear(self, event: str) -> None:
        """What a worker told."""
        said: dict[str, Any] = orjson.loads(event)
        worker: str = said.pop("worker")
        if worker != self._worker:
            # By our own clock: theirs may differ, and it only matters how long ago we heard of them.
            self._others[worker] = Sample(**said | {"at": now()})

    async def _look_forever(self, database: Database, bus: Bus | None) -> None:
        loop = asyncio.get_running_loop()
        before, sent, commits = loop.time(), self.sent, database.transactions
        while True:
            lag = 0.0
            for _ in range(_LOOKS):
                due = loop.time() + 1 / _LOOKS
                await asyncio.sleep(1 / _LOOKS)
                late = loop.time() - due
                self.lags.note(max(late, 0.0))
                lag = max(lag, late)
            seconds = loop.time() - before
            transactions = database.transactions
            messages, commits_made = self.sent - sent, transactions - commits
            self._take(messages=messages / seconds, commits=commits_made / seconds, lag=lag * 1000)
            before, sent, commits = loop.time(), self.sent, transactions
            if bus is not None:
                event = orjson.dumps({"worker": self._worker, **asdict(self.now())}).decode()
                bus.publish([Envelope(EVERYONE, Kind.VITALS, event)])

    def _take(self, *, messages: float, commits: float, lag: float) -> None:
        self._counted.append(tuple(self.deliveries.counts))
        lately = [new - old for new, old in zip(self._counted[-1], self._counted[0], strict=True)]
        self._samples.append(
            Sample(
                now(),
                self.connections(),
                round(messages, 2),
                round(commits, 2),
                quantile(lately, 0.5),
                quantile(lately, 0.99),
                round(lag, 2),
            )
        )


def quantile(counts: Sequence[int], part: float) -> float | None:
    """Milliseconds within which this part of the deliveries was made, by the buckets of `Deliveries`; None
    where there were none. Within a bucket they are taken to lie evenly."""
    bounds = Deliveries.BOUNDS
    wanted = part * sum(counts)
    if not wanted:
        return None
    for index, (count, reached) in enumerate(zip(counts, accumulate(counts), strict=True)):
        if reached >= wanted and count:
            lower = bounds[index - 1] if index else 0.0
            upper = bounds[index] if index < len(bounds) else lower
            return round(1000 * (upper - (reached - wanted) / count * (upper - lower)), 3)
    raise AssertionError("unreachable")
