"""What Prometheus asks for: the figures of a worker, each with its number as the label `worker`."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from chat_app.http.metric_catalogue import CATALOGUE, PREFIX, Described
from chat_app.models.buckets import Buckets, Figure, Figures, Labels

WORKER = "worker"

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """Counts answers of the API."""

    def __init__(self) -> None:
        self._running = 0
        self._answers: dict[Labels, float] = {}
        self._seconds: dict[Labels, Buckets] = {}

    def begins(self) -> None:
        self._running += 1

    def ends(self, method: str, route: str, status: int, seconds: float) -> None:
        """`route` is the path with its placeholders, so that there are only so many."""
        self._running -= 1
        known = method if method in _METHODS else "other"
        labels = known, route, str(status)
        self._answers[labels] = self._answers.get(labels, 0) + 1
        if (buckets := self._seconds.get((route,))) is None:
            buckets = self._seconds[route,] = Buckets(_SECONDS)
        buckets.note(seconds)

    def figures(self) -> Mapping[str, Figure]:
        return {
            "http_requests_total": self._answers,
            "http_seconds": self._seconds,
            "http_requests_running": self._running,
        }


class Metrics:
    """Of one worker. One for each app, so that several can live in one process."""

    def __init__(self, worker: int, *figures: Figures) -> None:
        self._worker = worker
        self._figures = figures
        self._process = CollectorRegistry()
        ProcessCollector(registry=self._process)
        PlatformCollector(registry=self._process)

    async def text(self, more: Mapping[str, Figure]) -> str:
        """In Prometheus's format, with `more` that had to be asked for. What is not known now has a
        description and no value."""
        known = dict(more)
        for figures in self._figures:
            known.update(figures())
        # Writing some thousand lines takes ten milliseconds, in which people would wait.
        frozen: dict[str, Figure] = {
            name: dict(one) if isinstance(one, Mapping) else one for name, one in known.items()
        }
        return await asyncio.to_thread(self._written, frozen)

    def _written(self, known: Mapping[str, Figure]) -> str:
        if unknown := known.keys() - {described.name for described in CATALOGUE}:
            raise LookupError(f"{', '.join(sorted(unknown))}: not described in the catalogue")
        registry = CollectorRegistry(auto_describe=False)
        registry.register(_Of(str(self._worker), self._process, known))
        return generate_latest(registry).decode()


def silent(worker: int) -> str:
    """What is known of a worker that does not answer."""
    up = next(described for described in CATALOGUE if described.name == "worker_up")
    name = PREFIX + up.name
    return f'# HELP {name} {up.help}\n# TYPE {name} {up.kind}\n{name}{{{WORKER}="{worker}"}} 0.0\n'


def merged(texts: Iterable[str]) -> str:
    """The figures of several workers as one text: each metric described once, its samples together."""
    blocks: dict[str, list[str]] = {}
    for text in texts:
        block: list[str] = []
        describes = False
        for line in text.splitlines():
            if line.startswith("# HELP "):
                name = line.split(" ", 3)[2]
                describes = name not in blocks
                block = blocks.setdefault(name, [])
            if describes or not line.startswith("#"):
                block.append(line)
    return "".join(f"{line}\n" for block in blocks.values() for line in block)


class _Of(Collector):
    def __init__(self, worker: str, process: CollectorRegistry, known: Mapping[str, Figure]) -> None:
        self._worker, self._process, self._known = worker, process, known

    def collect(self) -> Iterator[Metric]:
        for described in CATALOGUE:
            yield self._labelled(_family(described, self._known.get(described.name)))
        for metric in self._process.collect():
            yield self._labelled(metric)

    def _labelled(self, metric: Metric) -> Metric:
        metric.samples = [
            sample._replace(labels={WORKER: self._worker, **sample.labels}) for sample in metric.samples
        ]
        return metric


_FAMILIES: Mapping[str, Any] = {
    "counter": CounterMetricFamily,
    "gauge": GaugeMetricFamily,
    "histogram": HistogramMetricFamily,
}


def _family(described: Described, figure: Figure | None) -> Metric:
    family = _FAMILIES[described.kind](PREFIX + described.name, described.help, labels=described.labels)
    known: Mapping[Labels, float | Buckets]
    if figure is None:
        known = {}
    elif isinstance(figure, Mapping):
        known = figure
    else:
        known = {(): figure}
    for labels, value in known.items():
        if isinstance(value, Buckets):
            bounds = (*map(str, value.bounds), "+Inf")
            reached = list(zip(bounds, accumulate(value.counts), strict=True))
            family.add_metric(labels, reached, sum_value=value.sum)
        else:
            family.add_metric(labels, value)
    return family
