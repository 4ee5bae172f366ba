"""Figures that Prometheus asks for now and then, kept as plain numbers: to count costs an addition."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence


class Buckets:
    """A histogram: how many values lay up to each of `bounds`, and how many beyond.

    `counts` has a number for each bound, of the values above the one before, and one for what is beyond all.
    Only one thread may note.
    """

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = tuple(bounds)
        self.counts = [0] * (len(self.bounds) + 1)
        self.sum = 0.0

    def note(self, value: float) -> None:
        self.counts[bisect_left(self.bounds, value)] += 1
        self.sum += value


Labels = tuple[str, ...]
"""Values of the labels of a metric, in the order of its description."""

Figure = float | Buckets | Mapping[Labels, float | Buckets]
"""What is known under one name: a number, or one for each combination of labels that there was."""

Figures = Callable[[], Mapping[str, Figure]]
"""Figures of a part of the worker, by the names of `chat_app.http.metric_catalogue`, as they are now."""
