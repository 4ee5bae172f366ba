"""The bus over Redis (or Valkey) pub/sub: at most once, so every break is reported as a loss."""
# redis-py's types leave out its arguments' own, and mix up what is awaited.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportGeneralTypeIssues=false

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from chat_app.bus.envelope import EVERYONE, Envelope
from chat_app.errors import Unavailable

_PREFIX = "parley:"
_LONGEST_QUEUE = 10_000

log = structlog.get_logger(__name__)


class RedisBus:
    """See `chat_app.bus.interface.Bus`.

    What is published while Redis is away still reaches this worker's own listeners; the others repair
    from SQL when they are told of the loss.
    """

    def __init__(self, url: str) -> None:
        self.deliver: Callable[[Envelope], None] = lambda _envelope: None
        self.lost: Callable[[], None] = lambda: None
        self.published: Callable[[Sequence[Envelope]], None] = lambda _envelopes: None
        self.lag: float | None = None
        self.reconnects = 0
        self._redis: Redis = Redis.from_url(
            url, socket_connect_timeout=2, socket_timeout=5, retry=Retry(NoBackoff(), 1), max_connections=8
        )
        # Never retried inside the library: it would subscribe again in silence, and hide the loss.
        self._listening: Redis = Redis.from_url(url, socket_connect_timeout=2, retry=Retry(NoBackoff(), 0))
        self._pubsub = self._listening.pubsub()
        self._channels = {EVERYONE}
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._queue: asyncio.Queue[Sequence[Envelope]] = asyncio.Queue(_LONGEST_QUEUE)
        self._tasks: list[asyncio.Task[None]] = []
        self._connected = asyncio.Event()

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._listen_forever()),
            asyncio.create_task(self._publish_forever()),
        ]
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._connected.wait(), 5)

    async def stop(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._queue.join(), 2)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with contextlib.suppress(RedisError, OSError):
            await self._pubsub.aclose()
            await self._listening.aclose()
            await self._redis.aclose()

    @property
    def healthy(self) -> bool:
        return self._connected.is_set()

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        try:
            self._queue.put_nowait(envelopes)
        except asyncio.QueueFull:
            self._fall_back(envelopes)

    async def listen(self, channels: Sequence[str]) -> None:
        new = [channel for channel in channels if channel not in self._channels]
        self._channels.update(new)
        if not new:
            return
        loop = asyncio.get_running_loop()
        confirmed = [self._waiting.setdefault(channel, loop.create_future()) for channel in new]
        try:
            await self._pubsub.subscribe(*(_PREFIX + channel for channel in new))
            await asyncio.wait_for(asyncio.gather(*map(asyncio.shield, confirmed)), 5)
        except (RedisError, OSError, TimeoutError):
            # They are in the list: the next connection subscribes to them and then reports the loss.
            log.warning("bus_listen_later", channels=len(new))

    async def ignore(self, channels: Sequence[str]) -> None:
        gone = [channel for channel in channels if channel in self._channels and channel != EVERYONE]
        self._channels.difference_update(gone)
        if gone:
            with contextlib.suppress(RedisError, OSError):
                await self._pubsub.unsubscribe(*(_PREFIX + channel for channel in gone))

    async def ping(self) -> float | None:
        start = time.perf_counter()
        try:
            await self._redis.ping()
        except (RedisError, OSError) as error:
            raise Unavailable("Redis does not answer.") from error
        return time.perf_counter() - start

    def _fall_back(self, envelopes: Sequence[Envelope]) -> None:
        """Delivers to this worker alone. Not reported as published: the outbox keeps what is durable."""
        for envelope in envelopes:
            if envelope.channel in self._channels:
                self.deliver(envelope)

    async def _publish_forever(self) -> None:
        while True:
            batches = [await self._queue.get()]
            while not self._queue.empty() and len(batches) < 64:
                batches.append(self._queue.get_nowait())
            envelopes = [envelope for batch in batches for envelope in batch]
            try:
                async with self._redis.pipeline(transaction=False) as pipeline:
                    for envelope in envelopes:
                        pipeline.publish(_PREFIX + envelope.channel, envelope.encode())
                    await pipeline.execute()
                self.published(envelopes)
            except (RedisError, OSError) as error:
                log.warning("bus_publish_failed", error=repr(error), envelopes=len(envelopes))
                self._fall_back(envelopes)
            finally:
                for _ in batches:
                    self._queue.task_done()

    async def _listen_forever(self) -> None:
        delay = 0.1
        first = True
        while True:
            try:
                await self._pubsub.subscribe(*(_PREFIX + channel for channel in self._channels))
                await self._confirmed({_PREFIX + channel for channel in self._channels})
                self._connected.set()
                if not first:
                    self.reconnects += 1
                    log.info("bus_back")
                    self.lost()
                first, delay = False, 0.1
                while True:
                    self._take(await self._pubsub.get_message(timeout=None))
            except (RedisError, OSError) as error:
                log.warning("bus_lost", error=repr(error))
                first = False
                self._connected.clear()
                with contextlib.suppress(RedisError, OSError):
                    await self._pubsub.aclose()
                self._pubsub = self._listening.pubsub()
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 (jitter, no secret)
                delay = min(delay * 2, 2)

    async def _confirmed(self, names: set[str]) -> None:
        while names:
            message: Any = await self._pubsub.get_message(timeout=5)
            self._take(message)
            if message is not None and message["type"] == "subscribe":
                names.discard(message["channel"].decode())

    def _take(self, message: Any) -> None:
        if message is None:
            return
        if message["type"] == "subscribe":
            waiting = self._waiting.pop(message["channel"].decode().removeprefix(_PREFIX), None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        elif message["type"] == "message":
            try:
                envelope = Envelope.decode(message["data"])
            except ValueError:
                log.warning("bus_garbage", channel=message["channel"])
                return
            self.deliver(envelope)
