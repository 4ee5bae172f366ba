"""Waiting for something to become true, in the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from tests.support.api import Api, Json

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


async def figures_when(api: Api, holds: Callable[[Json], object], **query: str) -> Json:
    """What `/admin/system` says, once it is what it must become: the figures are taken each second."""
    async with asyncio.timeout(20):
        while not holds(system := await api.get("/admin/system", **query)):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return system
