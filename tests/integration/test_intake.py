"""What arrives becomes a file with its bytes and its row, or neither, whatever happens meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable
from dataclasses import replace
from typing import TypeVar

import pytest
from sqlmodel import Session

from chat_app.errors import NotFound
from chat_app.models.actor import Actor
from chat_app.services import avatars, files
from chat_app.services.intake import Arrival
from tests.support.pictures import png
from tests.support.waiting import eventually
from tests.support.world import World

T = TypeVar("T")


async def stream(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
async def ann(world: World) -> Actor:
    (actor,) = await world.people(1)
    return actor


async def arrived(world: World, content: bytes) -> Arrival:
    return replace(await world.runtime.intake.receive(stream(content)), name="a file")


def stored(world: World, file_id: str) -> bool:
    return (world.settings.data_dir / "files" / files.key(file_id)).exists()


def broken(_session: Session) -> None:
    raise RuntimeError("a fault in something else")


async def waiting_writes(world: World, count: int) -> None:
    await eventually(lambda: world.runtime.database.writes_waiting >= count, f"{count} writes in the queue")


async def beside_a_fault(world: World, writing: Awaitable[T]) -> T:
    """What `writing` comes to when its transaction has to be done again because of somebody else's fault."""
    goes_on = threading.Event()
    first = asyncio.create_task(world.write(lambda _session: [goes_on.wait(10)]))
    wanted = asyncio.ensure_future(writing)
    await waiting_writes(world, 1)
    failing = asyncio.create_task(world.write(broken))
    await waiting_writes(world, 2)
    goes_on.set()
    await first
    with pytest.raises(RuntimeError):
        await failing
    return await wanted


async def test_a_file_is_known_though_what_was_written_beside_it_failed(world: World, ann: Actor) -> None:
    arrival = await arrived(world, b"Some bytes")
    made = await beside_a_fault(world, world.runtime.intake.take(ann, arrival))
    assert await world.read(files.get_file, ann, made["id"]) == made
    assert stored(world, made["id"])


async def test_ones_picture_is_known_though_what_was_written_beside_it_failed(
    world: World, ann: Actor
) -> None:
    arrival = await arrived(world, png())
    use = avatars.of_me(arrival.file_id)
    me = await beside_a_fault(world, world.runtime.intake.take_avatar(ann, arrival, None, use))
    assert me["avatar_url"].endswith(arrival.file_id)
    assert (await world.read(files.avatar, ann, arrival.file_id)).kind == "image"


async def test_a_file_of_whom_nobody_waits_any_more_is_whole_or_not_there(world: World, ann: Actor) -> None:
    """The request is given up in the very moment in which its transaction is under way."""
    arrival = await arrived(world, b"Some bytes")
    loop = asyncio.get_running_loop()

    def give_up(_session: Session) -> None:
        loop.call_soon_threadsafe(taking.cancel)

    taking = asyncio.create_task(world.runtime.intake.take(ann, arrival, also=give_up))
    with pytest.raises(asyncio.CancelledError):
        await taking
    assert (await world.read(files.get_file, ann, arrival.file_id))["size"] == len(b"Some bytes")
    assert stored(world, arrival.file_id)


async def test_a_file_that_is_not_registered_leaves_no_bytes(world: World, ann: Actor) -> None:
    arrival = await arrived(world, png(900, 600))
    with pytest.raises(RuntimeError):
        await world.runtime.intake.take(ann, arrival, also=broken)
    with pytest.raises(NotFound):
        await world.read(files.get_file, ann, arrival.file_id)
    assert [key async for key in world.runtime.storage.keys()] == []  # noqa: SIM118  (it is no dictionary)
    assert not list((world.settings.data_dir / "staging").iterdir())
