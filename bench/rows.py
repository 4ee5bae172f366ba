"""What was measured, one row for each subject at each case."""

from __future__ import annotations

from dataclasses import dataclass

from bench.case import Case
from bench.figures import medians
from bench.load import Result


@dataclass
class Row:
    """All runs of one subject at one case."""

    case: Case
    subject: str
    stores: bool
    runs: list[Result]

    @property
    def figures(self) -> dict[str, float]:
        return (
            medians([run.figures for run in self.runs if run.figures])
            if any(r.figures for r in self.runs)
            else {}
        )

    @property
    def faults(self) -> int:
        return sum(run.fault_count for run in self.runs)
