"""How often anything may be done: one table, and the counting of it.

What is done all the time is counted in this worker's memory and told to the others through Redis within a
second (`count`); what is rare and worth an attack is counted in Redis itself (`spend`), and here while that
does not answer. Nothing is counted where `CHAT_RATE_LIMITS` is off.
"""

import asyncio
import contextlib
import math
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple
from weakref import WeakValueDictionary

import structlog
from limits import RateLimitItem, RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError

from chat_app.bus.nodes import Command, Nodes
from chat_app.errors import TooMany
from chat_app.models.address import site_of
from chat_app.services.limit_storage import LimitStorage
from chat_app.settings import Settings


@dataclass(frozen=True, slots=True)
class Limit:
    """`what` may be done so often by one account, from one address, through one hook or one socket."""

    name: str
    what: str
    rates: Mapping[str, RateLimitItem]
    message: str | None = None


_minute, _hour = RateLimitItemPerMinute, RateLimitItemPerHour

FAILED_SIGN_INS = Limit(
    "failed_sign_ins",
    "wrong passwords and codes",
    {"account": _minute(10), "address": _minute(100)},
    "Too many failed attempts. Wait a little.",
)
SIGN_INS = Limit("sign_ins", "attempts to sign in", {"address": _minute(600)})
REGISTRATIONS = Limit("registrations", "new accounts", {"address": _hour(600)})
MAILS = Limit(
    "mails", "mails to reset a password or to confirm an address", {"account": _hour(5), "address": _hour(30)}
)
SENDS = Limit(
    "sends", "messages that are sent or edited", {"account": _minute(3_000), "address": _minute(10_000)}
)
UPLOADS = Limit("uploads", "files and pictures that are uploaded", {"account": _hour(1_000)})
SEARCHES = Limit("searches", "searches", {"account": _minute(300)})
PREVIEWS = Limit("previews", "previews of markdown", {"account": _minute(600)})
HOOKS = Limit("hooks", "messages through one incoming webhook", {"hook": _minute(300)})
CONNECTS = Limit("connects", "sockets that are opened", {"address": _minute(3_000)})
EVENTS = Limit(
    "events", "events of every kind on one socket; beyond it the socket is closed", {"socket": _minute(6_000)}
)

LIMITS = (
    FAILED_SIGN_INS,
    SIGN_INS,
    REGISTRATIONS,
    MAILS,
    SENDS,
    UPLOADS,
    SEARCHES,
    PREVIEWS,
    HOOKS,
    CONNECTS,
    EVENTS,
)
MOST_SOCKETS = 200
"""Sockets that one account may have open at a worker."""

_ALONE = "socket"
"""What only one worker ever sees needs no sharing."""
_SHARED_EVERY = 1.0
_AT_ONCE = 1_000

log = structlog.get_logger(__name__)


class _Place(NamedTuple):
    """Whose window it is."""

    name: str
    scope: str
    key: str


class _Window:
    """`count` is what is known of all workers, `unshared` the part of it that Redis has not been told."""

    __slots__ = ("count", "ends", "unshared")

    def __init__(self, ends: int) -> None:
        self.ends = ends
        self.count = 0
        self.unshared = 0


