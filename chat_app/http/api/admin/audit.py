"""The audit log."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response, StreamingResponse

from chat_app.http import schemas
from chat_app.http.answers import page
from chat_app.http.auth import SignedInCaller
from chat_app.http.errors import errors
from chat_app.http.text import Cursor, Limit, Time
from chat_app.services import audit

router = APIRouter(prefix="/audit", tags=["administration"])


def _which(
    actor: Annotated[str, Query(max_length=100, description="Who did it: their id or username.")] = "",
    action: Annotated[
        str, Query(max_length=100, description="`user.suspend`, or all that begin with `user`.")
    ] = "",
    q: Annotated[str, Query(max_length=100, description="A part of what it was done to.")] = "",
    after: Annotated[Time | None, Query(description="From this time on.")] = None,
    before: Annotated[Time | None, Query(description="Before this time.")] = None,
) -> dict[str, Any]:
    return {"actor_id": actor, "action": action, "q": q, "after": after, "before": before}


Which = Annotated[dict[str, Any], Depends(_which)]


@router.get("", response_model=schemas.Page[schemas.Deed], responses=errors(401, 403, 422, 503))
async def list_audit(
    caller: SignedInCaller, which: Which, limit: Limit = 50, cursor: Cursor = None
) -> Response:
    """Who did what to whom, when, and from where; the newest first. Nothing is ever changed in it."""
    return page(await caller.read(audit.entries, **which, limit=limit, cursor=cursor))


@router.get(
    "/export",
    response_class=Response,
    responses={
        200: {"description": "Lines of JSON.", "content": {"application/jsonl": {}}},
        **errors(401, 403, 422, 503),
    },
)
async def export_audit(caller: SignedInCaller, which: Which) -> Response:
    """The same as a file, an entry a line. That somebody took it is written into it."""
    await caller.write(audit.begin_export, **which)
    return StreamingResponse(
        audit.export(caller.read, **which),
        media_type="application/jsonl",
        headers={"Content-Disposition": 'attachment; filename="audit.jsonl"'},
    )
