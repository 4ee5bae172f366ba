"""Limits where two workers share a Valkey."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from limits import RateLimitItemPerHour

from chat_app.bus.nodes import Nodes
from chat_app.errors import TooMany
from chat_app.services.limit_storage import LimitStorage
from chat_app.services.limits import Limit, Limits
from chat_app.settings import Settings
from tests.support.valkey import Valkey, ask
from tests.support.valkey_cluster import ValkeyCluster

TEN = Limit("ten", "things in a test", {"account": RateLimitItemPerHour(10)})


@pytest.fixture(params=("valkey", "cluster"))
def redis(request: pytest.FixtureRequest) -> Valkey | ValkeyCluster:
    return request.getfixturevalue(request.param)


@pytest.fixture
async def workers(redis: Valkey | ValkeyCluster, tmp_path: Any) -> AsyncIterator[list[Limits]]:
    redis.flush()
    given: Any = {"CHAT_DATA_DIR": tmp_path, "CHAT_REDIS_URL": redis.url, "CHAT_RATE_LIMITS": "on"}
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


async def test_a_window_that_is_over_begins_anew(redis: Valkey | ValkeyCluster, tmp_path: Any) -> None:
    redis.flush()
    nodes = Nodes(redis.url)
    storage = LimitStorage(nodes)
    assert [await storage.incr("k", 1) for _ in range(3)] == [1, 2, 3]
    assert time.time() < await storage.get_expiry("k") <= time.time() + 2
    async with asyncio.timeout(5):
        while await storage.get("k"):  # noqa: ASYNC110 (it has begun with the first, whoever came after)
            await asyncio.sleep(0.02)
    assert await storage.incr("k", 1) == 1
    await nodes.aclose()


@pytest.mark.parametrize("redis", ["cluster"], indirect=True)
async def test_what_is_counted_follows_a_slot_that_moves(
    workers: list[Limits], cluster: ValkeyCluster
) -> None:
    for n in range(5):
        await workers[n % 2].spend(TEN, account="anna")
    (key,) = [key for node in cluster.masters for key in ask(node, "KEYS", "*")]
    source = cluster.owner(key.decode())
    target = next(node for node in cluster.masters if node is not source)
    cluster.move(key.decode(), target)
    try:
        spent = [workers[n % 2].spend(TEN, account="anna") for n in range(30)]
        done = await asyncio.gather(*spent, return_exceptions=True)
        assert sum(outcome is None for outcome in done) == 5
    finally:
        cluster.move(key.decode(), source)


@pytest.mark.parametrize("redis", ["valkey"], indirect=True)
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
