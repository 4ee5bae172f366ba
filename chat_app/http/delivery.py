"""Handing out what is stored: the bytes or a part of them, or a link to them."""

import re
from contextlib import aclosing

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from chat_app.errors import NoSuchRange
from chat_app.storage import Storage, content_type
from chat_app.storage.headers import CACHED

_VARY = "Cookie, Authorization"
_POLICY = "default-src 'none'; sandbox"
# Opened by itself, a video is a page of the browser's around the file, which asks for it once more: with
# the cookie only if the page is of our origin. No script runs in it either way.
_MEDIA_POLICY = "default-src 'none'; media-src 'self'; sandbox allow-same-origin"
_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,30})-([0-9]{0,30})[ \t]*", re.IGNORECASE)


async def deliver(
    request: Request,
    storage: Storage,
    key: str,
    *,
    mime: str,
    disposition: str,
    etag: str,
    as_stored: bool = True,
) -> Response:
    """The answer to a GET or HEAD of a stored object; whether the caller may have it was asked before.

    `etag` is without quotes, another for each content. `as_stored` is whether type and disposition are
    those that `Storage.put` was given.

    Raises:
        NotFound: there is no such object; also later, when the answer is sent.
        Unavailable: the storage does not answer; the same.
    """
    tag = f'"{etag}"'
    kept = {"Cache-Control": CACHED, "ETag": tag, "Vary": _VARY}
    if _is_known(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=kept)
    link = await storage.link(key, mime=mime, disposition=disposition, as_stored=as_stored)
    if link:
        headers = {
            "Location": link.url,
            "Cache-Control": f"private, max-age={link.seconds}",
            "Vary": _VARY,
        }
        return Response(status_code=302, headers=headers)
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition,
        "Content-Type": content_type(mime),
        "Content-Security-Policy": _MEDIA_POLICY if mime.startswith(("audio/", "video/")) else _POLICY,
        "X-Content-Type-Options": "nosniff",
        **kept,
    }
    whole = request.method == "HEAD" or request.headers.get("if-range", tag) != tag
    asked = "" if whole else request.headers.get("range", "")
    return _StoredResponse(storage, key, asked, headers, with_body=request.method != "HEAD")


def part_of(asked: str, size: int) -> tuple[int, int] | None:
    """Where the part begins and ends that a `Range` header asks for; None where the whole is the answer.

    That is so for several parts at once, and for what nobody understands (RFC 9110, 14.2). A part that
    does not exist is empty.
    """
    found = _ONE_RANGE.fullmatch(asked)
    if not found:
        return None
    first, last = found.groups()
    if not first and not last:
        return None
    if not first:
        return max(size - int(last), 0), size
    if last and int(last) < int(first):
        return None
    return min(int(first), size), min(int(last) + 1, size) if last else size


class _StoredResponse(StreamingResponse):
    """Opens the object when it is sent, and lets go of it when that ends, however it ends.

    The framework looks after a client that leaves meanwhile.
    """

    def __init__(
        self, storage: Storage, key: str, asked: str, headers: dict[str, str], *, with_body: bool
    ) -> None:
        super().__init__((), headers=headers)
        self._storage = storage
        self._key = key
        self._asked = asked
        self._with_body = with_body

    async def stream_response(self, send: Send) -> None:
        async with self._storage.open(self._key) as stored:
            part = part_of(self._asked, stored.size)
            start, end = part or (0, stored.size)
            if part:
                if start == end:
                    raise NoSuchRange(stored.size)
                self.status_code = 206
                self.headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
            self.headers["Content-Length"] = str(end - start)
            begin = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
            await send(begin)
            if self._with_body:
                async with aclosing(stored.chunks(start, end)) as chunks:
                    async for chunk in chunks:
                        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


def _is_known(asked: str, tag: str) -> bool:
    """Whether an `If-None-Match` names the content; weak tags are as good here (RFC 9110, 13.1.2)."""
    return asked.strip() == "*" or tag in (known.strip().removeprefix("W/") for known in asked.split(","))
