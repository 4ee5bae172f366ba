"""A stream becomes a local file, or nothing at all."""

from __future__ import annotations

import asyncio
import os
import resource
from collections.abc import Iterator

import pytest

from chat_app.errors import TooLarge, Unavailable
from chat_app.storage import make_storage, receive

MIB = 1024 * 1024


async def stream(data: bytes, size: int = 65_536, then: Exception | None = None):
    for start in range(0, len(data), size):
        yield data[start : start + size]
    if then:
        raise then


@pytest.mark.parametrize("size", [0, 1, MIB - 1, MIB, 20 * MIB + 3])
async def test_what_was_received_is_in_the_file(size, tmp_path):
    data = os.urandom(size)
    assert await receive(tmp_path / "staged", stream(data, 70_001), size) == size
    assert (tmp_path / "staged").read_bytes() == data


async def test_however_small_the_chunks_are_all_of_them_arrive(tmp_path):
    data = os.urandom(5000)
    assert await receive(tmp_path / "staged", stream(data, 1), 5000) == 5000
    assert (tmp_path / "staged").read_bytes() == data


async def test_one_byte_too_many_leaves_no_file(tmp_path):
    for size in (11, 5 * MIB):
        with pytest.raises(TooLarge):
            await receive(tmp_path / "staged", stream(os.urandom(size)), size - 1)
        assert list(tmp_path.iterdir()) == []


async def test_a_line_that_breaks_leaves_no_file(tmp_path):
    with pytest.raises(ConnectionResetError):
        await receive(tmp_path / "staged", stream(os.urandom(5 * MIB), then=ConnectionResetError()), 9 * MIB)
    assert list(tmp_path.iterdir()) == []


async def test_cancelled_at_any_moment_there_is_no_file(tmp_path):
    for steps in range(60):
        receiving = asyncio.create_task(receive(tmp_path / "staged", stream(os.urandom(3 * MIB)), 9 * MIB))
        for _ in range(steps):
            await asyncio.sleep(0)
        receiving.cancel()
        await asyncio.wait((receiving,))
        if not receiving.cancelled():  # it was through before
            (tmp_path / "staged").unlink()
        assert list(tmp_path.iterdir()) == []


async def test_a_file_that_is_there_already_is_left_alone(tmp_path):
    (tmp_path / "staged").write_bytes(b"another's")
    with pytest.raises(Unavailable):
        await receive(tmp_path / "staged", stream(b"mine"), 100)
    assert (tmp_path / "staged").read_bytes() == b"another's"


@pytest.fixture
def two_megabytes_of_room() -> Iterator[None]:
    """No file of this process can grow beyond that, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MIB, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_disk_that_takes_no_more_is_said_and_leaves_no_file(two_megabytes_of_room, tmp_path):
    for size in (2 * MIB + 1, 9 * MIB):
        with pytest.raises(Unavailable):
            await receive(tmp_path / "staged", stream(os.urandom(size)), 9 * MIB)
        assert list(tmp_path.iterdir()) == []


async def test_what_a_full_disk_kept_of_an_upload_is_a_beginning(
    two_megabytes_of_room, settings_for, tmp_path
):
    storage = make_storage(settings_for())
    await storage.start()
    data = os.urandom(6 * MIB)
    with pytest.raises(Unavailable):
        await storage.partial.append("u1", 0, stream(data))
    offset = await storage.partial.offset("u1")
    assert MIB <= offset <= 2 * MIB
    await storage.partial.collect("u1", tmp_path / "collected")
    assert (tmp_path / "collected").read_bytes() == data[:offset]
    await storage.stop()
