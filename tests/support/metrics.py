"""What `/metrics` says, by name and labels."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from prometheus_client.parser import text_string_to_metric_families

from chat_app.http.metric_catalogue import PREFIX
from tests.support.api import Api
from tests.support.servers import AppServer


class Scraped:
    """One answer. `scraped("sockets", worker="2")` is the sum of the samples with these labels."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.families = list(text_string_to_metric_families(text))
        self._samples = [sample for family in self.families for sample in family.samples]

    def __call__(self, name: str, **labels: str) -> float:
        found = [
            sample.value
            for sample in self._samples
            if sample.name == PREFIX + name and labels.items() <= sample.labels.items()
        ]
        assert found, f"there is no {name} with {labels}"
        return sum(found)

    def workers(self, name: str) -> set[str]:
        """Those that told this metric."""
        return {sample.labels["worker"] for sample in self._samples if sample.name == PREFIX + name}


async def scrape(server: AppServer) -> Scraped:
    """By a new connection, so that of several workers any may answer."""
    async with Api(server.url, timeout=5) as api:
        return Scraped((await api.call("GET", "//metrics")).text)


async def scraped_when(server: AppServer, holds: Callable[[Scraped], object]) -> Scraped:
    """What it says, once it is what it must become."""
    async with asyncio.timeout(20):
        while not holds(scraped := await scrape(server)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return scraped
