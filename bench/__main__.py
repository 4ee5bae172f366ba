"""`python -m bench [scenario …] [--quick]`: measures the product, and bare servers beside it."""

from __future__ import annotations

import argparse
import asyncio
import resource
import signal
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import uvloop

from bench.cases import SCENARIOS, Case, Sizes, cases
from bench.load import Result
from bench.machine import facts, pin_generator
from bench.processes import Server
from bench.report import Row, markdown, write
from bench.subjects import GENEROUS, Subject
from tests.support.postgres import Postgres

FULL = Sizes(
    seconds=4,
    paced_seconds=20,
    rounds=3,
    sockets=1000,
    senders=16,
    users=GENEROUS,
    samples=20,
    messages=1_000_000,
    file=1 << 30,
)
QUICK = Sizes(
    seconds=2,
    paced_seconds=5,
    rounds=1,
    sockets=1000,
    senders=16,
    users=GENEROUS,
    samples=5,
    messages=100_000,
    file=64 << 20,
)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=f"{', '.join(SCENARIOS)}")
    parser.add_argument("--quick", action="store_true", help="one short round; prints, and keeps no results")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--sockets", type=int)
    parser.add_argument("--users", type=int, help="accounts that the listening sockets are spread over")
    parser.add_argument("--only", default="", metavar="TEXT", help="subjects with this in their name")
    parser.add_argument("--save", action="store_true", help="keep the results of a quick run too")
    arguments = parser.parse_args()
    if unknown := set(arguments.scenarios) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return arguments


async def _measure(case: Case, subject: Subject, folder: Path) -> Result:
    try:
        return await asyncio.wait_for(case.run(subject, folder), 900)
    except Exception as error:  # noqa: BLE001  # one that cannot be measured is a finding; the others still are
        words = str(error) or type(error).__name__
        return Result({}, [f"could not be measured: {words}"], 1)
    finally:
        for server in list(Server.running):
            server.stop()


async def _run(asked: list[Case], rounds: int, folder: Path) -> list[Row]:
    rows = {
        (case.title, subject.name): Row(case, subject.name, subject.stores, [])
        for case in asked
        for subject in case.subjects
    }
    count = 0
    for number in range(rounds):
        for case in asked:
            for subject in case.subjects:
                count += 1
                place = folder / f"run{count}"
                place.mkdir()
                result = await _measure(case, subject, place)
                rows[case.title, subject.name].runs.append(result)
                shown = result.figures.get(case.unit, float("nan"))
                print(
                    f"{number + 1}/{rounds} {case.title}: {subject.name}: {shown:,.1f} {case.unit}"
                    + (f", {result.fault_count} FAULTS: {result.faults[0]}" if result.fault_count else ""),
                    file=sys.stderr,
                    flush=True,
                )
    return list(rows.values())


def main() -> int:
    """Runs what was asked for; 1 where a promise was seen broken."""
    arguments = _arguments()
    sizes = QUICK if arguments.quick else FULL
    given = {name: getattr(arguments, name) for name in ("rounds", "seconds", "sockets", "users")}
    sizes = Sizes(**asdict(sizes) | {name: value for name, value in given.items() if value})
    scenarios: list[str] = arguments.scenarios or [*SCENARIOS]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    machine = facts()
    with tempfile.TemporaryDirectory(prefix="parley-bench-") as name:
        folder = Path(name)
        postgres = (
            Postgres(durable=True) if {"posts", "search", "opening"} & set(scenarios) else None
        )  # wherever the kernel puts it
        try:
            pin_generator()
            asked = cases(scenarios, sizes, postgres, arguments.only)
            rows = uvloop.run(_run(asked, sizes.rounds, folder))
        finally:
            for server in list(Server.running):
                server.stop()
            if postgres is not None:
                postgres.close()
    if not arguments.quick or arguments.save:
        stem = write(machine, asdict(sizes), rows, arguments.scenarios)
        print(f"kept as {stem}.md and .json", file=sys.stderr)
    print(markdown(machine | {"date": "now"}, asdict(sizes), rows))
    return 1 if any(row.faults for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
