"""Whether a worker should be sent people, and why not."""

import asyncio
from dataclasses import asdict, dataclass
from typing import Any, Literal

from chat_app.errors import Unavailable
from chat_app.services.runtime import Runtime

_PATIENCE = 3
"""Seconds."""

Part = Literal["ok", "down"]


@dataclass(frozen=True)
class Readiness:
    """`status` is `ok`, or why not:

    - `degraded`: Redis is away. People on this worker hear each other, the others repair later. It is ready,
      for else all workers would be taken away from everybody at once.
    - `waiting`: Redis has not been there since the start, so this worker may not belong to the others.
    - `unavailable`: the database does not answer.
    - `draining`: it has been asked to end.
    """

    status: Literal["ok", "degraded", "waiting", "unavailable", "draining"]
    database: Part
    redis: Part | None

    @property
    def is_ready(self) -> bool:
        return self.status in ("ok", "degraded")

    def as_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}


async def look(runtime: Runtime) -> Readiness:
    """How this worker is now; takes three seconds at most."""
    database, bus = await asyncio.gather(
        _part(runtime.database.ping()),
        _part(runtime.bus.ping()),
    )
    redis = None
    if runtime.settings.redis_url:
        redis = bus if runtime.bus.healthy else "down"
    if runtime.is_leaving:
        status = "draining"
    elif database == "down":
        status = "unavailable"
    elif redis == "down":
        status = "degraded" if runtime.has_met_redis else "waiting"
    else:
        status = "ok"
    return Readiness(status, database, redis)


async def _part(ping: Any) -> Part:
    try:
        async with asyncio.timeout(_PATIENCE):
            await ping
    except (TimeoutError, Unavailable):
        return "down"
    return "ok"
