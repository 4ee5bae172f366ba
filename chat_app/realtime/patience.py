"""Reads that something depends on before it may go on delivering."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import structlog

from chat_app.errors import Unavailable

RETRY = 0.5
"""Seconds until the next try."""

log = structlog.get_logger(__name__)


async def read_patiently(
    read: Callable[..., Coroutine[Any, Any, Any]], function: Callable[..., Any], *args: Any
) -> Any:
    """What `read(function, …)` answers, however long the database is away or whatever is wrong with it.

    Nothing may be delivered in doubt, so whoever waits here stays silent until there is an answer.
    """
    while True:
        try:
            return await read(function, *args)
        except Unavailable:
            await asyncio.sleep(RETRY)
        except Exception as error:
            log.error("reading_broke", function=function.__name__, exc_info=error)
            await asyncio.sleep(RETRY)
