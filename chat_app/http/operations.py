"""What a load balancer and Prometheus ask for, at the root."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from chat_app.errors import Unavailable
from chat_app.http.answers import answer
from chat_app.http.context import Here
from chat_app.services import readiness

router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> Response:
    """The process is alive."""
    return answer({"status": "ok"})


@router.get("/readyz")
async def readyz(here: Here) -> Response:
    """Whether a load balancer should send people here, and if not, why."""
    found = await readiness.look(here.runtime)
    if found.is_ready:
        return answer(found.as_json())
    return answer({**found.as_json(), "error": Unavailable().as_json()}, Unavailable.status)


@router.get("/metrics")
async def metrics(here: Here) -> Response:
    """Figures of all workers of this machine, for Prometheus."""
    return Response(await here.figures_of_all(), headers={"Content-Type": CONTENT_TYPE_LATEST})
