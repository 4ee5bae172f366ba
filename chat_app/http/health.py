"""What is asked of the database and the bus whenever somebody wants to know how a worker is."""

import asyncio
import contextlib
import time
from collections.abc import Mapping

from chat_app.errors import Unavailable
from chat_app.models.buckets import Figure
from chat_app.services import outbox
from chat_app.services.readiness import look
from chat_app.services.runtime import Runtime

_LITTLE_PATIENCE = 1
"""Seconds that Prometheus is, which wants the other figures too."""
_KEPT = 1.0
"""Seconds for which figures that cost a query are not asked for again."""


class Health:
    """Of one worker."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._asked_at = float("-inf")
        self._found: Mapping[str, Figure] = {}
        self._asking = asyncio.Lock()

    async def figures(self) -> Mapping[str, Figure]:
        """Whether it is ready, and what is left in the outbox, as far as the database says so in time."""
        async with self._asking:
            if time.monotonic() - self._asked_at >= _KEPT:
                self._found = await self._ask()
                self._asked_at = time.monotonic()
            return self._found

    async def _ask(self) -> Mapping[str, Figure]:
        found: dict[str, Figure] = {"ready": 0}
        with contextlib.suppress(TimeoutError, Unavailable):
            async with asyncio.timeout(_LITTLE_PATIENCE):
                found["ready"] = float((await look(self._runtime)).is_ready)
                found["outbox_rows"] = await self._runtime.database.read(outbox.depth)
        return found
