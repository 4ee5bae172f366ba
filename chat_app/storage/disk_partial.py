"""Uploads that go on after a break, on disk: one growing file each."""

import fcntl
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

from chat_app.errors import Conflict
from chat_app.storage.files import sync_path
from chat_app.storage.names import checked_id
from chat_app.storage.threads import each, in_thread
from chat_app.storage.writing import FileWriter


class DiskPartial:
    """See `chat_app.storage.interface.Partial`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def prepare(self) -> None:
        """Makes the folder, in a thread."""
        self._folder.mkdir(parents=True, exist_ok=True)

    async def append(self, upload_id: str, offset: int, chunks: AsyncIterator[bytes]) -> int:
        path = self._path(upload_id)
        writer: FileWriter | None = None

        def begin() -> None:
            nonlocal writer
            writer = FileWriter(_opened(path, offset), offset)

        try:
            await in_thread(begin)
            assert writer  # noqa: S101
            async for chunk in chunks:
                await writer.write(chunk)
        finally:
            if writer:
                await writer.close(sync=True)
        return writer.size

    async def offset(self, upload_id: str) -> int:
        return await in_thread(_size, self._path(upload_id))

    async def cut(self, upload_id: str, offset: int) -> None:
        await in_thread(_cut, self._path(upload_id), offset)

    async def collect(self, upload_id: str, into: Path) -> int:
        return await in_thread(_collect, self._path(upload_id), into)

    async def drop(self, upload_id: str) -> None:
        await in_thread(self._path(upload_id).unlink, missing_ok=True)

    def ids(self) -> AsyncIterator[tuple[str, int]]:
        return each(self._listed(), in_thread)

    def _path(self, upload_id: str) -> Path:
        return self._folder / checked_id(upload_id)

    def _listed(self) -> Iterator[tuple[str, int]]:
        with os.scandir(self._folder) as entries:
            for entry in entries:
                try:
                    yield entry.name, entry.stat().st_mtime_ns // 1_000_000
                except FileNotFoundError:  # it was collected meanwhile
                    continue


def _opened(path: Path, offset: int) -> int:
    """A descriptor at the end of the file, which nobody else has."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC
    if offset == 0:
        flags |= os.O_CREAT
    try:
        descriptor = os.open(path, flags, 0o600)
    except FileNotFoundError:
        raise Conflict("Nothing of this upload is here.") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a request of before may still be writing
        if os.fstat(descriptor).st_size != offset:
            raise Conflict("The upload is at another offset.")
        if offset == 0:
            sync_path(path.parent)
    except BaseException as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise Conflict("Somebody else is sending this upload.") from None
        raise
    return descriptor


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _cut(path: Path, offset: int) -> None:
    if _size(path) > offset:
        os.truncate(path, offset)


def _collect(path: Path, into: Path) -> int:
    """The upload stays where it is, too, until it is dropped: whoever dies meanwhile has lost nothing."""
    into.unlink(missing_ok=True)
    if not path.exists():
        path.touch()  # an upload of no bytes
    into.hardlink_to(path)
    os.utime(into)  # or it would be taken for something that was left behind
    return into.stat().st_size
