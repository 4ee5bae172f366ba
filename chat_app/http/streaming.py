"""Request bodies that are too large to be held: read as they come."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from starlette.types import Receive

from chat_app.errors import BadRequest, TimedOut

PATIENCE = 30
"""Seconds within which the next bytes must come."""

_DRAINED = 16 * 1024 * 1024
_DRAINING_SECONDS = 5


async def chunks_of(receive: Receive) -> AsyncIterator[bytes]:
    """The body, in pieces as the server has them (64 KiB and less).

    Raises:
        BadRequest: the caller is gone before its end.
        TimedOut: nothing came for too long.
    """
    while True:
        try:
            async with asyncio.timeout(PATIENCE):
                message = await receive()
        except TimeoutError:
            raise TimedOut from None
        if message["type"] == "http.disconnect":
            raise BadRequest("The upload broke off.", code="incomplete")
        if body := message.get("body"):
            yield body
        if not message.get("more_body"):
            return


async def drain(chunks: AsyncIterator[bytes]) -> None:
    """Reads what is left of them: a client that still sends would not see the answer if the connection
    closed on it."""
    read = 0
    with contextlib.suppress(TimeoutError, BadRequest):
        async with asyncio.timeout(_DRAINING_SECONDS):
            async for chunk in chunks:
                read += len(chunk)
                if read >= _DRAINED:
                    return
