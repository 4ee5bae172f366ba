"""The storage holds what the database knows of, and nothing else for long."""

import asyncio
import contextlib
import random
import shutil
import time
from pathlib import Path

import structlog

from chat_app.db import Database
from chat_app.errors import ChatError
from chat_app.services import files, uploads
from chat_app.settings import Settings
from chat_app.storage import Storage
from chat_app.storage.threads import in_thread

_REMOVED_EVERY = 2.0
_SWEPT_EVERY = 3600.0
"""Seconds. Several workers sweep at different times; what one has removed the others do not find."""

_YOUNG = 60 * 60 * 1000
"""Milliseconds within which bytes without a row may be those of a file that is coming into being."""

_AT_A_TIME = 200

log = structlog.get_logger(__name__)


class FileKeeping:
    """Removes the bytes of discarded files soon, and now and then whatever was left behind."""

    def __init__(self, settings: Settings, database: Database, storage: Storage) -> None:
        self._staging = settings.data_dir / "staging"
        self._database = database
        self._storage = storage
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._remove_forever()),
            asyncio.create_task(self._sweep_forever()),
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def remove_discarded(self) -> int:
        """Removes the bytes of files that nobody can reach; returns how many files."""
        count = 0
        while found := await self._database.read(files.discarded, _AT_A_TIME):
            await self._storage.remove([key for file in found for key in files.keys_of(file)])
            await self._database.write_patiently(files.removed, [file.id for file in found])
            count += len(found)
        return count

    async def sweep(self, young: int = _YOUNG) -> int:
        """Discards what was never sent, ends uploads that nobody came back to, and removes bytes that belong
        to nothing and are older than `young` milliseconds. Returns how many things that were.

        Raises:
            Unavailable: the database or the storage does not answer; what was swept stays so.
        """
        count = await self._database.write_patiently(files.discard_forgotten)
        for upload_id in await self._database.write_patiently(uploads.expired):
            await self._storage.partial.drop(upload_id)
            count += 1
        oldest = time.time() * 1000 - young
        count += await self._sweep_pieces(oldest)
        count += await self._sweep_orphans(oldest)
        return count + await in_thread(_sweep_folder, self._staging, oldest)

    async def _sweep_pieces(self, oldest: float) -> int:
        old = [upload_id async for upload_id, changed in self._storage.partial.ids() if changed < oldest]
        orphans = await self._database.read(uploads.unknown, old)
        for upload_id in orphans:
            await self._storage.partial.drop(upload_id)
        return len(orphans)

    async def _sweep_orphans(self, oldest: float) -> int:
        count = 0
        batch: dict[str, str] = {}
        async for stored in self._storage.keys():
            file_id = files.file_of_key(stored.key)
            if file_id is not None and stored.modified_at < oldest:
                batch[stored.key] = file_id
            if len(batch) >= _AT_A_TIME:
                count += await self._remove_orphans(batch)
                batch = {}
        return count + await self._remove_orphans(batch)

    async def _remove_orphans(self, batch: dict[str, str]) -> int:
        known = await self._database.read(files.known, set(batch.values()))
        orphans = [key for key, file_id in batch.items() if file_id not in known]
        await self._storage.remove(orphans)
        return len(orphans)

    async def _remove_forever(self) -> None:
        is_failing = False
        while True:
            await asyncio.sleep(_REMOVED_EVERY)
            try:
                await self.remove_discarded()
                is_failing = False
            except ChatError as error:
                if not is_failing:  # what is away stays away for many rounds, and is told of once
                    log.warning("files_not_removed", error=repr(error))
                is_failing = True

    async def _sweep_forever(self) -> None:
        while True:
            await asyncio.sleep(_SWEPT_EVERY * random.uniform(0.1, 1))  # noqa: S311
            try:
                if count := await self.sweep():
                    log.info("files_swept", things=count)
            except ChatError as error:
                log.warning("files_not_swept", error=repr(error))


def _sweep_folder(folder: Path, oldest: float) -> int:
    count = 0
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):  # its own request may be just done with it
            if path.stat().st_mtime * 1000 < oldest:
                count += 1
                if path.is_dir():
                    shutil.rmtree(path, ignore_errors=True)
                else:
                    path.unlink()
    return count
