"""Files: uploading them whole, their bytes, and what is known of them."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from chat_app.errors import Invalid, NotFound, TooLarge
from chat_app.http import schemas
from chat_app.http.answers import answer, nothing, page
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.delivery import deliver
from chat_app.http.errors import errors
from chat_app.http.multipart import FIELD, FileForm
from chat_app.http.streaming import chunks_of, drain
from chat_app.http.text import Cursor, Limit
from chat_app.media.kinds import is_inline, served_mime
from chat_app.models import File
from chat_app.models.file import VARIANTS
from chat_app.services import file_preview, files, gallery, limits
from chat_app.services.intake import Arrival
from chat_app.storage import content_disposition

router = APIRouter(tags=["files"])

FORM = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": [FIELD],
                    "properties": {FIELD: {"type": "string", "contentMediaType": "application/octet-stream"}},
                }
            }
        },
    }
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"description": "The bytes.", "content": {"application/octet-stream": {}}},
    206: {"description": "The part that a `Range` asked for."},
    302: {"description": "Where the bytes are, for a short time."},
    304: {"description": "As they were."},
}
_READING = errors(401, 404, 503)
_WRITING = errors(400, 401, 403, 408, 413, 415, 422, 429, 503)


@router.post("/files", status_code=201, response_model=schemas.File, responses=_WRITING, openapi_extra=FORM)
async def upload_file(request: Request, here: Here, caller: SignedInCaller) -> Response:
    """Takes one file, in the field `file`. It is one's own alone until it is sent in a message."""
    await caller.spend(limits.UPLOADS)
    actor = await caller.actor()
    form, arrival = await received(request, here)
    return answer(await here.runtime.intake.take(actor, replace(arrival, name=form.name)), 201)


@router.get("/files/{file_id}", response_model=schemas.File, responses=_READING)
async def get_file(caller: SignedInCaller, file_id: str) -> Response:
    return answer(await caller.read(files.get_file, file_id))


@router.delete(
    "/files/{file_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 409, 503)
)
async def delete_file(caller: SignedInCaller, file_id: str) -> Response:
    """Deletes one's own file that was not sent; a sent one goes with its message."""
    await caller.write(files.remove_unsent, file_id)
    return nothing()


@router.get(
    "/files/{file_id}/preview/html", response_model=schemas.FilePreview, responses=errors(401, 404, 415, 503)
)
async def preview_file(here: Here, caller: SignedInCaller, file_id: str) -> Response:
    """The beginning of a text or of code, as HTML."""
    file = await caller.read(files.readable, file_id)
    return answer(await file_preview.preview(here.runtime.storage, file))


@router.head("/files/{file_id}/thumb/{size}", include_in_schema=False)
@router.get(
    "/files/{file_id}/thumb/{size}",
    response_class=Response,
    responses={**_BYTES, **errors(401, 404, 416, 503)},
)
async def get_thumbnail(
    request: Request,
    here: Here,
    caller: SignedInCaller,
    file_id: str,
    size: Annotated[int, Path(description=f"Of the longest side: {', '.join(map(str, VARIANTS))}.")],
) -> Response:
    """A smaller copy of a picture (WebP): the nearest that there is."""
    file = await caller.read(files.readable, file_id)
    variant = files.nearest_variant(file, size)
    if file.kind != "image":
        raise NotFound("There is no such picture.")
    if variant is None:
        return await _deliver(request, here, file, download=False)
    return await deliver(
        request,
        here.runtime.storage,
        files.key(file.id, variant),
        mime="image/webp",
        disposition=content_disposition("picture.webp", inline=True),
        etag=f"{file.id}-{variant}",
    )


@router.head("/files/{file_id}/{name}", include_in_schema=False)
@router.get(
    "/files/{file_id}/{name}", response_class=Response, responses={**_BYTES, **errors(401, 404, 416, 503)}
)
async def get_file_bytes(
    request: Request,
    here: Here,
    caller: SignedInCaller,
    file_id: str,
    name: str,
    *,
    download: Annotated[Literal["0", "1"], Query(description="1: to be saved, never shown.")] = "0",
) -> Response:
    """The bytes, for members of a conversation in which the file was sent. The name is for people alone."""
    del name
    return await _deliver(request, here, await caller.read(files.readable, file_id), download=download == "1")


@router.head("/avatars/{file_id}", include_in_schema=False)
@router.get("/avatars/{file_id}", response_class=Response, responses={**_BYTES, **errors(401, 404, 416, 503)})
async def get_avatar(request: Request, here: Here, caller: SignedInCaller, file_id: str) -> Response:
    """The picture of a person or a group."""
    return await _deliver(request, here, await caller.read(files.avatar, file_id), download=False)


@router.get(
    "/conversations/{conversation_id}/files",
    response_model=schemas.Page[schemas.SharedFile | schemas.SharedLink],
    responses=errors(401, 403, 404, 422, 503),
)
async def list_conversation_files(
    caller: SignedInCaller,
    conversation_id: str,
    *,
    kind: Annotated[
        Literal["media", "file", "link"], Query(description="Pictures and videos; other files; links.")
    ] = "media",
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Response:
    """What was shared in a conversation, the newest first."""
    return page(await caller.read(gallery.shared, conversation_id, kind, limit=limit, cursor=cursor))


async def received(request: Request, here: Here) -> tuple[FileForm, Arrival]:
    """The form that the request is, read to its end, and its file.

    Raises:
        TooLarge: the file is; what the request says of itself is enough to know.
        UnsupportedType, BadRequest, Invalid, TimedOut, Unavailable; nothing is left then.
    """
    intake = here.runtime.intake
    await _refuse_what_is_too_large(request, await intake.largest())
    form = FileForm(request, here.runtime.turns)
    try:
        return form, await intake.receive(form.chunks())
    except TooLarge:
        await form.drain()
        raise


async def _refuse_what_is_too_large(request: Request, largest: int) -> None:
    length = request.headers.get("content-length")
    if length is None:
        return
    if not (length.isascii() and length.isdecimal()):
        raise Invalid(fields={"content-length": "must be a number of bytes"})
    if int(length) > largest + _FORM_AROUND:
        await drain(chunks_of(request.receive))
        raise TooLarge(f"A file may have {largest:,} bytes.")


_FORM_AROUND = 64 * 1024
"""Bytes of a form besides those of its file."""


async def _deliver(request: Request, here: Here, file: File, *, download: bool) -> Response:
    inline = is_inline(file.mime)
    return await deliver(
        request,
        here.runtime.storage,
        files.key(file.id),
        mime=served_mime(file.mime),
        disposition=content_disposition(file.name, inline=inline and not download),
        etag=file.id,
        as_stored=not download or not inline,
    )
