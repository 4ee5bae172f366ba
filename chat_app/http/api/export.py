"""A whole group as one file."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.responses import Response, StreamingResponse

from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Context, Here
from chat_app.http.errors import errors
from chat_app.services import export
from chat_app.services.export_page import POLICY
from chat_app.storage import content_disposition

router = APIRouter(tags=["conversations"])

_TYPES = {"jsonl": "application/jsonl; charset=utf-8", "html": "text/html; charset=utf-8"}
FileFormat = Annotated[
    Literal["jsonl", "html"], Query(alias="format", description="For programs, or for people.")
]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {"application/jsonl": {}, "text/html": {}}}
}


@router.get(
    "/conversations/{conversation_id}/export",
    response_class=Response,
    responses={**FILE, **errors(401, 403, 404, 422, 503)},
)
async def export_group(
    here: Here,
    caller: SignedInCaller,
    conversation_id: str,
    file_format: FileFormat = "jsonl",
) -> Response:
    """The whole group, streamed, for its admins: itself, its members, every message up to now."""
    name = await caller.write(export.begin, conversation_id, file_format)
    return handed_out(here, conversation_id, name, file_format)


def handed_out(here: Context, conversation_id: str, name: str, file_format: export.Format) -> Response:
    """The file under the name of the group; whether the caller may have it was asked before."""
    headers = {
        "Content-Disposition": content_disposition(f"{name}.{file_format}", inline=False),
        "Content-Security-Policy": POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    pieces = export.export_group(here.database.read, conversation_id, file_format)
    contents = (piece.content async for piece in pieces)
    return StreamingResponse(contents, media_type=_TYPES[file_format], headers=headers)
