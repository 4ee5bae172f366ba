"""The one interface of the storage."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

FILES = "files"
"""The folder, or the beginning of the names in the bucket, under which the keys are."""

PARTIAL = "partial"
"""The same for the pieces of uploads."""

READ_CHUNK = 256 * 1024
"""Bytes in which files are read; one reader holds a few of them, however slowly it takes them."""


@dataclass(frozen=True, slots=True)
class Link:
    """An address from which a browser gets the bytes itself.

    It is the same for everybody, on every worker, for `seconds` from now, so that browsers find it in
    their caches; it works for a while longer, so that what was begun can be finished.
    """

    url: str
    seconds: int


class StoredKey(NamedTuple):
    """What garbage collection looks at; `modified_at` is in milliseconds since 1970 UTC."""

    key: str
    modified_at: int
    size: int


class Stored(Protocol):
    """An object that is open for reading."""

    @property
    def size(self) -> int: ...

    def chunks(self, start: int = 0, end: int | None = None) -> AsyncGenerator[bytes, None]:
        """The bytes from `start` up to and without `end`; the next chunk is read while one is used.

        Raises:
            Unavailable: the storage stopped answering.
        """
        ...


class Partial(Protocol):
    """The pieces of uploads that go on after a break. Whoever appends is alone at it."""

    async def append(self, upload_id: str, offset: int, chunks: AsyncIterator[bytes]) -> int:
        """Keeps the chunks from `offset` on and returns the new offset.

        What has arrived is kept too when the chunks end with an error or the caller is cancelled.

        Raises:
            Conflict: the upload is not at this offset, or somebody else is appending.
            Unavailable: the storage does not take it.
        """
        ...

    async def offset(self, upload_id: str) -> int:
        """How many bytes are there, without a hole; 0 for what nobody has begun."""
        ...

    async def cut(self, upload_id: str, offset: int) -> None:
        """Forgets what lies beyond `offset`, at which an `append` began (its checksum was wrong)."""
        ...

    async def collect(self, upload_id: str, into: Path) -> int:
        """Makes one local file of it, in place of what is there; returns its size. `drop` it afterwards."""
        ...

    async def drop(self, upload_id: str) -> None:
        """Removes what is there, if anything."""
        ...

    def ids(self) -> AsyncIterator[tuple[str, int]]:
        """Every upload that has bytes here, with the time of the last change in milliseconds."""
        ...


class Storage(Protocol):
    """Objects by key. Keys are ours, such as `0a/0a1b…/original`; a ValueError answers odd ones."""

    @property
    def partial(self) -> Partial: ...

    @property
    def link_origin(self) -> str | None:
        """The origin of all links, to be named in the CSP of the pages; None where there are none."""
        ...

    async def start(self) -> None:
        """Sees that the place is there.

        Raises:
            StartError: it is not; the message is one line that names the setting.
        """
        ...

    async def stop(self) -> None: ...

    async def put(self, key: str, path: Path, *, mime: str, disposition: str) -> None:
        """Takes the local file over. When it returns the object is safe, and the file is gone.

        After an error the file is still there, and the caller's.

        Raises:
            Unavailable: the storage does not take it.
        """
        ...

    def open(self, key: str) -> AbstractAsyncContextManager[Stored]:
        """The object, readable to its end also when it is removed meanwhile (on disk).

        Raises:
            NotFound: there is none.
            Unavailable: the storage does not answer.
        """
        ...

    async def link(self, key: str, *, mime: str, disposition: str, as_stored: bool = True) -> Link | None:
        """An address for browsers; None where the bytes can only come through us.

        `as_stored` is whether type and disposition are those that `put` was given.
        """
        ...

    async def remove(self, keys: Iterable[str]) -> None:
        """Missing ones are fine."""
        ...

    def keys(self, prefix: str = "") -> AsyncIterator[StoredKey]:
        """Everything that is there, in no promised order."""
        ...
