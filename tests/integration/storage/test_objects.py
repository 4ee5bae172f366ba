"""What is put into the storage can be read, listed and removed; on disk and in S3 alike."""

from __future__ import annotations

import asyncio
import hashlib
import os
from pathlib import Path

import pytest

from chat_app.errors import NotFound, Unavailable
from chat_app.models.clock import now
from chat_app.storage import Storage, StoredKey, make_storage
from tests.support.s3 import S3

KEY = "0a/0a1b2c/original"
PNG = {"mime": "image/png", "disposition": 'inline; filename="a.png"'}


def local(folder: Path, content: bytes) -> Path:
    path = folder / "staged"
    path.write_bytes(content)
    return path


async def stream(*chunks: bytes):
    for chunk in chunks:
        yield chunk


async def content(storage: Storage, key: str, start: int = 0, end: int | None = None) -> bytes:
    async with storage.open(key) as stored:
        return b"".join([chunk async for chunk in stored.chunks(start, end)])


async def listed(storage: Storage, prefix: str = "") -> list[StoredKey]:
    return [entry async for entry in storage.keys(prefix)]


async def test_a_file_that_was_put_is_read_as_it_was_and_is_no_longer_local(storage, tmp_path):
    for size in (0, 1, 256 * 1024, 40 * 1024 * 1024 + 7):  # the last one takes several parts in S3
        data = os.urandom(1024) * (size // 1024) + os.urandom(size % 1024)
        path = local(tmp_path, data)
        await storage.put(KEY, path, **PNG)  # what is put again replaces what was there
        assert not path.exists()
        async with storage.open(KEY) as stored:
            assert stored.size == size
        assert hashlib.sha256(await content(storage, KEY)).digest() == hashlib.sha256(data).digest()


async def test_any_part_can_be_read(storage, tmp_path):
    data = os.urandom(700_000)
    await storage.put(KEY, local(tmp_path, data), **PNG)
    for start, end in ((0, 1), (699_999, None), (1, 262_145), (100, 100), (600_000, 9_000_000)):
        assert await content(storage, KEY, start, end) == data[start:end]


async def test_a_reader_may_leave_in_the_middle(storage, tmp_path):
    await storage.put(KEY, local(tmp_path, os.urandom(3_000_000)), **PNG)
    for _ in range(40):  # more often than there are threads and connections
        async with storage.open(KEY) as stored:
            chunks = stored.chunks()
            assert await anext(chunks)
            await chunks.aclose()
    reading = asyncio.create_task(content(storage, KEY))
    await asyncio.sleep(0)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert len(await content(storage, KEY)) == 3_000_000


async def test_what_was_never_there_is_not_found(storage):
    with pytest.raises(NotFound):
        async with storage.open(KEY):
            pass
    with pytest.raises(NotFound):
        async with storage.open("0a"):
            pass


async def test_removed_objects_are_gone_and_missing_ones_are_fine(storage, tmp_path):
    keys = [f"0a/0a{n}/{name}" for n in range(3) for name in ("original", "320.webp")]
    for key in keys:
        await storage.put(key, local(tmp_path, b"x"), **PNG)
    await storage.remove([*keys[:4], "ff/nothing/original"])
    await storage.remove([])
    assert {entry.key for entry in await listed(storage)} == set(keys[4:])
    with pytest.raises(NotFound):
        await content(storage, keys[0])
    assert await content(storage, keys[4]) == b"x"


async def test_keys_are_listed_with_size_and_age_and_nothing_else_is(storage, tmp_path):
    began = now() - 2000  # S3 knows seconds only
    sizes = {f"{n:02x}/{n:02x}ab/original": n for n in range(12)}
    for key, size in sizes.items():
        await storage.put(key, local(tmp_path, b"x" * size), **PNG)
    await storage.partial.append("u1", 0, stream(b"abc"))
    found = await listed(storage)
    assert {entry.key: entry.size for entry in found} == sizes
    assert all(began <= entry.modified_at <= now() + 1000 for entry in found)
    assert [entry.key for entry in await listed(storage, "03/")] == ["03/03ab/original"]
    assert [entry.key for entry in await listed(storage, "03/03a")] == ["03/03ab/original"]
    assert [entry.key for entry in await listed(storage, "03/03ab/original/")] == []


@pytest.mark.parametrize(
    "key",
    [
        "",
        ".",
        "..",
        "../secret.key",
        "a/../../secret.key",
        "a/..",
        "/etc/passwd",
        "a//b",
        "a/",
        "a/.hidden",
        ".incoming/a",
        "a\\b",
        "a b",
        "a\0",
        "a\n",
        "ä",
        "a..b",
        "%2e%2e/a",
        "a" * 201,
    ],
)
async def test_odd_keys_are_refused_everywhere(storage, tmp_path, key):
    path = local(tmp_path, b"mine")
    with pytest.raises(ValueError, match="no key of ours"):
        await storage.put(key, path, **PNG)
    with pytest.raises(ValueError, match="no key of ours"):
        async with storage.open(key):
            pass
    with pytest.raises(ValueError, match="no key of ours"):
        await storage.link(key, **PNG)
    with pytest.raises(ValueError, match="no key of ours"):
        await storage.remove([key])
    with pytest.raises(ValueError, match="no id of ours"):
        await storage.partial.offset(f"{key}/")
    assert path.read_bytes() == b"mine"


async def test_s3_tells_browsers_of_the_file_what_we_would(s3, settings_for, tmp_path):
    env = s3.settings()
    storage = make_storage(settings_for(**env))
    await storage.start()
    await storage.put(KEY, local(tmp_path, b"hello"), mime="text/plain", disposition="inline")
    known = s3.client.head_object(Bucket=env["CHAT_S3_BUCKET"], Key=f"files/{KEY}")
    assert known["ContentType"] == "text/plain; charset=utf-8"
    assert known["ContentDisposition"] == "inline"
    assert "immutable" in known["CacheControl"]
    await storage.stop()


async def test_in_a_bucket_that_others_use_too_only_ours_is_listed(s3, settings_for):
    env = s3.settings()
    s3.client.put_object(Bucket=env["CHAT_S3_BUCKET"], Key="backup/monday", Body=b"x")
    storage = make_storage(settings_for(**env))
    await storage.start()
    assert await listed(storage) == []
    await storage.stop()


async def test_an_s3_that_is_gone_is_unavailable_and_the_file_stays_local(settings_for, tmp_path):
    server = S3()
    storage = make_storage(settings_for(**server.settings()))
    await storage.start()
    server.close()
    path = local(tmp_path, b"precious")
    with pytest.raises(Unavailable):
        await storage.put(KEY, path, **PNG)
    assert path.read_bytes() == b"precious"
    with pytest.raises(Unavailable):
        async with storage.open(KEY):
            pass
    await storage.stop()
