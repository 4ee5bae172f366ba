"""Objects as files below the data dir."""

import asyncio
import os
import secrets
import time
from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

from chat_app.errors import NotFound, StartError, Unavailable
from chat_app.storage.disk_partial import DiskPartial
from chat_app.storage.files import make_folders, move, sync_path
from chat_app.storage.interface import FILES, READ_CHUNK, Link, StoredKey
from chat_app.storage.links import Links
from chat_app.storage.names import checked_key, checked_prefix
from chat_app.storage.threads import each, in_thread

_DAY = 24 * 3600


class DiskStorage:
    """See `chat_app.storage.interface.Storage`. `links` are those of a CDN that shows the folder."""

    def __init__(self, data_dir: Path, links: Links | None = None) -> None:
        self._files = data_dir / FILES
        self._incoming = self._files / ".incoming"
        self._links = links
        self.partial = DiskPartial(data_dir / "partial")

    @property
    def link_origin(self) -> str | None:
        return self._links.origin if self._links else None

    async def start(self) -> None:
        try:
            await in_thread(self._prepare)
        except Unavailable as error:
            raise StartError(f"CHAT_DATA_DIR: files cannot be kept there: {error.__cause__}.") from None

    async def stop(self) -> None:
        if self._links:
            self._links.stop()

    async def put(self, key: str, path: Path, *, mime: str, disposition: str) -> None:
        del mime, disposition  # whoever hands the bytes out knows them
        await in_thread(self._put, self._files / checked_key(key), path)

    @asynccontextmanager
    async def open(self, key: str) -> AsyncIterator["_OpenFile"]:
        stored = _OpenFile(self._files / checked_key(key))
        try:
            await in_thread(stored.open)
            yield stored
        finally:
            stored.close()

    async def link(self, key: str, *, mime: str, disposition: str, as_stored: bool = True) -> Link | None:
        path = f"{FILES}/{checked_key(key)}"
        return await self._links.link(path, mime, disposition, as_stored) if self._links else None

    async def remove(self, keys: Iterable[str]) -> None:
        await in_thread(self._remove, [self._files / checked_key(key) for key in keys])

    def keys(self, prefix: str = "") -> AsyncIterator[StoredKey]:
        return each(self._walk(checked_prefix(prefix)), in_thread)

    def _prepare(self) -> None:
        self.partial.prepare()
        self._incoming.mkdir(parents=True, exist_ok=True)
        probe = self._incoming / f"probe-{secrets.token_hex(8)}"
        probe.touch()
        probe.unlink()
        for left_behind in self._incoming.iterdir():
            if left_behind.stat().st_mtime < time.time() - _DAY:
                left_behind.unlink(missing_ok=True)

    def _put(self, target: Path, path: Path) -> None:
        os.utime(path)  # as S3 counts: an upload may have waited long to become a file
        sync_path(path)
        make_folders(target.parent)
        move(path, target, self._incoming)
        sync_path(target.parent)

    def _remove(self, paths: list[Path]) -> None:
        for path in paths:
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in paths}:
            try:
                folder.rmdir()
            except OSError:  # it is not there, or not empty
                continue

    def _walk(self, prefix: str) -> Iterator[StoredKey]:
        begun = len(str(self._files)) + 1
        folders = [self._files / prefix.rpartition("/")[0]]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    found = list(entries)
            except (FileNotFoundError, NotADirectoryError):
                continue
            for entry in found:
                key = entry.path[begun:]
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    if f"{key}/".startswith(prefix):
                        folders.append(Path(entry.path))
                elif key.startswith(prefix):
                    try:
                        known = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
                    yield StoredKey(key, known.st_mtime_ns // 1_000_000, known.st_size)


class _OpenFile:
    """See `chat_app.storage.interface.Stored`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor = -1
        self.size = 0

    def open(self) -> None:
        try:
            self._descriptor = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound from None
        self.size = os.fstat(self._descriptor).st_size

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)

    async def chunks(self, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        position, end = start, self.size if end is None else min(end, self.size)
        while position < end:
            size = min(READ_CHUNK, end - position)
            if chunk := self._at_hand(size, position):
                await asyncio.sleep(0)  # a client that takes everything at once must not hold the loop
            else:
                chunk = await in_thread(os.pread, self._descriptor, size, position)
            if not chunk:
                return
            position += len(chunk)
            yield chunk

    def _at_hand(self, size: int, position: int) -> bytes:
        """What the system has in memory of it, for which a thread costs more than the reading."""
        if not hasattr(os, "RWF_NOWAIT"):
            return b""
        buffer = bytearray(size)
        try:
            count = os.preadv(self._descriptor, [buffer], position, os.RWF_NOWAIT)
        except OSError:  # not in memory, or the file system cannot tell
            return b""
        return bytes(memoryview(buffer)[:count])
