"""Writing to a resumable upload, and what happens at its end."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any

import structlog
from sqlmodel import Session

from chat_app.db import Database
from chat_app.errors import ChatError, Conflict, Invalid, Locked, TooLarge, Unavailable
from chat_app.models.actor import Actor
from chat_app.services import uploads
from chat_app.services.intake import Arrival, Intake
from chat_app.services.uploads import Progress
from chat_app.settings import Settings
from chat_app.storage import Storage

CHECKSUMS = ("sha1", "sha256", "md5")
_RENEWED_EVERY = 3
_UNTIL_LET_GO = 2
_LOOKS_EVERY = 0.1
"""Seconds."""

log = structlog.get_logger(__name__)


class ChecksumMismatch(ChatError):
    """What arrived is not what was sent; none of it was kept. The status is tus's own."""

    status = 460
    default_code = "checksum_mismatch"
    default_message = "What arrived is not what was sent. Send it again."


class Resuming:
    """Uploads that go on after a break. One for each worker."""

    def __init__(self, settings: Settings, database: Database, storage: Storage, intake: Intake) -> None:
        self._settings = settings
        self._database = database
        self._storage = storage
        self._intake = intake

    async def create(self, actor: Actor, *, name: str, size: int, metadata: str) -> Progress:
        """See `uploads.create`."""
        return await self._database.write_patiently(
            uploads.create,
            actor,
            self._settings,
            name=name,
            size=size,
            metadata=metadata,
        )

    async def offset(self, actor: Actor, upload_id: str) -> tuple[Progress, int]:
        """How far it is. One whose bytes are all there and that is no file yet becomes it now.

        Raises:
            NotFound, Locked; Invalid where what was uploaded is refused.
        """
        upload = await self._database.read(uploads.find, actor, upload_id)
        if upload.is_done:
            return upload, upload.size
        offset = await self._storage.partial.offset(upload.id)
        if offset == upload.size:
            async with self._held(actor, upload.id):
                await self._finish(actor, upload)
        return upload, offset

    async def append(
        self,
        actor: Actor,
        upload_id: str,
        offset: int,
        chunks: AsyncIterator[bytes],
        checksum: tuple[str, bytes] | None = None,
    ) -> int:
        """Takes what comes and returns the new offset; at the end the upload is a file.

        Raises:
            NotFound, Locked, TooLarge, Unavailable; Conflict where the upload is not at this offset;
            ChecksumMismatch; Invalid where what was uploaded is refused, and is gone then.
        """
        async with self._held(actor, upload_id) as upload:
            if offset != await self._storage.partial.offset(upload_id):
                raise Conflict("The upload is not at this offset.", code="wrong_offset")
            digest = hashlib.new(checksum[0], usedforsecurity=False) if checksum else None
            reached = await self._storage.partial.append(
                upload_id, offset, _measured(chunks, upload.size - offset, digest)
            )
            if checksum and digest and digest.digest() != checksum[1]:
                await self._storage.partial.cut(upload_id, offset)
                raise ChecksumMismatch
            if reached == upload.size:
                await self._finish(actor, upload)
            return reached

    async def remove(self, actor: Actor, upload_id: str) -> None:
        """Gives it up; a request that was just broken off for it may still be letting go."""
        async with self._held(actor, upload_id, patience=_UNTIL_LET_GO):
            await self._database.write_patiently(uploads.remove, upload_id)
            await self._storage.partial.drop(upload_id)

    async def _finish(self, actor: Actor, upload: Progress) -> None:
        path = self._intake.place(upload.id)
        try:
            await self._storage.partial.collect(upload.id, path)

            def done(session: Session) -> None:
                uploads.remove(session, upload.id)

            await self._intake.take(actor, Arrival(upload.id, path, upload.name), also=done)
        except (Invalid, TooLarge):
            await self._database.write_patiently(uploads.remove, upload.id)
            await self._storage.partial.drop(upload.id)
            raise
        with contextlib.suppress(Unavailable):  # what is left is found later
            await self._storage.partial.drop(upload.id)

    @contextlib.asynccontextmanager
    async def _held(self, actor: Actor, upload_id: str, patience: float = 0) -> AsyncIterator[Progress]:
        upload = await self._hold(actor, upload_id, patience)
        renewing = asyncio.create_task(self._hold_on(upload_id))
        try:
            yield upload
        finally:
            renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await renewing
            with contextlib.suppress(Unavailable):  # the hold ends by itself
                await self._database.write(uploads.let_go, upload_id)

    async def _hold(self, actor: Actor, upload_id: str, patience: float) -> Progress:
        deadline = asyncio.get_running_loop().time() + patience
        while True:
            try:
                return await self._database.write(uploads.hold, actor, upload_id)
            except Locked:
                if asyncio.get_running_loop().time() >= deadline:
                    raise
                await asyncio.sleep(_LOOKS_EVERY)

    async def _hold_on(self, upload_id: str) -> None:
        while True:
            await asyncio.sleep(_RENEWED_EVERY)
            try:
                await self._database.write(uploads.hold_on, upload_id)
            except Unavailable:
                log.warning("upload_not_held", upload=upload_id)


async def _measured(chunks: AsyncIterator[bytes], most: int, digest: Any) -> AsyncIterator[bytes]:
    """The chunks, as long as they are no more than promised."""
    async for chunk in chunks:
        most -= len(chunk)
        if most < 0:
            raise TooLarge("The upload has more bytes than were announced.", code="too_long")
        if digest is not None:
            digest.update(chunk)
        yield chunk
