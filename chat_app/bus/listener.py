"""One connection on which a server pushes what is published: it is sure to notice its own end."""
# redis-py's types leave out its arguments' own, and mix up what is awaited.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.crc import key_slot
from redis.exceptions import AskError, RedisError
from redis.exceptions import ConnectionError as Broken

BEAT_EVERY = 2.0
"""Seconds between two questions whether the server is still there."""
SILENT_FOR = 3.0
"""Seconds without a word after such a question: a network that swallows packets tells nobody."""
_WITHIN = 5.0


class Listener:
    """Subscribes to channels of one server, with sharded pub/sub in a cluster.

    `deliver` is called with what is published, `moved` with channels that this server has no more (what
    comes after belongs to another), and `ended` once, when the connection is no good. It never connects
    again: whatever could have been missed is for its owner to know.

    redis-py's PubSub is not used, as it connects and subscribes again in silence, and takes longer over
    each message.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        sharded: bool,
        deliver: Callable[[bytes], None],
        moved: Callable[["Listener", Collection[str]], None],
        ended: Callable[["Listener", Exception], None],
    ) -> None:
        self.lag: float | None = None
        """Seconds of the last round trip, behind all that was published before it."""
        self._connection: AbstractConnection = redis.connection_pool.make_connection()
        self._connection.socket_timeout = None  # nothing published for long is no failure
        self._verb = "SSUBSCRIBE" if sharded else "SUBSCRIBE"
        self._end_verb = "SUNSUBSCRIBE" if sharded else "UNSUBSCRIBE"
        self._pushed = b"smessage" if sharded else b"message"
        self._deliver = deliver
        self._moved = moved
        self._ended = ended
        self._channels: set[str] = set()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._leaving: Counter[str] = Counter()
        """How often the server was asked to end what it has not ended yet."""
        self._heard = 0
        self._pong: asyncio.Future[None] | None = None
        self._task: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Connects.

        Raises:
            RedisError, OSError, TimeoutError: it could not.
        """
        try:
            async with asyncio.timeout(_WITHIN):
                await self._connection.connect()
        except BaseException:
            await self._connection.disconnect(nowait=True)
            raise
        self._task = asyncio.create_task(self._live())

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def subscribe(self, channels: Collection[str]) -> None:
        """Returns when nothing that is published on them from now on can be missed.

        Raises:
            RedisError, OSError, TimeoutError: that cannot be said of one of them.
        """
        loop = asyncio.get_running_loop()
        self._channels.update(channels)
        confirmed = [self._waiting.setdefault(channel, loop.create_future()) for channel in channels]
        # In a cluster one command is for one slot; there are as many as channels, in one go.
        await self._send(*((self._verb, channel) for channel in channels))
        async with asyncio.timeout(_WITHIN):
            await asyncio.gather(*map(asyncio.shield, confirmed))

    async def unsubscribe(self, channels: Collection[str]) -> None:
        """Raises RedisError, OSError: it ends anyway."""
        self._channels.difference_update(channels)
        self._leaving.update(channels)
        await self._send(*((self._end_verb, channel) for channel in channels))

    async def _send(self, *commands: tuple[str, ...]) -> None:
        if not self._connection.is_connected:  # or it would connect again
            raise Broken("The connection has ended.")
        packed: Any = self._connection.pack_commands(commands)
        await self._connection.send_packed_command(packed, check_health=False)

    async def _live(self) -> None:
        reading, beating = asyncio.create_task(self._read()), asyncio.create_task(self._beat())
        try:
            await asyncio.wait({reading, beating}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            reading.cancel()
            beating.cancel()
            ends = await asyncio.gather(reading, beating, return_exceptions=True)
            with contextlib.suppress(RedisError, OSError):
                await self._connection.disconnect(nowait=True)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(Broken("The connection has ended."))
                waiting.exception()  # noted, also where nobody waits
        self._ended(self, next(end for end in ends if isinstance(end, Exception)))

    async def _read(self) -> None:
        while True:
            try:
                answer: Any = await self._connection.read_response(disconnect_on_error=False)
            except AskError as error:  # MOVED
                self._heard += 1
                self._let_go(error.slot_id)
                continue
            self._heard += 1
            if answer[0] == self._pushed:
                self._deliver(answer[2])
            else:
                self._take(answer)

    def _take(self, answer: Any) -> None:
        kind: bytes = answer if isinstance(answer, bytes) else answer[0]
        channel = "" if isinstance(answer, bytes) else str(answer[1], "utf-8")
        if kind in (b"subscribe", b"ssubscribe"):
            waiting = self._waiting.pop(channel, None)
            if waiting is not None and not waiting.done():
                waiting.set_result(None)
        elif kind in (b"unsubscribe", b"sunsubscribe"):
            if self._leaving[channel] > 1:
                self._leaving[channel] -= 1
            elif not self._leaving.pop(channel, 0):  # nobody has asked for it: the slot has moved
                self._lose([channel])
        elif self._pong is not None and not self._pong.done():
            self._pong.set_result(None)

    def _let_go(self, slot: int) -> None:
        """The server refused something about a slot, which belongs to another."""
        for channel in [c for c in self._leaving if key_slot(c.encode()) == slot]:
            del self._leaving[channel]
        self._lose([c for c in self._channels if key_slot(c.encode()) == slot])

    def _lose(self, channels: Collection[str]) -> None:
        self._channels.difference_update(channels)
        for channel in channels:
            waiting = self._waiting.pop(channel, None)
            if waiting is not None and not waiting.done():
                waiting.set_exception(Broken("The channel has moved."))
                waiting.exception()
        self._moved(self, channels)

    async def _beat(self) -> None:
        while True:
            sent = time.perf_counter()
            pong = self._pong = asyncio.get_running_loop().create_future()
            await self._send(("PING",))
            while not pong.done():
                heard = self._heard
                await asyncio.wait([pong], timeout=SILENT_FOR)
                if heard == self._heard:
                    raise Broken(f"Nothing was heard for {SILENT_FOR} s.")
            self.lag = time.perf_counter() - sent
            await asyncio.sleep(BEAT_EVERY)
