"""How bytes that somebody sent become a file: examined, made harmless, stored, and only then known."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import orjson
import structlog
from sqlmodel import Session

from chat_app.db import Database
from chat_app.errors import Invalid, Unavailable
from chat_app.media.kinds import Kind, is_inline, kind_of, served_mime
from chat_app.media.metadata import remove_metadata
from chat_app.media.names import safe_name
from chat_app.media.pictures import Picture, Pictures
from chat_app.media.problems import Broken, TooLargePicture
from chat_app.models import File
from chat_app.models.actor import Actor
from chat_app.models.ids import new_id
from chat_app.services import files
from chat_app.services.access import check_alive
from chat_app.settings import Settings
from chat_app.storage import Storage, content_disposition, receive
from chat_app.storage.threads import in_thread, settled

R = TypeVar("R")

AVATAR = 256
"""Pixels at each side of a picture of a person or a group."""

_UNKNOWN = Kind("application/octet-stream", "document")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Arrival:
    """Bytes that have arrived whole, at a place of their own, and the id of the file that they will be."""

    file_id: str
    path: Path
    name: str | None


@dataclass(frozen=True, slots=True)
class _Examined:
    kind: Kind
    size: int
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class Crop:
    """A square of the upright picture, in its pixels; without it the largest one in the middle."""

    x: int
    y: int
    side: int


class Intake:
    """Takes what arrives in `<data dir>/staging`. One for each worker."""

    def __init__(self, settings: Settings, database: Database, storage: Storage, pictures: Pictures) -> None:
        self._settings = settings
        self._staging = settings.data_dir / "staging"
        self._staging.mkdir(parents=True, exist_ok=True)
        self._database = database
        self._storage = storage
        self._pictures = pictures

    def place(self, file_id: str) -> Path:
        """Where a file that arrives may be put together."""
        return self._staging / file_id

    async def largest(self) -> int:
        """Bytes that a file may have, as of now."""
        return await self._database.read(files.largest, self._settings)

    async def receive(self, chunks: AsyncIterator[bytes]) -> Arrival:
        """Writes what arrives to a place of its own.

        Raises:
            TooLarge, Unavailable, and whatever the chunks raise; nothing is left then.
        """
        file_id = new_id()
        path = self.place(file_id)
        await receive(path, chunks, await self.largest())
        return Arrival(file_id, path, None)

    async def take(
        self, actor: Actor, arrival: Arrival, *, also: Callable[[Session], None] | None = None
    ) -> dict[str, Any]:
        """Makes a file of what has arrived, and takes it away from its place; returns the contract's `file`.

        `also` happens in the transaction in which the file comes into being.

        Raises:
            Invalid: it is a picture that is broken or absurdly large.
            TooLarge: a quota is used up.
            Unavailable: the storage does not take it.
        """
        path = arrival.path
        folder = path.with_name(f"{new_id()}.made")  # of a worker that died there may be one for this file
        try:
            await self._database.read(files.check_quota, actor.user_id, await _size(path), self._settings)
            examined = await self._examine(path, folder)
            row = _row(actor, arrival, examined)

            def register(session: Session) -> dict[str, Any]:
                if also is not None:
                    also(session)
                return files.register(session, actor, row, self._settings)

            return await self._store(actor, row, path, examined.picture, register)
        finally:
            await in_thread(_clear, path, folder)

    async def take_avatar(
        self, actor: Actor, arrival: Arrival, crop: Crop | None, use: Callable[[Session, Actor], R]
    ) -> R:
        """Makes a square picture of what has arrived; `use` happens in the transaction in which it comes
        into being, and has the last word. Raises as `take` does."""
        path = arrival.path
        out = path.with_name(f"{path.name}.webp")
        try:
            kind = await in_thread(kind_of, path)
            if kind.kind != "image":
                raise Invalid(fields={"file": "is not a picture"})
            with _told():
                square = (crop.x, crop.y, crop.side) if crop else None
                await self._pictures.crop(path, out, square, AVATAR)
            size = await _size(out)
            row = File(
                id=arrival.file_id,
                owner_id=actor.user_id,
                purpose="avatar",
                name="avatar.webp",
                mime="image/webp",
                kind="image",
                size=size,
                stored_size=size,
                width=AVATAR,
                height=AVATAR,
            )

            def register(session: Session) -> R:
                files.register(session, actor, row, self._settings)
                return use(session, actor)

            return await self._store(actor, row, out, None, register)
        finally:
            await in_thread(_clear, path, out)

    async def _examine(self, path: Path, folder: Path) -> _Examined:
        kind = await in_thread(kind_of, path)
        picture = None
        if kind.kind == "image":
            with _told():
                await in_thread(remove_metadata, path, kind.mime)
                await in_thread(folder.mkdir)
                picture = await self._pictures.make(path, folder)
        else:
            try:
                await in_thread(remove_metadata, path, kind.mime)
            except Broken:
                kind = _UNKNOWN  # nothing plays it; it may be downloaded as it is
        return _Examined(kind, await _size(path), picture)

    async def _store(
        self,
        actor: Actor,
        row: File,
        path: Path,
        picture: Picture | None,
        register: Callable[[Session], R],
    ) -> R:
        """The bytes first, then the row: nobody sees a file that is not whole."""
        kept = files.keys_of(row)

        def checked(session: Session) -> R:
            check_alive(session, actor)
            return register(session)

        writing: asyncio.Future[R] | None = None
        try:
            await self._put(files.key(row.id), path, row.mime, row.name)
            for variant in picture.variants if picture else ():
                await self._put(files.key(row.id, variant.size), variant.path, "image/webp", "picture.webp")
            writing = asyncio.ensure_future(self._database.write_patiently(checked))
            return await settled(writing)
        except BaseException:
            if writing and writing.exception() is None:
                raise  # whoever waited for it is gone, and it is there all the same
            with contextlib.suppress(Unavailable):  # what is left is found as an orphan later
                await self._storage.remove(kept)
            raise

    async def _put(self, key: str, path: Path, mime: str, name: str) -> None:
        how = content_disposition(name, inline=is_inline(mime))
        await self._storage.put(key, path, mime=served_mime(mime), disposition=how)


def _row(actor: Actor, arrival: Arrival, examined: _Examined) -> File:
    picture = examined.picture
    variants = picture.variants if picture else ()
    return File(
        id=arrival.file_id,
        owner_id=actor.user_id,
        name=safe_name(arrival.name),
        mime=examined.kind.mime,
        kind=examined.kind.kind,
        size=examined.size,
        stored_size=examined.size + sum(variant.path.stat().st_size for variant in variants),
        width=picture.width if picture else None,
        height=picture.height if picture else None,
        animated=picture.animated if picture else False,
        thumbhash=picture.thumbhash if picture else None,
        variants=orjson.dumps([variant.size for variant in variants]).decode(),
    )


async def _size(path: Path) -> int:
    return (await in_thread(path.stat)).st_size


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """What is wrong with a picture, for its owner."""
    try:
        yield
    except TooLargePicture:
        raise Invalid(
            "This picture has too many pixels: at most 100 million, and 30,000 at a side.",
            code="image_too_large",
        ) from None
    except Broken:
        raise Invalid("This picture is broken: it cannot be shown.", code="broken_image") from None


def _clear(*paths: Path) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
