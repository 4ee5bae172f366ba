"""What Prometheus asks this worker for."""

from collections.abc import Callable, Iterable, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from chat_app.services.vitals import Deliveries

Figures = Callable[[], Mapping[str, float]]
"""Numbers of a part of the worker, by name; those whose name ends in `_total` only grow."""

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)


class Metrics:
    """One registry for each app, so that several can live in one process."""

    def __init__(self, deliveries: Deliveries, *figures: Figures) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        PlatformCollector(registry=self._registry)
        self._registry.register(_Figures(figures))
        self._registry.register(_DeliveryTimes(deliveries))
        self._requests = Counter(
            "parley_http_requests",
            "Answers of the API.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "parley_http_seconds", "Time to an answer.", ("route",), buckets=_SECONDS, registry=self._registry
        )

    def measured(self, method: str, route: str, status: int, seconds: float) -> None:
        """Counts one answer. `route` is the path with its placeholders, so that there are only so many."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Figures(Collector):
    def __init__(self, figures: Iterable[Figures]) -> None:
        self._figures = tuple(figures)

    def collect(self) -> Iterable[Metric]:
        for figures in self._figures:
            for name, value in figures().items():
                family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
                yield family(f"parley_{name}", name.removesuffix("_total").replace("_", " "), value=value)


class _DeliveryTimes(Collector):
    def __init__(self, deliveries: Deliveries) -> None:
        self._deliveries = deliveries

    def collect(self) -> Iterable[Metric]:
        bounds = (*(str(bound) for bound in Deliveries.BOUNDS), "+Inf")
        reached = accumulate(self._deliveries.counts)
        yield HistogramMetricFamily(
            "parley_delivery_seconds",
            "From the receipt of a message until it was written to the sockets of its readers.",
            buckets=list(zip(bounds, reached, strict=True)),
            sum_value=self._deliveries.seconds,
        )
