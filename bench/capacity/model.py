"""What one socket, message, delivery, receipt costs: lines fitted to the benchmark's figures.

A line is fitted to what was measured with up to 1,000 sockets and asked about more, so that it can be held
against what was measured there too. What no file has is assumed, and says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

FITTED_UP_TO = 1000
PRODUCT = "Parley"
TOWN_GROUP = 20
"""Members of a group in the scenario `mix`."""
PAGES_PER_MESSAGE = 8.5
"""Pages that `mix` reads for each message: switches and scrolls."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """`fixed + each * n`."""

    fixed: float
    each: float

    def at(self, n: float) -> float:
        return self.fixed + self.each * n


def fitted(points: Sequence[tuple[float, float]]) -> Line:
    """The line with the least squares of relative errors; through the origin where there is one point.

    Relative, because 5 % of a small size matter as much as 5 % of a large one. Neither part is less than
    nothing: a cost is not negative, however the noise falls.
    """
    if len({n for n, _ in points}) < 2:
        return Line(0.0, sum(y / n for n, y in points) / len(points))
    weights = [1 / y**2 for _, y in points]
    total = sum(weights)
    mean_n = sum(w * n for w, (n, _) in zip(weights, points, strict=True)) / total
    mean_y = sum(w * y for w, (_, y) in zip(weights, points, strict=True)) / total
    spread = sum(w * (n - mean_n) ** 2 for w, (n, _) in zip(weights, points, strict=True))
    each = sum(w * (n - mean_n) * (y - mean_y) for w, (n, y) in zip(weights, points, strict=True)) / spread
    if each < 0:
        return Line(mean_y, 0.0)
    if mean_y - each * mean_n < 0:
        return Line(
            0.0,
            sum(w * n * y for w, (n, y) in zip(weights, points, strict=True))
            / sum(w * n * n for w, (n, _) in zip(weights, points, strict=True)),
        )
    return Line(mean_y - each * mean_n, each)


@dataclass(frozen=True, slots=True)
class Subject:
    """A figure of the scenario `sockets` that is taken to be a line over their number."""

    name: str
    unit: str
    of: str
    """The figure in the results."""
    total: bool = False
    """Whether that figure is for each socket, so that the line is of it times their number."""

    def value(self, sockets: float, figures: Mapping[str, float]) -> float:
        return figures[self.of] * (sockets if self.total else 1)


SUBJECTS = (
    Subject("memory of the server", "MiB", "pss_mib"),
    Subject("processor time while idle", "µs a second", "idle_us_per_socket_s", total=True),
    Subject("processor time of connecting all", "ms", "cpu_ms_per_connect", total=True),
    Subject("processor time of a message to all", "µs", "cpu_us_per_delivery", total=True),
    Subject("processor time of a message that nobody hears", "µs", "cpu_us_per_post"),
    Subject("from the send to the last socket, p50", "ms", "p50_ms"),
)


@dataclass(frozen=True, slots=True)
class Prediction:
    subject: Subject
    sockets: int
    predicted: float
    measured: float

    @property
    def error(self) -> float:
        """What the model says too much (or too little), as a share of what was measured."""
        return self.predicted / self.measured - 1


@dataclass(frozen=True, slots=True)
class Fit:
    """A line, the points under it, and what it says beyond them."""

    subject: Subject
    line: Line
    points: tuple[tuple[int, float], ...]
    predictions: tuple[Prediction, ...]

    @property
    def residual(self) -> float:
        """The largest relative error on the points that it was fitted to."""
        return max(abs(self.line.at(n) / y - 1) for n, y in self.points)


def fits(rows: Iterable[Row]) -> list[Fit]:
    """A fit for each subject that the scenario `sockets` has measured with up to 1,000 sockets."""
    own = [row for row in rows if row["scenario"] == "sockets" and row["subject"].startswith(PRODUCT)]
    found: list[Fit] = []
    for subject in SUBJECTS:
        points = sorted(
            (int(row["sockets"]), subject.value(row["sockets"], row["median"]))
            for row in own
            if row["median"].get(subject.of)
        )
        near = [(n, y) for n, y in points if n <= FITTED_UP_TO]
        if not near:
            continue
        line = fitted(near)
        beyond = [Prediction(subject, n, line.at(n), y) for n, y in points if n > FITTED_UP_TO]
        found.append(Fit(subject, line, tuple(near), tuple(beyond)))
    return found


@dataclass(frozen=True, slots=True)
class Cost:
    """`source` is the scenario that measured it, or what it is taken from."""

    value: float
    unit: str
    what: str
    source: str = "assumed"


@dataclass
class Costs:
    """Every cost that the simulation knows, by name; those here are taken where no file has better ones."""

    by_name: dict[str, Cost] = field(default_factory=lambda: dict(_ASSUMED))

    def __getitem__(self, name: str) -> float:
        return self.by_name[name].value

    def learn(self, name: str, value: float | None, source: str) -> None:
        if value is not None and value > 0:
            old = self.by_name[name]
            self.by_name[name] = Cost(value, old.unit, old.what, source)


_ASSUMED: dict[str, Cost] = {
    "idle": Cost(100, "µs/s", "an idle socket, its pings"),
    "connect": Cost(4400, "µs", "a connect with its sync"),
    "sync_member": Cost(6, "µs", "a member of a conversation, in a sync: read and told"),
    "post": Cost(260, "µs", "a message taken, stored, acknowledged"),
    "told": Cost(60, "µs", "a worker's part of a message, besides its sockets (bus, order, frame)"),
    "delivery": Cost(4.7, "µs", "a frame written to one more socket"),
    "mark": Cost(280, "µs", "a receipt: taken, stored, published"),
    "page": Cost(600, "µs", "a page of 50 messages"),
    "worker_mib": Cost(125, "MiB", "a worker without sockets"),
    "socket_kib": Cost(57, "KiB", "a socket"),
    "scan": Cost(0.35, "µs", "a known person, when another worker announces its people in full"),
    "look": Cost(0.06, "µs", "a room, when it is asked who shares it with somebody"),
    "member_bytes": Cost(160, "B", "a member in an open room's memory"),
    "heard": Cost(1.5, "µs", "a person in an announcement"),
    "wire_message": Cost(620, "B", "a message's frame"),
    "wire_ack": Cost(560, "B", "its acknowledgement"),
    "wire_receipt": Cost(190, "B", "a receipt's frame"),
    "wire_presence": Cost(150, "B", "a presence frame"),
    "wire_sync_member": Cost(95, "B", "a member of a conversation, in a sync"),
    "bus_message": Cost(900, "B", "a message on the bus"),
    "bus_receipt": Cost(380, "B", "a receipt on the bus"),
    "db_message": Cost(1500, "B", "a message in PostgreSQL, with its indexes and words"),
    "db_mark": Cost(260, "B", "a receipt in PostgreSQL, with its index"),
    "wal_message": Cost(3500, "B", "write-ahead log of a message"),
    "wal_mark": Cost(900, "B", "write-ahead log of a receipt"),
    "sqlite_message": Cost(1800, "B", "a message in SQLite"),
    "room_ceiling": Cost(1900, "/s", "messages that one conversation takes (its row is locked by each)"),
}


def costs(rows: Sequence[Row]) -> Costs:
    """What these results say, on top of what is assumed."""
    found = Costs()
    for name, fit in ((fit.subject.of, fit) for fit in fits(rows)):
        _learn_line(found, name, fit)
    _learn_fanout(found, rows)
    found.learn("page", _page(rows), "history")
    found.learn("mark", _mark(found, rows), "mix")
    ceilings = [
        row["median"]["acked_per_s"]
        for row in rows
        if row["scenario"] == "posts" and "one room" in row["case"] and "PostgreSQL" in row["subject"]
    ]
    found.learn("room_ceiling", max(ceilings, default=None), "posts, all in one room, PostgreSQL")
    for row in rows:
        if row["scenario"] == "sizes":
            for name, value in row["median"].items():
                found.learn(name, value, "sizes")
    return found


def _learn_line(found: Costs, figure: str, fit: Fit) -> None:
    line, source = fit.line, "sockets"
    match figure:
        case "pss_mib":
            found.learn("worker_mib", line.fixed, source)
            found.learn("socket_kib", line.each * 1024, source)
        case "idle_us_per_socket_s":
            found.learn("idle", line.each, source)
        case "cpu_ms_per_connect":
            found.learn("connect", line.each * 1e3, source)
        case "cpu_us_per_delivery":
            found.learn("delivery", line.each, source)
        case "cpu_us_per_post":
            found.learn("post", line.fixed, source)
        case _:
            pass


def _learn_fanout(found: Costs, rows: Iterable[Row]) -> None:
    """Where `sockets` has not run, `fanout` knows a delivery and `posts` a message."""
    own = [row for row in rows if row["subject"].startswith(PRODUCT)]
    if found.by_name["delivery"].source == "assumed":
        alone = [
            1e6 / row["median"]["per_server_core_s"]
            for row in own
            if row["scenario"] == "fanout" and row["case"].partition(", ")[2].startswith("next when")
        ]
        found.learn("delivery", median(alone) if alone else None, "fanout")
    stored = [
        1e6 / row["median"]["per_server_core_s"]
        for row in own
        if row["scenario"] == "posts" and "own rooms" in row["case"] and "PostgreSQL" in row["subject"]
    ]
    found.learn("post", median(stored) if stored else None, "posts, own rooms, PostgreSQL")


def _page(rows: Iterable[Row]) -> float | None:
    each = [
        row["median"]["server_core_share"] / row["median"]["pages_per_s"] * 1e6
        for row in rows
        if row["scenario"] == "history"
        and row["subject"].startswith(PRODUCT)
        and {"pages_per_s", "server_core_share"} <= row["median"].keys()
    ]
    return median(each) if each else None


def _mark(found: Costs, rows: Iterable[Row]) -> float | None:
    """A town's message brings a receipt of each other member: what is left of its cost is theirs."""
    shares: dict[float, float] = {}
    for row in rows:
        if row["scenario"] == "mix" and row["subject"].startswith(PRODUCT):
            rate = float(row["case"].partition("groups, ")[2].partition(" ")[0])
            shares[rate] = row["median"]["server_core_share"]
    if len(shares) < 2:
        return None
    message = fitted(sorted(shares.items())).each * 1e6
    rest = message - found["post"] - TOWN_GROUP * found["delivery"] - PAGES_PER_MESSAGE * found["page"]
    return max(0.0, rest / (TOWN_GROUP - 1) - found["told"])
