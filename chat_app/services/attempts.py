"""How often something may fail: counted in Redis where there is one, else in this worker."""

import asyncio
import math
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

import structlog
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from chat_app.errors import TooMany
from chat_app.settings import Settings

SIGN_INS = RateLimitItemPerMinute(10)

_PATIENCE = 2
"""Seconds for Redis to answer; without it this worker counts alone."""

log = structlog.get_logger(__name__)


class Attempts:
    """Counts failures by key; nothing is counted where `CHAT_RATE_LIMITS` is off."""

    def __init__(self, settings: Settings, allowed: RateLimitItem = SIGN_INS) -> None:
        self._on = settings.rate_limits == "on"
        self._allowed = allowed
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(_redis(settings.redis_url)) if settings.redis_url else None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def one(self, key: str) -> AsyncIterator[None]:
        """Only one attempt on the key at a time, so that many at once cannot pass the count together.

        Raises:
            TooMany: there were too many failures.
        """
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            await self._check(key)
            yield

    async def failed(self, key: str) -> None:
        """Counts a failure, to be called within `one`."""
        if not self._on:
            return
        await self._here.hit(self._allowed, key)
        if self._shared:
            try:
                await self._shared.hit(self._allowed, key)
            except (RedisError, OSError) as error:
                log.warning("attempts_not_shared", error=repr(error))

    async def _check(self, key: str) -> None:
        if not self._on:
            return
        for counter in (self._shared, self._here):
            if counter is None:
                continue
            try:
                if not await counter.test(self._allowed, key):
                    window = await counter.get_window_stats(self._allowed, key)
                    wait = max(1, math.ceil(window.reset_time - time.time()))
                    raise TooMany("Too many failed attempts. Wait a little.", retry_after=wait)
            except (RedisError, OSError) as error:
                log.warning("attempts_not_shared", error=repr(error))


def _redis(url: str) -> Storage:
    scheme = "redis+unix" if url.startswith("unix:") else url.partition(":")[0]
    return RedisStorage(
        f"async+{scheme}:{url.partition(':')[2]}",
        implementation="redispy",
        socket_timeout=_PATIENCE,
        socket_connect_timeout=_PATIENCE,
    )
