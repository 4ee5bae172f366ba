"""Objects in S3, or in a service that speaks its language."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

from boto3.s3 import transfer

from chat_app.settings import Settings
from chat_app.storage.headers import CACHED, content_type
from chat_app.storage.interface import FILES, Link, StoredKey
from chat_app.storage.links import Links
from chat_app.storage.names import checked_key, checked_prefix
from chat_app.storage.s3_bucket import UPLOADING_THREADS, Bucket
from chat_app.storage.s3_partial import S3Partial
from chat_app.storage.s3_signer import S3Signer
from chat_app.storage.threads import in_thread

_PART = 16 * 1024 * 1024


class S3Storage:
    """See `chat_app.storage.interface.Storage`. `links` are those of a CDN; S3 signs its own otherwise."""

    def __init__(
        self, settings: Settings, links: Links | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._bucket = Bucket(settings)
        self._links = links or Links(S3Signer(self._bucket), clock)
        self._uploads: Any = None
        self.partial = S3Partial(self._bucket)

    @property
    def link_origin(self) -> str | None:
        return self._links.origin

    async def start(self) -> None:
        await self._bucket.begin(self._bucket.connect)
        # One for all uploads, so that together they have so many threads and connections and no more.
        config = transfer.TransferConfig(
            multipart_threshold=_PART,
            multipart_chunksize=_PART,
            max_concurrency=UPLOADING_THREADS,
            preferred_transfer_client="classic",
        )
        self._uploads = cast(Any, transfer).create_transfer_manager(self._bucket.client, config)

    async def stop(self) -> None:
        self._links.stop()
        if self._uploads:
            await in_thread(self._uploads.shutdown, cancel=True)
        self._bucket.close()

    async def put(self, key: str, path: Path, *, mime: str, disposition: str) -> None:
        headers = {
            "ContentType": content_type(mime),
            "ContentDisposition": disposition,
            "CacheControl": CACHED,
        }
        upload = self._uploads.upload(str(path), self._bucket.name, _name(key), headers)
        try:
            await self._bucket.begin(upload.result)
        except asyncio.CancelledError:
            upload.cancel()  # and S3 forgets the parts
            raise
        await in_thread(path.unlink)

    @asynccontextmanager
    async def open(self, key: str) -> AsyncIterator["_Object"]:
        name = _name(key)
        answer = await self._bucket.call("head_object", Key=name)
        yield _Object(self._bucket, name, answer["ContentLength"])

    async def link(self, key: str, *, mime: str, disposition: str, as_stored: bool = True) -> Link | None:
        return await self._links.link(_name(key), content_type(mime), disposition, as_stored)

    async def remove(self, keys: Iterable[str]) -> None:
        await self._bucket.remove([_name(key) for key in keys])

    async def keys(self, prefix: str = "") -> AsyncIterator[StoredKey]:
        begun = len(FILES) + 1
        async for found in self._bucket.listed(f"{FILES}/{checked_prefix(prefix)}"):
            yield StoredKey(found.name[begun:], found.modified_at, found.size)


class _Object:
    """See `chat_app.storage.interface.Stored`."""

    def __init__(self, bucket: Bucket, name: str, size: int) -> None:
        self._bucket = bucket
        self._name = name
        self.size = size

    def chunks(self, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        return self._bucket.read(self._name, start, self.size if end is None else min(end, self.size))


def _name(key: str) -> str:
    return f"{FILES}/{checked_key(key)}"
