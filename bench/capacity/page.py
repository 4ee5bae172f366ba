"""The tables and pictures of `docs/scale.md`: everything that is a number there comes from here."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pygal

from bench.capacity import demand, people, plan, regions
from bench.capacity.demand import Design
from bench.capacity.model import FITTED_UP_TO, Costs, Fit
from bench.capacity.people import town
from bench.capacity.plan import Fleet, Step
from bench.plots import drawing

SIZES = (10**3, 10**4, 10**5, 10**6, 10**7)
MOST_WORKERS = 10_000
"""Of a fleet that is still worth a word."""
ROOMS = (100, 1_000, 10_000, 100_000, 1_000_000)
DRAWN = (plan.RECOVERY, plan.SYNC, plan.HEARS, plan.FIXED, plan.HELD, plan.NEWS)
"""Limits in the picture: the others lie between them."""
_MARK = r"(<!-- made: {name} -->\n).*?(<!-- end -->)"


def tables(costs: Costs, found: Sequence[Fit], sources: Sequence[str]) -> dict[str, str]:
    """Markdown by the name of its place."""
    towns = [town(people_) for people_ in SIZES]
    as_is = [plan.fleet(one, Design(), costs) for one in towns]
    changed = [plan.planned(one, costs) for one in towns]
    return {
        "sources": "Made of " + ", ".join(f"`{source}`" for source in sources) + ".",
        "costs": _costs(costs),
        "fit": _fit(found),
        "predictions": _predictions(found),
        "assumptions": _assumptions(),
        "towns": _towns(towns, as_is),
        "fleets": _fleets(as_is),
        "breaks": _breaks(costs),
        "plans": _plans(changed),
        "rooms": _rooms(costs),
        "storms": _storms(as_is, [fleet for fleet, _ in changed]),
        "regions": _regions(),
    }


def write(path: Path, made: Mapping[str, str]) -> None:
    """Puts each table between `<!-- made: NAME -->` and `<!-- end -->`, and leaves everything else.

    Raises:
        ValueError: there is no such place.
    """
    page = path.read_text()
    for name, table in made.items():
        pattern = re.compile(_MARK.format(name=re.escape(name)), re.DOTALL)
        page, count = pattern.subn(lambda match, text=table: f"{match[1]}\n{text}\n\n{match[2]}", page)
        if count != 1:
            raise ValueError(f"{path} has {count} places for {name}")
    path.write_text(page)


def draw(folder: Path, costs: Costs, found: Sequence[Fit]) -> None:
    """`breaks.svg`, `workers.svg`, and `fit.svg` where there is something measured beyond the fit."""
    folder.mkdir(exist_ok=True)
    towns = [town(round(10 ** (exponent / 4)), most=20_000) for exponent in range(12, 29)]
    as_is = [plan.fleet(one, Design(), costs) for one in towns]
    chart = _over_people("What the product as it is asks, as a share of what can be had", (0.01, 1000))
    for limit in DRAWN:
        points = [(fleet.town.people, limit.load(fleet)) for fleet in as_is]
        chart.add(limit.name, [point for point in points if 0.01 <= point[1] <= 1000])
    chart.render_to_file(str(folder / "breaks.svg"))
    chart = _over_people("Workers at the busiest hour", (1, 1_000_000))
    chart.add("as it is", [(fleet.town.people, fleet.demand.workers) for fleet in as_is])
    changed = [plan.planned(one, costs)[0] for one in towns]
    chart.add("with the changes", [(fleet.town.people, fleet.demand.workers) for fleet in changed])
    chart.render_to_file(str(folder / "workers.svg"))
    if any(fit.predictions for fit in found):
        chart = drawing(pygal.XY, "Measured, as a share of what the model says", height=440)
        chart.x_title = "sockets"
        for fit in found:
            beyond = [(one.sockets, one.measured) for one in fit.predictions]
            measured = [*fit.points, *beyond]
            chart.add(fit.subject.name, [(n, value / fit.line.at(n)) for n, value in measured])
        chart.render_to_file(str(folder / "fit.svg"))


def _over_people(title: str, between: tuple[float, float]) -> pygal.XY:
    """With both axes logarithmic, and a line for each power of ten."""
    chart = drawing(pygal.XY, title, height=480, x_value_formatter=lambda size: f"{size:,.0f}")
    chart.logarithmic = True
    chart.xrange, chart.range = (SIZES[0], SIZES[-1]), between
    low, high = (round(math.log10(end)) for end in between)
    chart.x_labels = list(SIZES)
    chart.y_labels = [10.0**power for power in range(low, high + 1)]
    chart.x_title = "people"
    return chart


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> str:
    rule = ["---"] * left + ["---:"] * (len(head) - left)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, rule, *rows))


def number(value: float) -> str:
    """Three digits that say something."""
    if value == 0:
        return "0"
    if abs(value) >= 1e9:
        return f"{value / 1e9:,.3g} billion" if abs(value) < 1e12 else f"{value / 1e9:,.0f} billion"
    if abs(value) >= 1e6:
        return f"{value / 1e6:.3g} million"
    if abs(value) >= 100:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.3g}"


def _costs(costs: Costs) -> str:
    return _table(
        ("what", "cost", "from"),
        ((cost.what, f"{number(cost.value)} {cost.unit}", cost.source) for cost in costs.by_name.values()),
        left=3,
    )


def _fit(found: Sequence[Fit]) -> str:
    if not found:
        return (
            f"*No results of `python -m bench sockets` with up to {FITTED_UP_TO:,} sockets among the files.*"
        )
    return _table(
        ("", "fixed", "for each socket", "unit", "fitted to", "largest error there"),
        (
            (
                fit.subject.name,
                number(fit.line.fixed),
                number(fit.line.each),
                fit.subject.unit,
                " ".join(f"{n:,}" for n, _ in fit.points),
                f"{fit.residual:.0%}",
            )
            for fit in found
        ),
    )


def _predictions(found: Sequence[Fit]) -> str:
    rows = [
        (
            one.subject.name,
            f"{one.sockets:,}",
            f"{number(one.predicted)} {one.subject.unit}",
            f"{number(one.measured)} {one.subject.unit}",
            f"{one.error:+.0%}",
        )
        for fit in found
        for one in fit.predictions
    ]
    if not rows:
        return f"*Nothing was measured with more than {FITTED_UP_TO:,} sockets in these files.*"
    return _table(("", "sockets", "predicted", "measured", "error"), rows)


def _assumptions() -> str:
    said = (
        ("people there at the busiest hour, one zone", f"{people.peak(((0, 1.0),)):.0%}"),
        ("the same around the world", f"{people.peak(people.ZONES):.0%}"),
        ("sockets of a person who is there", f"{people.SOCKETS}"),
        ("messages of a person who is there, an hour", f"{people.SAID}"),
        ("of all messages, those in direct conversations", f"{people.DIRECT_SHARE:.0%}"),
        ("direct conversations and groups of a person", f"{people.DIRECTS} and {people.GROUPS}"),
        ("sizes of groups", f"power law, exponent {people.TAIL}, {people.SMALLEST} to {people.LARGEST:,}"),
        ("a group says as much as so many would", f"{people.SPEAKERS}"),
        (
            "one room for everybody, up to",
            f"{people.HALL:,} members, {people.HALL_MESSAGES} messages an hour",
        ),
        ("changes of presence of a person who is there", f"one in {1 / people.CHANGES:,.0f} s"),
        ("members who come or go in a year", f"{people.TURNOVER * people.WORKDAYS * 8 * 3600:.0%}"),
        ("of who hears a message, those who read it at once", f"{demand.READERS:.0%}"),
        ("a worker's core: its share, what it does anyway", f"{plan.SHARED_PART:.0%}, {plan.FIXED_PART:.0%}"),
        ("sockets and memory of a worker, at most", f"{plan.SOCKETS_EACH:,}, {plan.MEMORY_EACH_MIB:,} MiB"),
        ("workers on a machine", f"{plan.WORKERS_PER_MACHINE}"),
        (
            "a Redis node hands out",
            f"{number(plan.REDIS_OUT)} messages, {plan.REDIS_OUT_MB:.0f} MB a second",
        ),
        (
            "a PostgreSQL primary writes",
            f"{number(plan.PRIMARY_ROWS)} rows, {plan.PRIMARY_LOG_MB:.0f} MB of log a second",
        ),
        ("it holds, and has so many connections", f"{plan.HELD_TB} TB, {plan.PRIMARY_SESSIONS}"),
        ("all are in sync again, when a machine is lost, within", f"{plan.RECOVERED_WITHIN:g} s"),
        ("a connect brings, at most", f"{plan.SYNC_MB:g} MB"),
        ("an announcement's receipts keep a primary busy, at most", f"{plan.BUSY_FOR:g} s"),
        ("a page hears of presence, at most", f"{plan.CLIENT_HEARS} a second"),
    )
    return _table(("assumption", "value"), said, left=2)


def _towns(towns: Sequence[people.Town], as_is: Sequence[Fleet]) -> str:
    return _table(
        (
            "people",
            "there",
            "messages/s",
            "deliveries/s",
            "receipts/s",
            "receipt frames/s",
            "presence frames/s",
        ),
        (
            (
                f"{one.people:,}",
                number(one.there),
                number(one.messages),
                number(fleet.demand.deliveries),
                number(fleet.demand.marks),
                number(fleet.demand.receipt_deliveries),
                number(fleet.demand.presence_deliveries),
            )
            for one, fleet in zip(towns, as_is, strict=True)
        ),
        left=0,
    )


def _fleet_cells(fleet: Fleet) -> tuple[str, ...]:
    asked = fleet.demand
    return (
        f"{fleet.town.people:,}",
        number(asked.workers),
        number(plan.machines(asked.workers)),
        number(fleet.redis_nodes),
        f"{fleet.design.shards}",
        number(fleet.gbit),
        number(asked.wal_bytes / 1e6),
        number(asked.bytes_a_year / 1e12),
    )


_FLEET_HEAD = ("people", "workers", "machines", "Redis", "PostgreSQL", "Gbit/s out", "log MB/s", "TB a year")


def _fleets(as_is: Sequence[Fleet]) -> str:
    def heaviest(fleet: Fleet) -> str:
        limit, load = fleet.loads[0]
        value = number(limit.value(fleet))
        return f"{limit.name}: {value} {limit.unit}, {number(load)} × what can be had"

    rows = ((*_fleet_cells(fleet), heaviest(fleet)) for fleet in as_is)
    return _table((*_FLEET_HEAD, "the heaviest number"), rows, left=0)


def _breaks(costs: Costs) -> str:
    return _table(
        ("from about", "this breaks", "there are then", "of", "workers then"),
        (
            (
                f"{number(size)} people",
                limit.name,
                f"{number(limit.value(fleet))} {limit.unit}",
                f"{number(limit.most)} {limit.unit}",
                number(fleet.demand.workers),
            )
            for size, limit, fleet in plan.breaking(costs)
        ),
        left=2,
    )


def _plans(changed: Sequence[tuple[Fleet, list[Step]]]) -> str:
    def words(steps: list[Step], fleet: Fleet) -> str:
        said = "; ".join(step.name for step in steps) or "nothing"
        left = "; ".join(limit.name for limit, _ in fleet.broken)
        return said + (f" (still broken: {left})" if left else "")

    rows = ((*_fleet_cells(fleet), words(steps, fleet)) for fleet, steps in changed)
    return _table((*_FLEET_HEAD, "what changes"), rows, left=0)


def _rooms(costs: Costs) -> str:
    online = people.peak(people.ZONES)
    return _table(
        (
            "members",
            "there",
            "workers",
            "cores for deliveries",
            "Gbit/s",
            "last socket after",
            "receipts/s",
            "cores for receipts",
            "rows read as one joins",
            "messages/s at most",
        ),
        (
            (
                f"{one.members:,}",
                number(one.online),
                number(one.workers),
                number(one.cores),
                number(one.gbit),
                f"{number(one.slowest_ms)} ms",
                number(one.marks),
                number(one.marks * costs["mark"] / 1e6),
                number(one.reread),
                number(one.ceiling),
            )
            for one in (plan.room(size, online, costs) for size in ROOMS)
        ),
        left=0,
    )


def _storms(as_is: Sequence[Fleet], changed: Sequence[Fleet]) -> str:
    def row(words: str, fleet: Fleet) -> tuple[str, ...]:
        asked = fleet.demand
        losses = (1, plan.of_a_machine(asked), -(-asked.workers // 3))
        times = (f"{number(plan.storm_seconds(asked, lost))} s" for lost in losses)
        connect = f"{number(asked.connect_us / 1e3)} ms"
        return (
            f"{fleet.town.people:,}",
            words,
            number(asked.workers),
            number(asked.sockets),
            connect,
            *times,
        )

    head = (
        "people",
        "",
        "workers",
        "sockets",
        "a connect",
        "a worker is lost",
        "a machine",
        "a third of all",
    )
    rows = [
        row(words, fleet)
        for pair in zip(as_is, changed, strict=True)
        for words, fleet in zip(("as it is", "changed"), pair, strict=True)
        if fleet.demand.workers < MOST_WORKERS
    ]
    return _table(head, rows, left=0)


def _regions() -> str:
    return _table(
        ("", "added to an ack, on average", "messages that wait for another continent", "a region is lost"),
        (
            (one.kept, f"{one.mean_ms:.0f} ms", f"{one.far_share:.0%}", one.lost_region)
            for one in regions.choices()
        ),
    )
