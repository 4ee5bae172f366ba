"""Waiting for something to become true, in the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def eventually(look: Callable[[], T | None], what: str, seconds: float = 10) -> T:
    """What `look` finds, as soon as it finds something.

    Raises:
        TimeoutError: it did not; `what` was waited for.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        if found := look():
            return found
        if asyncio.get_running_loop().time() > deadline:
            raise TimeoutError(f"{what} did not come within {seconds} s")
        await asyncio.sleep(0.005)  # the pause between two looks, not a wait for luck
