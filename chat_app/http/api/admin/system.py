"""How the installation is doing."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response

from chat_app.http import schemas
from chat_app.http.answers import answer
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.services.admin.system import get_system

router = APIRouter(prefix="/system", tags=["administration"])


@router.get("", response_model=schemas.System, responses=errors(401, 403, 422, 503))
async def show_system(
    here: Here,
    caller: SignedInCaller,
    *,
    history: Annotated[
        Literal["0", "1"], Query(description="1: also the last ten minutes of the worker that answers.")
    ] = "0",
) -> Response:
    """Connections, rates, latencies, sizes and versions, of all workers together."""
    system = await get_system(here.runtime, await caller.actor())
    if history == "1":
        system["history"] = [sample.as_json() for sample in here.runtime.vitals.history()]
    return answer(system)
