"""What the storage has and nobody knows of goes; nothing that is young or in use is touched."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from sqlalchemy import func
from sqlmodel import Session, select

from chat_app.errors import NotFound, Unavailable
from chat_app.models import DiscardedFile, File, Upload
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.models.ids import new_id
from chat_app.services import avatars, files, messages, uploads
from chat_app.services.file_keeping import FileKeeping
from tests.support.pictures import png
from tests.support.world import World

HOUR = 60 * 60
DAY = 24 * HOUR


@pytest.fixture
async def keeping(world: World) -> FileKeeping:
    """The worker's own, which does nothing by itself any more."""
    await world.runtime._keeping.stop()
    return world.runtime._keeping


@pytest.fixture
async def ann(world: World) -> Actor:
    (actor,) = await world.people(1)
    return actor


async def stream(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def upload(world: World, actor: Actor, content: bytes = b"Some bytes") -> str:
    """The id of a file of theirs that is in no message."""
    arrival = await world.runtime.intake.receive(stream(content))
    made = await world.runtime.intake.take(actor, replace(arrival, name="a file"))
    return made["id"]


async def sent(world: World, actor: Actor, file_id: str) -> str:
    """The id of a message with the file."""
    group = await world.group(actor)
    json, _ = await world.runtime.messages.send(
        actor, group, client_id=file_id, body="", attachment_ids=[file_id]
    )
    return orjson.loads(json)["id"]


async def begin_upload(world: World, actor: Actor, content: bytes = b"The first bytes") -> str:
    """The id of an unfinished upload that has some bytes."""
    upload = await world.runtime.resuming.create(actor, name="large", size=1_000_000, metadata="")
    await world.runtime.resuming.append(actor, upload.id, 0, stream(content))
    return upload.id


def folder_of(world: World, file_id: str) -> Path:
    return (world.settings.data_dir / "files" / files.key(file_id)).parent


def stored(world: World, file_id: str) -> set[str]:
    """The names of what the disk has of a file."""
    folder = folder_of(world, file_id)
    return {path.name for path in folder.iterdir()} if folder.exists() else set()


def age(path: Path, seconds: float) -> None:
    """Makes it as old as that, and what is in it."""
    then = time.time() - seconds
    for one in (*path.rglob("*"), path):
        os.utime(one, (then, then))


def orphan(world: World, seconds: float) -> str:
    """The id of a file that the storage has, so old, and nobody knows."""
    file_id = new_id()
    folder = folder_of(world, file_id)
    folder.mkdir(parents=True)
    for name in ("original", "320.webp"):
        (folder / name).write_bytes(b"orphaned")
    age(folder, seconds)
    return file_id


def made_at(session: Session, file_id: str, milliseconds: int) -> None:
    file = session.get(File, file_id)
    assert file
    file.created_at = milliseconds


def ends_at(session: Session, upload_id: str, milliseconds: int, held_until: int = 0) -> None:
    upload = session.get(Upload, upload_id)
    assert upload
    upload.expires_at, upload.held_until = milliseconds, held_until


def count(session: Session, table: type[DiscardedFile | Upload]) -> int:
    return session.exec(select(func.count()).select_from(table)).one()


async def test_the_bytes_of_what_was_discarded_go_with_all_copies_and_nothing_else_does(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    discarded, kept = await upload(world, ann, png(900, 600)), await upload(world, ann, png(900, 600))
    message = await sent(world, ann, discarded)
    await sent(world, ann, kept)
    assert stored(world, discarded) == stored(world, kept) == {"original", "320.webp", "800.webp"}
    await world.write(messages.delete_message, ann, message)
    assert stored(world, discarded)
    assert await keeping.remove_discarded() == 1
    assert not folder_of(world, discarded).exists()
    assert stored(world, kept) == {"original", "320.webp", "800.webp"}
    assert await world.read(count, DiscardedFile) == 0
    assert await keeping.remove_discarded() == 0


async def test_what_cannot_be_removed_now_is_removed_later(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    file_id = await upload(world, ann)
    await world.write(files.remove_unsent, ann, file_id)
    path = folder_of(world, file_id) / "original"
    path.unlink()
    path.mkdir()  # which no file can be removed by
    with pytest.raises(Unavailable):
        await keeping.remove_discarded()
    assert await world.read(count, DiscardedFile) == 1
    path.rmdir()
    path.write_bytes(b"Some bytes")
    assert await keeping.remove_discarded() == 1
    assert not stored(world, file_id)


async def test_more_files_than_are_removed_at_a_time_go_too(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    ids = [new_id() for _ in range(450)]
    await world.write(lambda session: session.add_all(DiscardedFile(id=file_id) for file_id in ids))
    assert await keeping.remove_discarded() == 450
    orphans = [orphan(world, 2 * HOUR) for _ in range(210)]
    assert await keeping.sweep() == 2 * 210
    assert not any(stored(world, file_id) for file_id in orphans)


async def test_what_was_never_sent_goes_after_a_day_and_what_was_sent_stays(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    forgotten, young, in_a_message = [await upload(world, ann) for _ in range(3)]
    await sent(world, ann, in_a_message)
    arrival = await world.runtime.intake.receive(stream(png(300, 300)))
    await world.runtime.intake.take_avatar(ann, arrival, None, avatars.of_me(arrival.file_id))
    ages = {forgotten: 25, young: 23, in_a_message: 1_000, arrival.file_id: 1_000}
    for file_id, hours in ages.items():
        await world.write(made_at, file_id, now() - hours * HOUR * 1000)
        age(folder_of(world, file_id), hours * HOUR)
    assert await keeping.sweep() == 1
    with pytest.raises(NotFound):
        await world.read(files.get_file, ann, forgotten)
    assert stored(world, forgotten)  # for the next one who removes what was discarded
    assert await keeping.remove_discarded() == 1
    assert not stored(world, forgotten)
    for file_id in (young, in_a_message):
        await world.read(files.get_file, ann, file_id)
        assert stored(world, file_id)
    assert stored(world, arrival.file_id)
    assert await keeping.sweep() == 0


async def test_an_upload_that_nobody_came_back_to_ends_with_its_bytes(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    expired, living, moving = [await begin_upload(world, ann) for _ in range(3)]
    await world.write(ends_at, expired, now() - 1)
    await world.write(ends_at, moving, now() - 1, held_until=now() + 5_000)
    for upload_id in (expired, living, moving):
        age(world.settings.data_dir / "partial" / upload_id, DAY)
    assert await keeping.sweep() == 1
    with pytest.raises(NotFound):
        await world.read(uploads.find, ann, expired)
    assert await world.runtime.storage.partial.offset(expired) == 0
    for upload_id in (living, moving):
        await world.read(uploads.find, ann, upload_id)
        assert await world.runtime.storage.partial.offset(upload_id) == len(b"The first bytes")


async def test_bytes_of_an_upload_that_is_no_more_go_once_they_are_old(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    old, young, known = [await begin_upload(world, ann) for _ in range(3)]
    for upload_id in (old, young):
        await world.write(uploads.remove, upload_id)
    for upload_id in (old, known):
        age(world.settings.data_dir / "partial" / upload_id, 2 * HOUR)
    assert await keeping.sweep() == 1
    left = {path.name for path in (world.settings.data_dir / "partial").iterdir()}
    assert left == {young, known}


async def test_orphaned_bytes_go_once_they_are_old(world: World, keeping: FileKeeping, ann: Actor) -> None:
    old, young = orphan(world, 2 * HOUR), orphan(world, HOUR / 2)
    known = await upload(world, ann)
    discarded = await upload(world, ann)
    await world.write(files.remove_unsent, ann, discarded)
    foreign = world.settings.data_dir / "files" / "lost+found" / "README"
    foreign.parent.mkdir()
    foreign.write_text("not ours")
    for path in (foreign, folder_of(world, known), folder_of(world, discarded)):
        age(path, 1_000 * HOUR)
    assert await keeping.sweep() == 2
    assert not folder_of(world, old).exists()
    assert stored(world, young)
    assert stored(world, known)
    assert stored(world, discarded)
    assert foreign.exists()
    assert await keeping.sweep(young=0) == 2
    assert not stored(world, young)
    assert stored(world, known)


async def test_what_a_dead_worker_left_in_the_staging_goes_once_it_is_old(
    world: World, keeping: FileKeeping
) -> None:
    staging = world.settings.data_dir / "staging"
    for name, hours in (("old", 2), ("young", 0)):
        (staging / name).write_bytes(b"half a file")
        folder = staging / f"{name}.made"
        folder.mkdir()
        (folder / "320.webp").write_bytes(b"half a copy")
        for path in (staging / name, folder):
            age(path, hours * HOUR)
    assert await keeping.sweep() == 2
    assert {path.name for path in staging.iterdir()} == {"young", "young.made"}


async def test_an_upload_that_is_finished_long_after_its_last_byte_is_not_taken_for_a_leftover(
    world: World, keeping: FileKeeping, ann: Actor
) -> None:
    """A worker died before it made a file of it, and another one sweeps while this one does."""
    content = b"All of it"
    upload = await world.runtime.resuming.create(ann, name="large", size=len(content), metadata="")
    partial = world.runtime.storage.partial
    await partial.append(upload.id, 0, stream(content))
    age(world.settings.data_dir / "partial" / upload.id, 3 * HOUR)
    staged = world.runtime.intake.place(upload.id)
    await partial.collect(upload.id, staged)
    await keeping.sweep()
    assert staged.exists()
    age(staged, 3 * HOUR)
    await world.runtime.storage.put(files.key(upload.id), staged, mime="text/plain", disposition="inline")
    await keeping.sweep()
    assert stored(world, upload.id)
    await world.runtime.resuming.offset(ann, upload.id)
    assert (await world.read(files.get_file, ann, upload.id))["size"] == len(content)


async def test_a_sweep_that_cannot_look_says_so_and_the_next_one_goes_on(
    world: World, keeping: FileKeeping
) -> None:
    staging = world.settings.data_dir / "staging"
    staging.rmdir()
    with pytest.raises(Unavailable):
        await keeping.sweep()
    staging.mkdir()
    assert await keeping.sweep() == 0
