"""Numbers out of samples."""

from collections.abc import Sequence
from statistics import median


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that `share` of the ordered samples do not exceed (nearest rank)."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


def milliseconds(samples: Sequence[float]) -> dict[str, float]:
    """p50, p99 and the largest of samples in seconds."""
    ordered = sorted(samples)
    return {
        "p50_ms": quantile(ordered, 0.5) * 1e3,
        "p99_ms": quantile(ordered, 0.99) * 1e3,
        "max_ms": quantile(ordered, 1) * 1e3,
    }


def medians(runs: list[dict[str, float]]) -> dict[str, float]:
    """Field by field over several runs of the same thing."""
    return {field: median(run[field] for run in runs) for field in runs[0]}
