"""`python -m bench [scenario …] [--quick]`: measures the product, and bare servers beside it."""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict

from bench.case import Sizes
from bench.cases import SCENARIOS, cases
from bench.cast import Cast
from bench.load import LONG, SHORT
from bench.machine import facts
from bench.report import markdown, write
from bench.run import means, measured
from bench.subjects import GENEROUS

FULL = Sizes(
    seconds=3,
    paced_seconds=15,
    rounds=3,
    sockets=1000,
    senders=16,
    users=GENEROUS,
    samples=20,
    messages=1_000_000,
    file=1 << 30,
    texts=(SHORT, LONG),
    groups=50,
    socket_counts=(100, 250, 500, 1000, 2500, 5000),
    message_counts=(10_000, 100_000, 1_000_000),
)
QUICK = Sizes(
    seconds=2,
    paced_seconds=4,
    rounds=1,
    sockets=1000,
    senders=16,
    users=GENEROUS,
    samples=3,
    messages=10_000,
    file=64 << 20,
    texts=(SHORT,),
    groups=10,
    socket_counts=(100, 1000),
    message_counts=(10_000,),
)
NUMBERS = {
    "rounds": int,
    "seconds": float,
    "sockets": int,
    "users": int,
    "messages": int,
    "groups": int,
}
COUNTS = ("socket_counts", "message_counts")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=f"{', '.join(SCENARIOS)}")
    parser.add_argument("--quick", action="store_true", help="one short round; prints, and keeps no results")
    for name, kind in NUMBERS.items():
        parser.add_argument(f"--{name}", type=kind)
    for name in COUNTS:
        parser.add_argument(f"--{name.replace('_', '-')}", type=_counts, metavar="N,N,…")
    parser.add_argument("--only", default="", metavar="TEXT", help="subjects with this in their name")
    parser.add_argument("--save", action="store_true", help="keep the results of a quick run too")
    arguments = parser.parse_args()
    if unknown := set(arguments.scenarios) - set(SCENARIOS):
        parser.error(f"no such scenario: {', '.join(sorted(unknown))}")
    return arguments


def _counts(given: str) -> tuple[int, ...]:
    return tuple(int(each) for each in given.split(","))


def main() -> int:
    """Runs what was asked for; 1 where a promise was seen broken."""
    arguments = _arguments()
    sizes = QUICK if arguments.quick else FULL
    given = {name: getattr(arguments, name) for name in (*NUMBERS, *COUNTS)}
    sizes = Sizes(**asdict(sizes) | {name: value for name, value in given.items() if value})
    scenarios: list[str] = arguments.scenarios or [*SCENARIOS]
    machine = facts()
    with means(scenarios) as (folder, postgres, valkey):
        asked = cases(scenarios, sizes, Cast(sizes.users, arguments.only, postgres, valkey))
        rows = measured(asked, sizes.rounds, folder)
    if not arguments.quick or arguments.save:
        stem = write(machine, asdict(sizes), rows, arguments.scenarios)
        print(f"kept as {stem}.md, .json and .svg", file=sys.stderr)
    print(markdown(machine | {"date": "now"}, asdict(sizes), rows, plots={}))
    return 1 if any(row.faults for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
