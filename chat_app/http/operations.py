"""What a load balancer and Prometheus ask for, at the root."""

import asyncio

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from chat_app.errors import Unavailable
from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.context import Here
from chat_app.http.errors import errors

router = APIRouter(tags=["operations"])

_PATIENCE = 3
"""Seconds."""


@router.get("/healthz", response_model=schemas.Health)
async def healthz() -> Response:
    """The process is alive."""
    return answer({"status": "ok"})


@router.get("/readyz", response_model=schemas.Health, responses=errors(503))
async def readyz(here: Here) -> Response:
    """The database answers, and so does Redis where there is one."""
    try:
        async with asyncio.timeout(_PATIENCE):
            await here.database.ping()
            await here.runtime.bus.ping()
    except TimeoutError:
        raise Unavailable from None
    return answer({"status": "ok"})


@router.get("/metrics", response_class=Response)
async def metrics(here: Here) -> Response:
    """Figures of this worker for Prometheus."""
    return Response(here.metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})
