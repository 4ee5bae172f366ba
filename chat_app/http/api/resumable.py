"""Resumable uploads by the tus protocol 1.0.0 (https://tus.io/protocols/resumable-upload)."""

import binascii
from base64 import b64decode
from datetime import UTC, datetime
from email.utils import format_datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from chat_app.errors import BadRequest, Invalid, UnsupportedType
from chat_app.http.auth import SignedInCaller
from chat_app.http.context import Here
from chat_app.http.errors import errors
from chat_app.http.streaming import chunks_of
from chat_app.services import limits
from chat_app.services.attachments import FILES
from chat_app.services.resuming import CHECKSUMS
from chat_app.services.uploads import Progress

router = APIRouter(prefix="/files/resumable", tags=["files"])

_VERSION = "1.0.0"
_EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
_LARGEST = 2**53
_LONGEST_METADATA = 8_192


class WrongVersion(BadRequest):
    """Another version of the protocol."""

    status = 412
    default_code = "wrong_tus_version"
    default_message = f"Send Tus-Resumable: {_VERSION}."


@router.options("", status_code=204, response_class=Response)
async def describe_resumable(here: Here) -> Response:
    """What of the tus protocol is spoken here."""
    return _answer(
        204,
        {
            "Tus-Version": _VERSION,
            "Tus-Extension": _EXTENSIONS,
            "Tus-Max-Size": str(await here.runtime.intake.largest()),
            "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        },
    )


@router.post(
    "",
    status_code=201,
    response_class=Response,
    responses=errors(400, 401, 403, 408, 413, 415, 422, 429, 503),
)
async def create_upload(request: Request, here: Here, caller: SignedInCaller) -> Response:
    """Begins an upload of `Upload-Length` bytes; `Upload-Metadata` may have a `filename`.

    A body of type `application/offset+octet-stream` is its first part.
    """
    _check_version(request)
    await caller.spend(limits.UPLOADS)
    metadata = request.headers.get("upload-metadata", "")
    resuming = here.runtime.resuming
    actor = await caller.actor()
    upload = await resuming.create(
        actor,
        name=_metadata(metadata).get("filename", ""),
        size=_number(request, "upload-length"),
        metadata=metadata,
    )
    headers = {"Location": f"{FILES}/resumable/{upload.id}", **_expiry(upload)}
    has_body = request.headers.get("content-type", "").lower() == "application/offset+octet-stream"
    if has_body or upload.size == 0:
        chunks = chunks_of(request.receive, here.runtime.turns)
        reached = await resuming.append(actor, upload.id, 0, chunks, _checksum(request))
        headers["Upload-Offset"] = str(reached)
    return _answer(201, headers)


@router.head(
    "/{upload_id}", status_code=200, response_class=Response, responses=errors(401, 404, 413, 422, 423, 503)
)
async def get_upload(request: Request, here: Here, caller: SignedInCaller, upload_id: str) -> Response:
    """How far an upload is."""
    _check_version(request)
    upload, offset = await here.runtime.resuming.offset(await caller.actor(), upload_id)
    headers = {"Upload-Offset": str(offset), "Upload-Length": str(upload.size), **_expiry(upload)}
    if upload.metadata:
        headers["Upload-Metadata"] = upload.metadata
    return _answer(200, headers)


@router.patch(
    "/{upload_id}",
    status_code=204,
    response_class=Response,
    responses=errors(400, 401, 403, 404, 408, 409, 413, 415, 422, 423, 503),
)
async def continue_upload(request: Request, here: Here, caller: SignedInCaller, upload_id: str) -> Response:
    """The next bytes, from `Upload-Offset` on. After the last ones there is a file with the upload's id."""
    _check_version(request)
    if request.headers.get("content-type", "").lower() != "application/offset+octet-stream":
        raise UnsupportedType("Send application/offset+octet-stream.")
    offset = _number(request, "upload-offset")
    checksum = _checksum(request)
    actor = await caller.actor()
    chunks = chunks_of(request.receive, here.runtime.turns)
    reached = await here.runtime.resuming.append(actor, upload_id, offset, chunks, checksum)
    return _answer(204, {"Upload-Offset": str(reached), "Content-Location": f"{FILES}/{upload_id}"})


@router.delete(
    "/{upload_id}", status_code=204, response_class=Response, responses=errors(401, 403, 404, 423, 503)
)
async def remove_upload(request: Request, here: Here, caller: SignedInCaller, upload_id: str) -> Response:
    """Gives an upload up."""
    _check_version(request)
    await here.runtime.resuming.remove(await caller.actor(), upload_id)
    return _answer(204, {})


def _answer(status: int, headers: dict[str, str]) -> Response:
    return Response(status_code=status, headers={"Tus-Resumable": _VERSION, **headers})


def _check_version(request: Request) -> None:
    if request.headers.get("tus-resumable") != _VERSION:
        raise WrongVersion


def _number(request: Request, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdecimal()) or len(value) > 16 or int(value) > _LARGEST:
        raise Invalid(fields={header: "must be a number of bytes"})
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    """Pairs of a name and a value in base64, with commas between."""
    if len(header) > _LONGEST_METADATA or not header.isprintable():
        raise Invalid(fields={"upload-metadata": "cannot be read"})
    found: dict[str, str] = {}
    for pair in filter(None, (pair.strip() for pair in header.split(","))):
        name, _, value = pair.partition(" ")
        found[name] = _decoded("upload-metadata", value).decode(errors="replace")
    return found


def _checksum(request: Request) -> tuple[str, bytes] | None:
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    if algorithm not in CHECKSUMS:
        raise BadRequest(f"Checksums can be {', '.join(CHECKSUMS)}.", code="unknown_checksum")
    return algorithm, _decoded("upload-checksum", value)


def _decoded(header: str, value: str) -> bytes:
    try:
        return b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(fields={header: "has a value that is not base64"}) from None


def _expiry(upload: Progress) -> dict[str, str]:
    if upload.is_done:
        return {}
    return {
        "Upload-Expires": format_datetime(datetime.fromtimestamp(upload.expires_at / 1000, UTC), usegmt=True)
    }
