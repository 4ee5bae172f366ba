"""Writing a stream behind the one who receives it."""

import asyncio
import os

from chat_app.storage.files import MOST_PIECES, sync_data, write_all
from chat_app.storage.threads import begin_writing, settled

WRITE_CHUNK = 1024 * 1024
_SYNC_EVERY = 2 * 1024 * 1024


class FileWriter:
    """Appends to an open file, a chunk in a thread while the next one arrives; `close` ends it.

    What is written is on the disk two megabytes later, one upload after the other. The kernel would let
    everything gather, and a commit of the database would wait for it: beside 200 MB/s the slowest of a
    hundred small writes took 34 ms, so it takes 3. Whoever syncs at the end finds it done.
    """

    def __init__(self, descriptor: int, size: int = 0) -> None:
        self._descriptor = descriptor
        self._synced = self._written = self.size = size
        self._gathered: list[bytes] = []  # as they came: copying them together costs
        self._waiting = 0
        self._writing: asyncio.Future[None] | None = None

    async def write(self, data: bytes) -> None:
        """Takes the data; returns at once, or when there is room for more.

        Raises:
            Unavailable: an earlier chunk could not be written.
        """
        self._gathered.append(data)
        self._waiting += len(data)
        self.size += len(data)
        if self._waiting >= WRITE_CHUNK or len(self._gathered) >= MOST_PIECES:
            await self._previous()
            gathered, self._gathered, self._waiting = self._gathered, [], 0
            self._writing = begin_writing(self._write, gathered)

    async def close(self, *, sync: bool = False) -> None:
        """Writes what is left, to the very disk if asked to, and closes the file whatever happens.

        Raises:
            Unavailable: not everything could be written.
        """
        await settled(asyncio.ensure_future(self._close(sync)))  # also where the caller is cancelled

    async def _close(self, sync: bool) -> None:
        try:
            await self._previous()
        except BaseException:  # a chunk is missing, so nothing may follow it
            self._gathered.clear()
            raise
        finally:
            await settled(begin_writing(self._end, sync))

    async def _previous(self) -> None:
        if self._writing:
            await settled(self._writing)

    def _end(self, sync: bool) -> None:
        try:
            if self._gathered:
                self._write(self._gathered)
            if sync:
                sync_data(self._descriptor)
        finally:
            os.close(self._descriptor)

    def _write(self, pieces: list[bytes]) -> None:
        write_all(self._descriptor, pieces)
        self._written += sum(map(len, pieces))
        if self._written - self._synced >= _SYNC_EVERY:
            sync_data(self._descriptor)
            self._synced = self._written
