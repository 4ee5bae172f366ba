"""`python -m bench.compare REV`: how does this checkout do against another commit, on this machine, now?

Both are measured by this checkout's generator, in turn, so that what changes with the hour changes for both.
What is not committed counts as this checkout's.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench.__main__ import FULL
from bench.case import Case, Sizes
from bench.cases import SCENARIOS, cases
from bench.cast import Cast
from bench.load import SHORT
from bench.machine import ROOT, commit
from bench.report import ratio
from bench.rows import Row
from bench.run import means, measured
from bench.subjects import Product

USUAL = ("posts", "fanout", "paced", "rooms")
ONLY_HERE = ("browser", "files", "start", "history", "stored", "search")
"""Scenarios that need built pages, or write past the server into a schema of this checkout."""


def main() -> int:
    """Prints the ratios; 1 where a promise was seen broken."""
    arguments = _arguments()
    scenarios: list[str] = arguments.scenarios or [*USUAL]
    sizes = replace(
        FULL,
        seconds=arguments.seconds,
        paced_seconds=2 * arguments.seconds,
        rounds=arguments.rounds,
        groups=20,
        texts=(SHORT,),
    )
    with checkout(arguments.rev) as (tree, name), means(scenarios) as (folder, postgres, valkey):
        cast = Cast(sizes.users, arguments.only, postgres, valkey)
        asked = paired(cases(scenarios, sizes, cast), tree, name)
        rows = measured(asked, sizes.rounds, folder)
    print(table(rows, name, sizes))
    return 1 if any(row.faults for row in rows) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__)
    parser.add_argument("rev", help="any name of a commit that git knows")
    parser.add_argument("scenarios", nargs="*", metavar="scenario", help=f"usually {', '.join(USUAL)}")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3)
    parser.add_argument("--only", default="Parley", metavar="TEXT", help="subjects with this in their name")
    arguments = parser.parse_args()
    possible = set(SCENARIOS) - set(ONLY_HERE)
    if unknown := set(arguments.scenarios) - possible:
        parser.error(f"not to be compared: {', '.join(sorted(unknown))} (but {', '.join(sorted(possible))})")
    return arguments


@contextmanager
def checkout(rev: str) -> Iterator[tuple[Path, str]]:
    """The code of a commit in a folder of its own, and the commit's short hash; removed afterwards.

    Raises:
        SystemExit: there is no such commit.
    """
    found = _git("rev-parse", "--verify", "--quiet", "--short", f"{rev}^{{commit}}", check=False)
    if not found:
        sys.exit(f"{rev} is no commit")
    with tempfile.TemporaryDirectory(prefix="parley-compared-") as name:
        tree = Path(name) / found
        _git("worktree", "add", "--quiet", "--detach", str(tree), found)
        try:
            if (tree / "requirements.txt").read_text() != (ROOT / "requirements.txt").read_text():
                print(f"{found} pins other packages; it runs with those of this checkout.", file=sys.stderr)
            yield tree, found
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*arguments: str, check: bool = True) -> str:
    return subprocess.run(
        ("git", *arguments), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=check
    ).stdout.strip()


def paired(asked: list[Case], tree: Path, name: str) -> list[Case]:
    """The same cases, asked of the product as it is here and as it is in `tree`, and of nobody else."""
    twins: dict[Product, list[Product]] = {}
    for case in asked:
        for subject in case.subjects:
            if isinstance(subject, Product) and subject not in twins:
                twins[subject] = [subject.of(tree, f", {name}"), subject.of(ROOT, ", here")]
    return [
        replace(
            case,
            subjects=[twin for one in case.subjects if isinstance(one, Product) for twin in twins[one]],
            once=False,
        )
        for case in asked
    ]


def table(rows: list[Row], name: str, sizes: Sizes) -> str:
    """A line for each case and kind of product. A ratio above 1: this checkout is better.

    The spread is that of the ratios of single rounds, each of two runs that followed on each other.
    """
    lines = [
        f"# {commit()} against {name}, {sizes.rounds} rounds of {sizes.seconds:g} s",
        "",
        f"| | figure | {name} | here | ratio | lowest and highest of a round | faults |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for before, here in zip(rows[::2], rows[1::2], strict=True):
        case = here.case
        pairs = [
            (one.figures[case.unit], other.figures[case.unit])
            for one, other in zip(before.runs, here.runs, strict=True)
            if case.unit in one.figures and case.unit in other.figures
        ]
        faults = before.faults + here.faults
        what = f"{here.subject.removesuffix(', here')}, {case.title}"
        if not pairs:
            lines.append(f"| {what} | {case.unit} | failed | failed | | | {faults} |")
            continue
        ratios = sorted(ratio(case, own, base) for base, own in pairs)
        lines.append(
            f"| {what} | {case.unit} | {median(base for base, _ in pairs):,.1f}"
            f" | {median(own for _, own in pairs):,.1f} | {median(ratios):.2f}"
            f" | {ratios[0]:.2f} to {ratios[-1]:.2f} | {faults} |"
        )
    faults = [
        f"- {row.subject}, {row.case.title}: {fault}"
        for row in rows
        for run in row.runs
        for fault in run.faults
    ]
    return "\n".join([*lines, *(["", "## Faults", "", *faults] if faults else [])])


if __name__ == "__main__":
    sys.exit(main())
