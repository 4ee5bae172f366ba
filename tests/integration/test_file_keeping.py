"""What the storage holds and nobody knows of goes; nothing that is young or in use is touched."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import Session

from chat_app.models import Attachment, DiscardedFile, File, Upload, User
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.ids import new_id
from chat_app.services import files, uploads
from chat_app.services.attachments import discard
from chat_app.services.file_keeping import FileKeeping
from chat_app.services.intake import Arrival
from chat_app.services.sending import Draft
from tests.support.pictures import png
from tests.support.waiting import eventually
from tests.support.world import World

HOUR = 60 * 60
DAY = 24 * HOUR


@pytest.fixture
def keeping(world: World) -> FileKeeping:
    """One that does nothing by itself."""
    return FileKeeping(world.settings, world.runtime.database, world.runtime.storage)


@pytest.fixture
async def ann(world: World) -> Actor:
    (actor,) = await world.people(1)
    return actor


async def upload(world: World, actor: Actor, content: bytes = b"Some bytes") -> str:
    """The id of a file of theirs that is in no message."""

    async def chunks() -> AsyncIterator[bytes]:
        yield content

    arrival = await world.runtime.intake.receive(chunks())
    made = await world.runtime.intake.take(actor, Arrival(arrival.file_id, arrival.path, "a"))
    return made["id"]


def stored(world: World, file_id: str) -> set[str]:
    """The names of what the disk has of a file."""
    folder = world.settings.data_dir / "files" / files.key(file_id).rpartition("/")[0]
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def age(path: Path, seconds: float) -> None:
    """Makes it as old as that, and what is in it."""
    for one in (path, *path.rglob("*")):
        os.utime(one, (time.time() - seconds,) * 2)


def age_bytes(world: World, file_id: str, seconds: float) -> None:
    age(world.settings.data_dir / "files" / files.key(file_id).rpartition("/")[0], seconds)
