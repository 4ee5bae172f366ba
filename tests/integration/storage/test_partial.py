"""Uploads that go on after a break keep every byte that arrived; on disk and in S3 alike."""

from __future__ import annotations

import asyncio
import os
import sys

import pytest

from chat_app.errors import Conflict
from chat_app.models.clock import now
from chat_app.storage import make_storage
from tests.support.servers import ROOT, environment

MIB = 1024 * 1024


async def stream(data: bytes, then: Exception | None = None):
    for start in range(0, len(data), 65_536):
        yield data[start : start + 65_536]
    if then:
        raise then


async def collected(storage, tmp_path, upload_id="u1"):
    into = tmp_path / "collected"
    size = await storage.partial.collect(upload_id, into)
    data = into.read_bytes()
    assert len(data) == size
    return data


async def test_appended_bytes_come_out_in_order(storage, tmp_path):
    data = os.urandom(20 * MIB + 5)
    partial = storage.partial
    assert await partial.offset("u1") == 0
    offset = 0
    for size in (3, 9 * MIB, 0, 1, 70_000, 30 * MIB):
        offset = await partial.append("u1", offset, stream(data[offset : offset + size]))
        assert await partial.offset("u1") == offset
    assert offset == len(data)
    assert await collected(storage, tmp_path) == data
    await partial.drop("u1")
    assert await partial.offset("u1") == 0


async def test_what_arrived_before_a_line_broke_is_kept(storage, tmp_path):
    data = os.urandom(11 * MIB + 77)
    with pytest.raises(ConnectionResetError):
        await storage.partial.append("u1", 0, stream(data[: 10 * MIB + 3], ConnectionResetError()))
    assert await storage.partial.offset("u1") == 10 * MIB + 3
    assert await storage.partial.append("u1", 10 * MIB + 3, stream(data[10 * MIB + 3 :])) == len(data)
    assert await collected(storage, tmp_path) == data


async def test_what_arrived_before_the_request_was_cancelled_is_kept(storage, tmp_path):
    data = os.urandom(9 * MIB + 77)
    all_taken = asyncio.Event()

    async def and_then_silence():
        async for chunk in stream(data):
            yield chunk
        all_taken.set()
        await asyncio.Event().wait()

    appending = asyncio.create_task(storage.partial.append("u1", 0, and_then_silence()))
    await all_taken.wait()
    appending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await appending
    assert await storage.partial.offset("u1") == len(data)
    assert await collected(storage, tmp_path) == data


async def test_cancelled_at_any_moment_what_is_kept_is_a_beginning(storage, tmp_path):
    data = os.urandom(12 * MIB)
    for steps in range(0, 60, 4):
        upload_id = f"u{steps}"
        appending = asyncio.create_task(storage.partial.append(upload_id, 0, stream(data)))
        for _ in range(steps):
            await asyncio.sleep(0)
        appending.cancel()
        await asyncio.wait((appending,))
        offset = await storage.partial.offset(upload_id)
        # Whoever sends the rest has the whole file.
        assert await storage.partial.append(upload_id, offset, stream(data[offset:])) == len(data)
        assert await collected(storage, tmp_path, upload_id) == data
        await storage.partial.drop(upload_id)


async def test_another_offset_is_a_conflict_and_changes_nothing(storage, tmp_path):
    await storage.partial.append("u1", 0, stream(b"abc"))
    for wrong in (0, 2, 4):
        with pytest.raises(Conflict):
            await storage.partial.append("u1", wrong, stream(b"xyz"))
    with pytest.raises(Conflict):
        await storage.partial.append("never-begun", 5, stream(b"xyz"))
    assert await collected(storage, tmp_path) == b"abc"


async def test_what_a_wrong_checksum_was_for_can_be_cut_off(storage, tmp_path):
    await storage.partial.append("u1", 0, stream(b"good"))
    await storage.partial.append("u1", 4, stream(os.urandom(9 * MIB)))
    await storage.partial.cut("u1", 4)
    assert await storage.partial.offset("u1") == 4
    await storage.partial.append("u1", 4, stream(b" and right"))
    await storage.partial.cut("u1", 14)
    assert await collected(storage, tmp_path) == b"good and right"


