"""A bucket for async callers: boto3 in threads of its own, its errors made ours."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any, NamedTuple, ParamSpec, TypeVar, cast

import boto3.session
import structlog
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

from chat_app.errors import NotFound, StartError, Unavailable
from chat_app.settings import Settings
from chat_app.storage.interface import READ_CHUNK
from chat_app.storage.threads import ahead, each

P = ParamSpec("P")
R = TypeVar("R")

_THREADS = 16
UPLOADING_THREADS = 4
_AT_ONCE = 1000
_ABSENT = frozenset({"404", "NoSuchKey", "NotFound"})

log = structlog.get_logger(__name__)


class Listed(NamedTuple):
    """An object of a listing; `modified_at` is in milliseconds."""

    name: str
    modified_at: int
    size: int


class Bucket:
    """The calls that the storage needs. The client is there after `connect`."""

    client: Any
    unsigned: Any
    session: Any

    def __init__(self, settings: Settings) -> None:
        assert settings.s3_bucket  # noqa: S101
        self.name = settings.s3_bucket
        self._endpoint = settings.s3_endpoint_url
        self._public = settings.s3_public_url
        self._region = settings.s3_region
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="s3")

    def connect(self) -> None:
        """Makes the client and asks for the bucket; to be run in a thread.

        Raises:
            StartError: it does not answer as it should.
        """
        if self._endpoint and not self._endpoint.startswith(("http://", "https://")):
            raise StartError("CHAT_S3_ENDPOINT_URL: must start with https:// or http://.")
        try:
            self.session = boto3.session.Session()
            self.client = self._client(self._endpoint)
            # It only makes addresses for browsers, which may know S3 by another name than we do.
            self.unsigned = self._client(self._public or self._endpoint, signature_version=UNSIGNED)
            region: str | None = self.client.head_bucket(Bucket=self.name).get("BucketRegion")
        except NoCredentialsError:
            raise StartError(
                "CHAT_S3_BUCKET: there are no credentials; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            ) from None
        except ClientError as error:
            raise StartError(f"CHAT_S3_BUCKET: {self.name} cannot be used: {_reason(error)}.") from None
        except (BotoCoreError, ValueError) as error:
            setting = "CHAT_S3_ENDPOINT_URL" if self._endpoint else "CHAT_S3_BUCKET"
            raise StartError(f"{setting}: S3 does not answer: {str(error).rstrip('.')}.") from None
        if not self._endpoint and region and region != self.client.meta.region_name:
            # Links are signed for a region, and nothing would correct a wrong one.
            raise StartError(f"CHAT_S3_REGION: {self.name} is in {region}.")

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def begin(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> "asyncio.Future[R]":
        """Starts `work(…)` in a thread, with our errors."""

        def run() -> R:
            try:
                return work(*args, **kwargs)
            except (BotoCoreError, ClientError) as error:
                raise told(error) from error

        return asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def call(self, operation: str, **arguments: Any) -> dict[str, Any]:
        """One call of S3's, of this bucket.

        Raises:
            NotFound: there is no such object.
            Unavailable: it does not answer, or refuses.
        """
        return await self.begin(getattr(self.client, operation), Bucket=self.name, **arguments)

    async def remove(self, names: list[str]) -> None:
        for start in range(0, len(names), _AT_ONCE):
            objects = [{"Key": name} for name in names[start : start + _AT_ONCE]]
            answer = await self.call("delete_objects", Delete={"Objects": objects, "Quiet": True})
            if refused := answer.get("Errors"):
                log.warning("s3_failed", error=refused[0])
                raise Unavailable

    async def read(self, name: str, start: int, end: int) -> AsyncGenerator[bytes, None]:
        """A part of an object."""
        if start >= end:
            return
        answer = await self.call("get_object", Key=name, Range=f"bytes={start}-{end - 1}")
        body = answer["Body"]
        try:
            async with aclosing(ahead(lambda: self.begin(body.read, READ_CHUNK))) as chunks:
                async for chunk in chunks:
                    yield chunk
        finally:
            body.close()

    def listed(self, prefix: str) -> AsyncIterator[Listed]:
        """The objects whose names begin so, in the order of their names."""
        return each(self._pages(prefix), self.begin)

    def _pages(self, prefix: str) -> Iterator[Listed]:
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        for page in pages:
            for found in page.get("Contents", ()):
                at = int(found["LastModified"].timestamp() * 1000)
                yield Listed(found["Key"], at, found["Size"])

    def _client(self, endpoint: str | None, **config: Any) -> Any:
        return self.session.client(
            "s3",
            region_name=self._region,
            endpoint_url=endpoint,
            config=Config(
                connect_timeout=5,
                read_timeout=20,
                retries={"mode": "standard", "max_attempts": 3},
                max_pool_connections=_THREADS + UPLOADING_THREADS,
                s3={"addressing_style": "path" if endpoint else "virtual"},
                # Other services than Amazon's do not know its newer checksums.
                **(
                    {
                        "request_checksum_calculation": "when_required",
                        "response_checksum_validation": "when_required",
                    }
                    if endpoint
                    else {}
                ),
                **config,
            ),
        )


def told(error: Exception) -> NotFound | Unavailable:
    """The error of our family; what it was is in the log."""
    if isinstance(error, ClientError) and _reason(error).partition(" ")[0] in _ABSENT:
        return NotFound()
    log.warning("s3_failed", error=repr(error))
    return Unavailable()


def _reason(error: ClientError) -> str:
    said: dict[str, str] = cast(Any, error).response.get("Error", {})
    return f"{said.get('Code', '')} {said.get('Message', '')}".strip()
