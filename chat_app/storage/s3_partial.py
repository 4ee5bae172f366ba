"""Uploads that go on after a break, in S3: an object for each few megabytes."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from chat_app.errors import Conflict
from chat_app.storage.interface import PARTIAL
from chat_app.storage.names import checked_id
from chat_app.storage.s3_bucket import Bucket
from chat_app.storage.staging import receive
from chat_app.storage.threads import in_thread, settled

PIECE = 8 * 1024 * 1024


class _Piece(NamedTuple):
    name: str
    start: int
    end: int


class S3Partial:
    """See `chat_app.storage.interface.Partial`.

    A piece is named by where it begins and how long it is: a request of before, which is still keeping
    what had arrived, cannot write over what is sent again, and of all chains of pieces the longest counts.
    """

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    async def append(self, upload_id: str, offset: int, chunks: AsyncIterator[bytes]) -> int:
        if await self.offset(upload_id) != offset:
            raise Conflict("The upload is at another offset.")
        pieces = _Pieces(self._bucket, _folder(upload_id), offset)
        try:
            async for chunk in chunks:
                await pieces.add(chunk)
        finally:
            await pieces.finish()
        return pieces.end

    async def offset(self, upload_id: str) -> int:
        chain = _chain(await self._pieces(upload_id))
        return chain[-1].end if chain else 0

    async def cut(self, upload_id: str, offset: int) -> None:
        beyond = [piece.name for piece in await self._pieces(upload_id) if piece.end > offset]
        await self._bucket.remove(beyond)

    async def collect(self, upload_id: str, into: Path) -> int:
        chain = _chain(await self._pieces(upload_id))
        await in_thread(into.unlink, missing_ok=True)
        return await receive(into, self._content(chain), chain[-1].end if chain else 0)

    async def drop(self, upload_id: str) -> None:
        await self._bucket.remove([piece.name for piece in await self._pieces(upload_id)])

    async def ids(self) -> AsyncIterator[tuple[str, int]]:
        last, changed_at = "", 0
        async for found in self._bucket.listed(f"{PARTIAL}/"):
            upload_id = found.name.split("/")[1]
            if last and upload_id != last:
                yield last, changed_at
                changed_at = 0
            last, changed_at = upload_id, max(changed_at, found.modified_at)
        if last:
            yield last, changed_at

    async def _pieces(self, upload_id: str) -> list[_Piece]:
        pieces: list[_Piece] = []
        async for found in self._bucket.listed(_folder(upload_id)):
            start = int(found.name.rpartition("/")[2].partition("-")[0])
            pieces.append(_Piece(found.name, start, start + found.size))
        return pieces

    async def _content(self, chain: list[_Piece]) -> AsyncIterator[bytes]:
        for piece in chain:
            async for chunk in self._bucket.read(piece.name, 0, piece.end - piece.start):
                yield chunk


class _Pieces:
    """Gathers bytes, and puts a piece while the next one arrives."""

    def __init__(self, bucket: Bucket, folder: str, end: int) -> None:
        self._bucket = bucket
        self._folder = folder
        self.end = end
        self._gathered = bytearray()
        self._putting: asyncio.Task[object] | None = None

    async def add(self, chunk: bytes) -> None:
        self._gathered += chunk
        while len(self._gathered) >= PIECE:
            await self._put(PIECE)

    async def finish(self) -> None:
        """Everything is in S3 when it returns; after a failure, all before some piece."""
        await settled(asyncio.ensure_future(self._finish()))

    async def _finish(self) -> None:
        if self._gathered:
            await self._put(len(self._gathered))
        if self._putting:
            await self._putting

    async def _put(self, size: int) -> None:
        if self._putting:
            await settled(self._putting)  # if it failed, nothing may follow it
        piece = bytes(self._gathered[:size])
        del self._gathered[:size]
        name = f"{self._folder}{self.end:020d}-{size}"
        self._putting = asyncio.ensure_future(self._bucket.call("put_object", Key=name, Body=piece))
        self.end += size


def _folder(upload_id: str) -> str:
    return f"{PARTIAL}/{checked_id(upload_id)}/"


def _chain(pieces: list[_Piece]) -> list[_Piece]:
    """Of all ways from 0 on without a hole, the one that reaches farthest."""
    best: dict[int, _Piece] = {}
    reach: dict[int, int] = {}
    for piece in sorted(pieces, key=lambda piece: piece.start, reverse=True):
        reached = reach.get(piece.end, piece.end)
        if reached > reach.get(piece.start, piece.start):
            best[piece.start], reach[piece.start] = piece, reached
    chain: list[_Piece] = []
    while following := best.get(chain[-1].end if chain else 0):
        chain.append(following)
    return chain