async def test_an_upload_of_no_bytes_is_an_empty_file(storage, tmp_path):
    assert await storage.partial.append("u1", 0, stream(b"")) == 0
    assert await collected(storage, tmp_path) == b""
    assert await collected(storage, tmp_path, "never-begun") == b""


async def test_uploads_are_listed_with_their_age(storage):
    began = now() - 2000
    await storage.partial.append("u1", 0, stream(b"abc"))
    await storage.partial.append("u1", 3, stream(b"abc"))
    await storage.partial.append("u2", 0, stream(b"abc"))
    await storage.partial.append("u3", 0, stream(b"abc"))
    await storage.partial.drop("u2")
    await storage.partial.drop("u2")
    found = {upload_id: at async for upload_id, at in storage.partial.ids()}
    assert set(found) == {"u1", "u3"}
    assert all(began <= at <= now() + 1000 for at in found.values())


async def test_on_disk_two_cannot_append_at_once(settings_for):
    storage = make_storage(settings_for())
    await storage.start()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slow():
        yield b"abc"
        begun.set()
        await go_on.wait()
        yield b"def"

    first = asyncio.create_task(storage.partial.append("u1", 0, slow()))
    await begun.wait()
    with pytest.raises(Conflict):
        await storage.partial.append("u1", 0, stream(b"xyz"))
    go_on.set()
    assert await first == 6
    await storage.stop()


async def test_in_s3_an_older_request_that_is_still_keeping_harms_nothing(s3, settings_for, tmp_path):
    storage = make_storage(settings_for(**s3.settings()))
    await storage.start()
    data = os.urandom(300_000)
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def broken_line():
        yield data[:100_000]
        begun.set()
        await go_on.wait()
        raise ConnectionResetError

    older = asyncio.create_task(storage.partial.append("u1", 0, broken_line()))
    await begun.wait()
    assert await storage.partial.append("u1", 0, stream(data[:200_000])) == 200_000
    go_on.set()
    with pytest.raises(ConnectionResetError):
        await older
    assert await storage.partial.offset("u1") == 200_000
    await storage.partial.append("u1", 200_000, stream(data[200_000:]))
    assert await collected(storage, tmp_path) == data
    await storage.stop()


_SENDER = """
import asyncio
import sys
from pathlib import Path
from chat_app.settings import get_settings
from chat_app.storage import make_storage
from tests.support.servers import ROOT, environment

async def chunks():
    data = Path(sys.argv[1]).read_bytes()
    for start in range(0, len(data), 65536):
        yield data[start : start + 65536]
        if start == 30 * 1024 * 1024:
            print("far", flush=True)
            await asyncio.Event().wait()

async def main():
    storage = make_storage(get_settings())
    await storage.start()
    await storage.partial.append("u1", 0, chunks())

asyncio.run(main())
"""


async def test_killed_midway_an_upload_goes_on_from_what_was_kept(settings_for, where, tmp_path):
    data = os.urandom(MIB) * 40
    source = tmp_path / "source"
    source.write_bytes(data)
    sender = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _SENDER, str(source)),
        env=environment(**where, CHAT_DATA_DIR=str(tmp_path / "data"), PYTHONPATH=str(ROOT)),
        stdout=asyncio.subprocess.PIPE,
        cwd=tmp_path,
    )
    assert sender.stdout
    assert await sender.stdout.readline() == b"far\n"
    storage = make_storage(settings_for(**where))
    await storage.start()
    async with asyncio.timeout(30):
        while await storage.partial.offset("u1") < 16 * MIB:
            pass  # each look takes its time; a piece of S3's is still under way
    sender.kill()
    await sender.wait()
    offset = await storage.partial.offset("u1")
    assert await storage.partial.append("u1", offset, stream(data[offset:])) == len(data)
    assert await collected(storage, tmp_path) == data
    await storage.stop()
