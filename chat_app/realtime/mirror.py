"""The newest messages of conversations in Redis: what one worker has read, the others need not.

A sorted set for each, scored by `seq`; the element before the first says as of which rev it is, and how many
follow. What is found is only ever an offer: whoever takes it asks SQL whether the conversation still stands
there. So it does no harm that Redis is empty, old, or holds what somebody was slow to write.
"""

import asyncio
import contextlib
from typing import Any

import orjson
import structlog
from redis.exceptions import RedisError

from chat_app import __version__
from chat_app.bus.nodes import Command, Nodes
from chat_app.realtime.recent import seq_of
from chat_app.services.history import Newest

KEPT_FOR = 600
"""Seconds after it was last written."""
_PATIENCE = 0.25
"""Seconds; beyond it SQL is quicker."""
_STOP_WITHIN = 2.0
_AT_ONCE = 50
_MOST_WAITING = 2_000
_REPLACE = """
redis.call('DEL', KEYS[1])
redis.call('ZADD', KEYS[1], unpack(ARGV, 2))
redis.call('EXPIRE', KEYS[1], ARGV[1])
"""

log = structlog.get_logger(__name__)


class Mirror:
    """Reads and writes go together, in one pipeline for all that is waiting."""

    def __init__(self, url: str) -> None:
        self._nodes = Nodes(url)
        self._asked: dict[str, asyncio.Future[Newest | None]] = {}
        self._given: dict[str, Command] = {}
        self._written: dict[str, tuple[int, int]] = {}
        """As of when this worker has written or found it, so as not to write the same again."""
        self._task: asyncio.Task[None] | None = None
        self._is_ending = False

    async def get(self, conversation_id: str) -> Newest | None:
        """What is there; None without any, or without Redis."""
        if self._is_ending:
            return None
        waiting = self._asked.get(conversation_id)
        if waiting is None:
            waiting = self._asked[conversation_id] = asyncio.get_running_loop().create_future()
            self._begin()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                return await asyncio.shield(waiting)
        return None

    def put(self, conversation_id: str, newest: Newest) -> None:
        """Offers it to others, soon."""
        now = newest.rev, newest.profiles
        if self._written.get(conversation_id) == now or len(self._given) >= _MOST_WAITING or self._is_ending:
            return
        self._note(conversation_id, now)
        elements: list[Any] = [0, orjson.dumps([__version__, *now, len(newest.messages)])]
        for seq, message in newest.messages.items():
            elements += (seq, message)
        key = _key(conversation_id)
        self._given[conversation_id] = Command(key, ("EVAL", _REPLACE, 1, key, KEPT_FOR, *elements))
        self._begin()

    async def stop(self) -> None:
        """Writes what waits, if that is quick."""
        self._is_ending = True
        if self._task is not None:
            await asyncio.wait([self._task], timeout=_STOP_WITHIN)
            self._task.cancel()
        await self._nodes.aclose()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        while self._asked or self._given:
            asked, self._asked = self._asked, {}
            given = [self._given.pop(id_) for id_ in list(self._given)[:_AT_ONCE]]
            reading = [Command(key := _key(id_), ("ZRANGE", key, 0, -1)) for id_ in asked]
            answers = await self._nodes.run(reading + given)
            failure = next((answer for answer in answers if isinstance(answer, Exception)), None)
            if failure is not None:
                log.warning("mirror_failed", error=repr(failure))
                self._written.clear()
            for (id_, waiting), answer in zip(asked.items(), answers, strict=False):
                found = None if isinstance(answer, (RedisError, OSError)) else _newest(answer)
                if found is None:
                    self._written.pop(id_, None)
                else:
                    self._note(id_, (found.rev, found.profiles))
                if not waiting.done():
                    waiting.set_result(found)

    def _note(self, conversation_id: str, at: tuple[int, int]) -> None:
        if len(self._written) >= 10 * _MOST_WAITING:
            self._written.clear()
        self._written[conversation_id] = at


def _key(conversation_id: str) -> str:
    return f"parley:recent:{conversation_id}"


def _newest(elements: list[bytes]) -> Newest | None:
    """None where it is not whole, or another version of the product has written it."""
    try:
        version, rev, profiles, count = orjson.loads(elements[0])
        messages = [str(element, "utf-8") for element in elements[1:]]
        first = seq_of(messages[0]) if messages else 1
    except (IndexError, ValueError, TypeError):
        return None
    is_whole = version == __version__ and len(messages) == count
    return Newest(rev, profiles, dict(enumerate(messages, first))) if is_whole else None
