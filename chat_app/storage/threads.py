"""The threads in which files are read and written, so that the event loop never waits for a disk."""

import asyncio
import errno
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import ParamSpec, TypeVar

import structlog

from chat_app.errors import Unavailable

P = ParamSpec("P")
R = TypeVar("R")

_BATCH = 500
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})

_threads = ThreadPoolExecutor(8, thread_name_prefix="files")

log = structlog.get_logger(__name__)


def begin(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[R]":
    """Starts `work(…)` in a thread. Wait with `settled`: what runs in a thread cannot be cancelled."""

    def run() -> R:
        try:
            return work(*args, **kwargs)
        except OSError as error:
            log.warning("disk_failed", error=repr(error))
            full = error.errno in _NO_ROOM
            raise Unavailable("There is no room left on the server." if full else None) from error

    return asyncio.get_running_loop().run_in_executor(_threads, run)


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
