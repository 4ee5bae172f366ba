"""Limits where two workers share a Valkey."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from limits import RateLimitItemPerHour

from chat_app.errors import TooMany
from chat_app.services.limits import Limit, Limits
from chat_app.settings import Settings
from tests.support.valkey import Valkey

TEN = Limit("ten", "things in a test", {"account": RateLimitItemPerHour(10)})


@pytest.fixture
async def workers(valkey: Valkey, tmp_path: Any) -> AsyncIterator[list[Limits]]:
    valkey.flush()
    given: Any = {"CHAT_DATA_DIR": tmp_path, "CHAT_REDIS_URL": valkey.url, "CHAT_RATE_LIMITS": "on"}
    both = [Limits(Settings(**given)) for _ in range(2)]
    for limits in both:
        limits.start()
    yield both
    for limits in both:
        await limits.stop()


async def test_what_one_worker_counts_another_knows_within_seconds(workers: list[Limits]) -> None:
    """Counting never waits for Redis, so each worker learns of the other by and by."""
    counted = 0
    async with asyncio.timeout(10):
        while True:
            try:
                for worker in workers:
                    worker.count(TEN, account="anna")
                    counted += 1
            except TooMany:
                break
            await asyncio.sleep(0.4)  # it is told once a second
    assert counted < 2 * 10


async def test_what_is_spent_is_counted_together_exactly(workers: list[Limits]) -> None:
    spent = [workers[n % 2].spend(TEN, account="anna") for n in range(30)]
    done = await asyncio.gather(*spent, return_exceptions=True)
    assert sum(outcome is None for outcome in done) == 10


async def test_without_redis_each_worker_goes_on_by_itself(workers: list[Limits], valkey: Valkey) -> None:
    valkey.stop()
    try:
        for n in range(10):
            await workers[0].spend(TEN, account="anna")
            workers[0].count(TEN, account="bob" if n else "carol")
        with pytest.raises(TooMany):
            await workers[0].spend(TEN, account="anna")
    finally:
        valkey.start()
