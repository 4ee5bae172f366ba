"""The threads in which files are read and written, so that the event loop never waits for a disk."""

import asyncio
import errno
import os
import sys
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import ParamSpec, TypeVar

import structlog

from chat_app.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

_BATCH = 500
_NICE = 10
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})


def _stand_back() -> None:
    """Linux has a priority for each thread: the event loop and the database go first."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


_threads = ThreadPoolExecutor(8, thread_name_prefix="files", initializer=_stand_back)
_writing = ThreadPoolExecutor(1, thread_name_prefix="writing", initializer=_stand_back)

log = structlog.get_logger(__name__)


def begin(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[R]":
    """Starts `work(…)` in a thread. Wait with `settled`: what runs in a thread cannot be cancelled."""
    return _begin(_threads, partial(work, *args, **kwargs))


def begin_writing(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[R]":
    """The same, in the one thread for what keeps a disk at work."""
    return _begin(_writing, partial(work, *args, **kwargs))


def _begin(threads: ThreadPoolExecutor, work: Callable[[], R]) -> "asyncio.Future[R]":
    def run() -> R:
        try:
            return work()
        except OSError as error:
            log.warning("disk_failed", error=repr(error))
            full = error.errno in _NO_ROOM
            raise Unavailable("There is no room left on the server." if full else None) from error

    return asyncio.get_running_loop().run_in_executor(threads, run)


async def in_thread(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Runs `work(…)` in a thread, to its end also when the caller is cancelled.

    Raises:
        Unavailable: the disk refused it.
    """
    return await settled(begin(work, *args, **kwargs))


async def settled(future: "asyncio.Future[R]") -> R:
    """Its result, once it is there: a cancelled caller hears of that only when the thread is through."""
    cancelled: asyncio.CancelledError | None = None
    while not future.done():
        try:
            await asyncio.wait((future,))
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled:
        future.exception()  # looked at, so that it is not reported as forgotten
        raise cancelled
    return future.result()


async def each(
    items: Iterator[R], run: Callable[[Callable[[], list[R]]], Awaitable[list[R]]]
) -> AsyncIterator[R]:
    """The items of an iterator that has to be waited for; `run` advances it in a thread."""
    while batch := await run(lambda: list(islice(items, _BATCH))):
        for item in batch:
            yield item


async def ahead(start: Callable[[], "asyncio.Future[bytes]"]) -> AsyncGenerator[bytes, None]:
    """What `start` reads, call after call until one is empty; one is ahead of who listens."""
    following = start()
    try:
        while chunk := await settled(following):
            following = start()
            yield chunk
    finally:
        if not following.done():
            await settled(following)
