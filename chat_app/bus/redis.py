"""The bus over Redis (or Valkey) pub/sub: at most once, so every break is reported as a loss.

In a cluster pub/sub is sharded: each channel lives on the node that has its slot, and only there.
"""

import asyncio
import contextlib
import random
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import Any

import structlog
from redis.exceptions import RedisError

from chat_app.bus.envelope import EVERYONE, Envelope, Kind
from chat_app.bus.listener import Listener
from chat_app.bus.nodes import Command, Nodes
from chat_app.errors import Unavailable

_PREFIX = "parley:"
_LONGEST_QUEUE = 10_000
_AT_ONCE = 64
_FIRST_DELAY, _LONGEST_DELAY = 0.1, 2.0
_LOOK_EVERY = 10.0
"""Seconds between two looks at who has which slot: a node that was cut off from the others tells nobody."""
_AGAIN_AFTER = 0.2
"""Seconds until the next try where nothing at all could be published."""
_GATHER = 0.02
"""Seconds in which channels that are moved together, one by one, are told of."""

_FAILURES = (RedisError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


class RedisBus:
    """See `chat_app.bus.interface.Bus`.

    What is published while Redis is away still reaches this worker's own listeners; the others repair
    from SQL when they are told of the loss.
    """

    def __init__(self, url: str) -> None:
        self.deliver: Callable[[Envelope], None] = lambda _envelope: None
        self.lost: Callable[[Collection[str]], None] = lambda _channels: None
        self.published: Callable[[Sequence[Envelope]], None] = lambda _envelopes: None
        self.reconnects = 0
        self._nodes = Nodes(url)
        self._channels = {EVERYONE}
        self._listeners: dict[str, Listener] = {}
        """By the node that they listen to."""
        self._at: dict[str, Listener] = {}
        """Who listens to each channel."""
        self._missed: set[str] = set()
        """On these something may have been published that nobody here has heard."""
        self._ends = 0
        """Connections that broke and have no successor yet."""
        self._opening = asyncio.Lock()
        self._disturbed = asyncio.Event()
        self._connected = asyncio.Event()
        self._is_mute = False
        """Whether nothing could be published when it was last tried."""
        self._confirming: dict[str, asyncio.Future[None]] = {}
        """Channels that somebody is about to listen to."""
        self._queue: asyncio.Queue[tuple[Sequence[Envelope], bool]] = asyncio.Queue(_LONGEST_QUEUE)
        """And whether this worker has delivered them to itself."""
        self._unheard: dict[tuple[str, str], Envelope] = {}
        """Receipts that could not be published, the last of each channel and person: no outbox has them, and
        a worker that was back before us has read SQL too early for them."""
        self._tasks: list[asyncio.Task[None]] = []

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
        for listener in list(self._listeners.values()):
            await listener.close()
        await self._nodes.aclose()

    @property
    def healthy(self) -> bool:
        return self._connected.is_set() and not self._is_mute

    @property
    def lag(self) -> float | None:
        return max((one.lag for one in self._listeners.values() if one.lag is not None), default=None)

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        is_here = not self.healthy  # they must not wait here for a server that may be gone
        if is_here:
            self._deliver_here(envelopes)
        try:
            self._queue.put_nowait((envelopes, is_here))
        except asyncio.QueueFull:
            if not is_here:
                self._deliver_here(envelopes)

    async def listen(self, channels: Sequence[str]) -> None:
        others = {self._confirming[channel] for channel in channels if channel in self._confirming}
        new = [channel for channel in channels if channel not in self._channels]
        if new:
            await self._listen_to(new)
        if others:
            await asyncio.wait(others)

    async def _listen_to(self, channels: Sequence[str]) -> None:
        confirmed = asyncio.get_running_loop().create_future()
        self._channels.update(channels)
        self._confirming.update(dict.fromkeys(channels, confirmed))
        try:
            if not self._connected.is_set():
                raise Unavailable
            await self._subscribe(channels)
        except (*_FAILURES, Unavailable):
            # They are in the list: they are subscribed to as soon as it can be, and then reported as missed.
            self._miss([channel for channel in channels if channel not in self._at])
            log.warning("bus_listen_later", channels=len(channels))
        finally:
            confirmed.set_result(None)
            for channel in channels:
                if self._confirming.get(channel) is confirmed:
                    del self._confirming[channel]

    async def ignore(self, channels: Sequence[str]) -> None:
        gone = [channel for channel in channels if channel in self._channels and channel != EVERYONE]
        self._channels.difference_update(gone)
        self._missed.difference_update(gone)
        at: defaultdict[Listener, list[str]] = defaultdict(list)
        for channel in gone:
            if (listener := self._at.pop(channel, None)) is not None:
                at[listener].append(channel)
        for listener, there in at.items():
            with contextlib.suppress(*_FAILURES):
                await listener.unsubscribe([_PREFIX + channel for channel in there])

    async def ping(self) -> float | None:
        try:
            return await self._nodes.ping()
        except (RedisError, OSError) as error:
            raise Unavailable("Redis does not answer.") from error

    def _deliver_here(self, envelopes: Sequence[Envelope]) -> None:
        """To this worker alone. Not reported as published: the outbox keeps what is durable."""
        for envelope in envelopes:
            if envelope.channel in self._channels:
                self.deliver(envelope)

    async def _publish_forever(self) -> None:
        while True:
            batches: list[tuple[Sequence[Envelope], bool]] = []
            if self._is_mute:
                await asyncio.sleep(_AGAIN_AFTER)
            else:
                batches.append(await self._queue.get())
            while not self._queue.empty() and len(batches) < _AT_ONCE:
                batches.append(self._queue.get_nowait())
            try:
                await self._publish([(e, is_here) for envelopes, is_here in batches for e in envelopes])
            except Exception as error:
                log.error("bus_publisher_broke", exc_info=error)
            finally:
                for _ in batches:
                    self._queue.task_done()

    async def _publish(self, news: Sequence[tuple[Envelope, bool]]) -> None:
        unheard, self._unheard = self._unheard, {}
        news = [*((envelope, True) for envelope in unheard.values()), *news]
        if not news:
            self._is_mute = not await self._answers()
            return
        verb = "SPUBLISH" if self._nodes.is_cluster else "PUBLISH"
        answers: list[Any] = await self._nodes.run(
            [
                Command(name := _PREFIX + envelope.channel, (verb, name, envelope.encode()))
                for envelope, _ in news
            ]
        )
        failed = {n: answer for n, answer in enumerate(answers) if isinstance(answer, Exception)}
        was_mute, self._is_mute = self._is_mute, len(failed) == len(news)
        if not failed:
            self.published([envelope for envelope, _ in news])
            return
        if not was_mute:
            log.warning("bus_publish_failed", error=repr(next(iter(failed.values()))), envelopes=len(failed))
        self.published([envelope for n, (envelope, _) in enumerate(news) if n not in failed])
        self._deliver_here([news[n][0] for n in failed if not news[n][1]])
        receipts = [news[n][0] for n in failed if news[n][0].kind is Kind.RECEIPT]
        self._unheard = {(receipt.channel, receipt.subject): receipt for receipt in receipts}
        for _ in range(self._queue.qsize()):  # nor do those wait that came meanwhile
            envelopes, is_here = self._queue.get_nowait()
            if not is_here:
                self._deliver_here(envelopes)
            self._queue.put_nowait((envelopes, True))
            self._queue.task_done()

    async def _answers(self) -> bool:
        try:
            await self._nodes.ping()
        except _FAILURES:
            return False
        return True

    async def _listen_forever(self) -> None:
        delay = _FIRST_DELAY
        while True:
            self._disturbed.clear()
            try:
                await self._settle()
            except Exception as error:
                self._connected.clear()
                if isinstance(error, _FAILURES):
                    log.warning("bus_away", error=repr(error))
                else:
                    log.error("bus_listener_broke", exc_info=error)
                await asyncio.sleep(delay * random.uniform(0.5, 1.5))  # noqa: S311 (jitter, no secret)
                delay = min(delay * 2, _LONGEST_DELAY)
                continue
            if not self._disturbed.is_set():
                self._connected.set()
                delay = _FIRST_DELAY
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(
                    self._disturbed.wait(), _LOOK_EVERY if self._nodes.is_cluster else None
                )
                await asyncio.sleep(_GATHER)

    async def _settle(self) -> None:
        """Listens to each channel where it is now, and tells on which something may have been missed.

        Raises:
            RedisError, OSError, TimeoutError: not all of it could be done.
        """
        moved = await self._nodes.find()
        stray = [c for c in self._channels if c not in self._at or (moved and not self._is_in_place(c))]
        try:
            await self._subscribe(stray)
        finally:
            back = {channel for channel in self._missed if channel in self._at}
            if back:
                self._missed -= back
                log.info("bus_back", channels=len(back))
                self.lost(back)
        needed = set(self._at.values())
        for url, listener in list(self._listeners.items()):
            if listener not in needed:
                del self._listeners[url]
                await listener.close()

    def _is_in_place(self, channel: str) -> bool:
        with contextlib.suppress(RedisError):  # nobody has its slot
            if self._at[channel] is self._listeners.get(self._nodes.owner(_PREFIX + channel)):
                return True
        self._missed.add(channel)  # since when it is elsewhere, nobody has told
        return False

    async def _subscribe(self, channels: Collection[str]) -> None:
        """Raises RedisError, OSError, TimeoutError: some of them are missed for now."""
        by_node: defaultdict[str, list[str]] = defaultdict(list)
        failures: list[Exception] = []
        for channel in channels:
            try:
                by_node[self._nodes.owner(_PREFIX + channel)].append(channel)
            except RedisError as error:
                failures.append(error)
                self._at.pop(channel, None)
                self._missed.add(channel)
        for one in asyncio.as_completed([self._subscribe_at(url, there) for url, there in by_node.items()]):
            try:
                await one
            except _FAILURES as error:
                failures.append(error)
        if failures:
            raise failures[0]

    async def _subscribe_at(self, url: str, channels: Collection[str]) -> None:
        there: list[str] = []
        try:
            listener = await self._listener(url)
            there = [channel for channel in channels if channel in self._channels]  # some may have gone
            old = [(channel, self._at[channel]) for channel in there if channel in self._at]
            self._at.update(dict.fromkeys(there, listener))
            for channel, other in old:
                with contextlib.suppress(*_FAILURES):
                    await other.unsubscribe([_PREFIX + channel])
            await listener.subscribe([_PREFIX + channel for channel in there])
        except _FAILURES:
            self._miss(there or channels)
            raise

    async def _listener(self, url: str) -> Listener:
        async with self._opening:
            if (listener := self._listeners.get(url)) is None:
                listener = Listener(
                    self._nodes.client(url),
                    sharded=self._nodes.is_cluster,
                    deliver=self._take,
                    moved=self._moved,
                    ended=self._ended,
                )
                await listener.open()
                self._listeners[url] = listener
                if self._ends:
                    self._ends -= 1
                    self.reconnects += 1
            return listener

    def _miss(self, channels: Collection[str]) -> None:
        for channel in channels:
            self._at.pop(channel, None)
            if channel in self._channels:
                self._missed.add(channel)
        self._disturbed.set()

    def _moved(self, listener: Listener, names: Collection[str]) -> None:
        channels = [name.removeprefix(_PREFIX) for name in names]
        self._miss([channel for channel in channels if self._at.get(channel) is listener])

    def _ended(self, listener: Listener, error: Exception) -> None:
        log.warning("bus_lost", error=repr(error))
        self._ends += 1
        self._connected.clear()
        self._listeners = {url: one for url, one in self._listeners.items() if one is not listener}
        self._miss([channel for channel, at in self._at.items() if at is listener])

    def _take(self, data: bytes) -> None:
        try:
            envelope = Envelope.decode(data)
        except ValueError:
            log.warning("bus_garbage")
            return
        self.deliver(envelope)
