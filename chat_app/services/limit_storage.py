"""Where the `limits` package keeps what is counted for all workers: one Redis, or a cluster."""

import math
import time
from typing import Any

from limits.aio.storage import Storage
from redis.exceptions import RedisError

from chat_app.bus.nodes import Command, Nodes

_PREFIX = "parley:"


class LimitStorage(Storage):
    """Windows of `FixedWindowRateLimiter`. Methods raise RedisError, OSError."""

    STORAGE_SCHEME = None

    def __init__(self, nodes: Nodes) -> None:
        super().__init__()
        self._nodes = nodes

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        return (RedisError, OSError)

    async def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """The count after it; the window begins with the first."""
        count, _ = await self._run(key, ("INCRBY", amount), ("EXPIRE", expiry, "NX"))
        return count

    async def get(self, key: str) -> int:
        (count,) = await self._run(key, ("GET",))
        return int(count or 0)

    async def get_expiry(self, key: str) -> float:
        """When the window ends, in seconds since 1970."""
        (left,) = await self._run(key, ("PTTL",))
        return math.ceil(time.time() + max(left, 0) / 1000)

    async def check(self) -> bool:
        await self._nodes.ping()
        return True

    async def reset(self) -> int | None:
        raise NotImplementedError("Windows end by themselves.")

    async def clear(self, key: str) -> None:
        await self._run(key, ("DEL",))

    async def _run(self, key: str, *commands: tuple[Any, ...]) -> list[Any]:
        name = _PREFIX + key
        answers = await self._nodes.run([Command(name, (verb, name, *rest)) for verb, *rest in commands])
        for answer in answers:
            if isinstance(answer, Exception):
                raise answer
        return answers