class Limits:
    """Counts what callers do, and refuses what is too much."""

    def __init__(self, settings: Settings) -> None:
        self.on = settings.rate_limits == "on"
        self.refused = {(limit.name,): 0 for limit in LIMITS}
        """How often each was more than it has, at this worker."""
        self._nodes = Nodes(settings.redis_url) if settings.redis_url else None
        # By length, all windows of now: they begin and end together, so the whole of them is dropped at once.
        self._windows: dict[int, tuple[int, dict[_Place, _Window]]] = {}
        self._unshared: dict[_Place, _Window] = {}
        self._sharing: asyncio.Task[None] | None = None
        self._here = FixedWindowRateLimiter(MemoryStorage())
        self._shared = FixedWindowRateLimiter(LimitStorage(self._nodes)) if self._nodes else None
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def start(self) -> None:
        """Begins to share with other workers what `count` has counted."""
        if self.on and self._nodes:
            self._sharing = asyncio.create_task(self._share_forever(self._nodes))

    async def stop(self) -> None:
        if self._sharing:
            self._sharing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sharing
        if self._nodes:
            await self._nodes.aclose()

    @property
    def windows(self) -> int:
        """How many callers are remembered."""
        return sum(len(windows) for _, windows in self._windows.values())

    def count(self, limit: Limit, **callers: str) -> None:
        """Counts one in microseconds; `callers` are by scope (`account=user_id, address=ip`).

        Raises:
            TooMany: it is more than the limit has for one of them.
        """
        if not self.on:
            return
        now = time.time()
        for scope, key in callers.items():
            rate = limit.rates[scope]
            window = self._window(_Place(limit.name, scope, _caller(scope, key)), rate, now)
            window.count += 1
            if window.count > rate.amount:
                self.refused[limit.name,] = self.refused.get((limit.name,), 0) + 1
                raise TooMany(limit.message, retry_after=max(1, math.ceil(window.ends - now)))

    async def spend(self, limit: Limit, **callers: str) -> None:
        """Counts one, exactly for all workers; `callers` are by scope (`account=user_id, address=ip`).

        Raises:
            TooMany: it is more than the limit has for one of them.
        """
        if not await self.note(limit, **callers):
            await self.check(limit, **callers)
            raise TooMany(limit.message)  # the time was up meanwhile

    async def check(self, limit: Limit, **callers: str) -> None:
        """Counts nothing. Raises TooMany where one more would be too much."""
        if not self.on:
            return
        for scope, key in callers.items():
            rate, names = limit.rates[scope], (limit.name, scope, _caller(scope, key))
            for counter in filter(None, (self._shared, self._here)):
                try:
                    if not await counter.test(rate, *names):
                        window = await counter.get_window_stats(rate, *names)
                        self.refused[limit.name,] = self.refused.get((limit.name,), 0) + 1
                        wait = max(1, math.ceil(window.reset_time - time.time()))
                        raise TooMany(limit.message, retry_after=wait)
                except (RedisError, OSError) as error:
                    log.warning("limits_not_shared", error=repr(error))

    async def note(self, limit: Limit, **callers: str) -> bool:
        """Counts one that has happened. False where it was more than the limit has."""
        is_within = True
        if not self.on:
            return is_within
        for scope, key in callers.items():
            rate, names = limit.rates[scope], (limit.name, scope, _caller(scope, key))
            is_within &= (is_here := await self._here.hit(rate, *names))
            if self._shared and is_here:  # or it would take the place of one that is within here
                try:
                    is_within &= await self._shared.hit(rate, *names)
                except (RedisError, OSError) as error:
                    log.warning("limits_not_shared", error=repr(error))
        return is_within

    @asynccontextmanager
    async def one(self, limit: Limit, **callers: str) -> AsyncIterator[None]:
        """One attempt, which may fail and is then to be `note`d. Only one for each account at a time, so that
        many at once cannot pass the count together.

        Raises:
            TooMany: there were too many failures.
        """
        lock = self._locks.setdefault(callers["account"], asyncio.Lock())
        async with lock:
            await self.check(limit, **callers)
            yield

    def _window(self, place: _Place, rate: RateLimitItem, now: float) -> _Window:
        length = rate.get_expiry()
        ends, windows = self._windows.get(length, (0, {}))
        if now >= ends:
            ends, windows = (int(now) // length + 1) * length, {}
            self._windows[length] = ends, windows
        window = windows.get(place)
        if window is None:
            window = windows[place] = _Window(ends)
        if self._sharing and place.scope != _ALONE:
            window.unshared += 1
            self._unshared[place] = window
        return window

    async def _share_forever(self, nodes: Nodes) -> None:
        while True:
            await asyncio.sleep(_SHARED_EVERY)
            try:
                await self._share(nodes)
            except (RedisError, OSError) as error:
                self._unshared.clear()
                log.warning("limits_not_shared", error=repr(error))

    async def _share(self, nodes: Nodes) -> None:
        while self._unshared:
            part = [self._unshared.popitem() for _ in range(min(_AT_ONCE, len(self._unshared)))]
            commands: list[Command] = []
            told: list[int] = []
            for place, window in part:
                key = f"parley:limit:{':'.join(place)}:{window.ends}"
                commands.append(Command(key, ("INCRBY", key, window.unshared)))
                commands.append(Command(key, ("EXPIREAT", key, window.ends + 1)))
                told.append(window.unshared)
            answers = await nodes.run(commands)
            failure: RedisError | OSError | None = None
            for (_, window), amount, total in zip(part, told, answers[::2], strict=True):
                if isinstance(total, (RedisError, OSError)):
                    failure = total
                else:
                    window.unshared -= amount
                    window.count = max(window.count, total + window.unshared)
            if failure:
                raise failure


def _caller(scope: str, key: str) -> str:
    return site_of(key) if scope == "address" else key
