"""Signed links that stay the same for a while, so that browsers find what they have already."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from chat_app.storage.interface import Link

WINDOW = 15 * 60
"""Seconds for which a link is the same on every worker, for the clock alone says when it was signed."""

GOOD_FOR = 2 * WINDOW
"""Seconds from the window's beginning: who gets a link in the last moment has another window to use it."""

_REMEMBERED = 20_000


class Signer(Protocol):
    """Makes links below `origin`; `path` is that of the object in the bucket, or in the data dir."""

    @property
    def origin(self) -> str: ...

    def sign(self, path: str, mime: str, disposition: str, as_stored: bool, signed_at: int) -> str: ...


class Links:
    """Links by a signer, in a thread of their own. What many people look at is signed once in a window."""

    def __init__(self, signer: Signer, clock: Callable[[], float] = time.time) -> None:
        self._signer = signer
        self._clock = clock
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="links")
        self._signed: dict[tuple[str, str, str, bool, int], str] = {}

    @property
    def origin(self) -> str:
        return self._signer.origin

    async def link(self, path: str, mime: str, disposition: str, as_stored: bool) -> Link:
        now = self._clock()
        start = int(now // WINDOW) * WINDOW
        asked = (path, mime, disposition, as_stored, start)
        url = self._signed.get(asked)
        if url is None:
            loop = asyncio.get_running_loop()
            url = await loop.run_in_executor(self._thread, self._signer.sign, *asked)
            if len(self._signed) >= _REMEMBERED:
                self._signed.clear()
            self._signed[asked] = url
        return Link(url, seconds=max(1, int(start + WINDOW - now)))

    def stop(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
