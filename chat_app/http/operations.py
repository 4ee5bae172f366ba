"""What a load balancer and Prometheus ask for, at the root."""

import asyncio

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from chat_app.errors import Unavailable
from chat_app.http.answers import answer
from chat_app.http.context import Here

router = APIRouter(include_in_schema=False)

_PATIENCE = 3
"""Seconds."""


@router.get("/healthz")
async def healthz() -> Response:
    """The process is alive."""
    return answer({"status": "ok"})


@router.get("/readyz")
async def readyz(here: Here) -> Response:
    """The database answers, and so does Redis where there is one."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await here.database.ping()
            await here.runtime.bus.ping()
    except TimeoutError:
        raise Unavailable from None
    return answer({"status": "ok"})


@router.get("/metrics")
async def metrics(here: Here) -> Response:
    """Figures of this worker for Prometheus."""
    return Response(here.metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})
