"""The server is killed without warning while files are on their way."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import sqlite3
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from chat_app.services import files
from tests.chaos.conftest import Serve
from tests.support.api import Api, Json
from tests.support.pictures import drawing
from tests.support.s3 import CREDENTIALS, S3
from tests.support.servers import AppServer
from tests.support.waiting import eventually
from tests.support.world import World

KILLS = 3
MIB = 1024 * 1024
WITHIN = 30
"""Seconds; the hold of a dead request ends by itself after ten."""

TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture(params=["disk", "s3"])
def storage(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of an empty one."""
    if request.param == "disk":
        return {}
    for name, value in CREDENTIALS.items():  # for the test's own look at it
        monkeypatch.setenv(name, value)
    server: S3 = request.getfixturevalue("s3")
    return server.settings()


@pytest.fixture(scope="module")
def slow_picture() -> bytes:
    """One whose smaller copies take a while to make."""
    return drawing(3000, 2000).pngsave_buffer(compression=1)


def known_files(data_dir: Path) -> dict[str, int]:
    """The size of every file that there is a row of, by its id."""
    with contextlib.closing(sqlite3.connect(data_dir / "parley.db")) as database:
        return dict(database.execute("SELECT id, size FROM files"))


async def left_after_a_sweep(data_dir: Path, env: dict[str, str]) -> dict[str, set[str]]:
    """The ids of files that there is something of, by place, once all was swept; the server is down."""
    world = await World.start(data_dir, **{k: v for k, v in env.items() if k.startswith("CHAT_")})
    try:
        storage = world.runtime.storage
        await world.runtime._keeping.sweep(young=-60_000)
        stored = [one.key async for one in storage.keys()]  # noqa: SIM118  (it is no dictionary)
        return {
            "stored": {str(files.file_of_key(key)) for key in stored},
            "partial": {upload_id async for upload_id, _ in storage.partial.ids()},
            "staging": {path.name for path in (data_dir / "staging").iterdir()},
        }
    finally:
        await world.stop()


async def restart(server: AppServer) -> None:
    await asyncio.to_thread(server.start)


@pytest.mark.timeout(300)
async def test_a_file_that_was_on_its_way_is_nowhere_and_the_next_one_is_taken(
    storage: dict[str, str], data_dir: Path, serve: Serve, chance: random.Random
) -> None:
    server = serve(data_dir, **storage)
    whole: dict[str, bytes] = {}
    begin = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    form = {"Content-Type": "multipart/form-data; boundary=b"}
    async with Api(server.url) as ann:
        await ann.register()
        for _ in range(KILLS):
            content = os.urandom(chance.randint(3, 12) * MIB)
            staged: list[str] = []

            async def broken(content: bytes = content, staged: list[str] = staged) -> AsyncIterator[bytes]:
                yield begin + content
                staged += await eventually(
                    lambda: [path.name for path in (data_dir / "staging").iterdir() if path.stat().st_size],
                    "the first bytes on the disk",
                )
                server.kill()
                yield b"never taken"

            with pytest.raises(httpx.TransportError):
                await ann.call("POST", "/files", headers=form, content=broken())
            await restart(server)
            (file_id,) = staged[-1:]
            await ann.refused("GET", f"/files/{file_id}", 404)
            await ann.refused("GET", f"/files/{file_id}/a.bin", 404)
            assert set(known_files(data_dir)) == set(whole)
            file = await ann.upload(content, "a.bin")
            whole[file["id"]] = content
            for known, expected in whole.items():
                assert (await ann.bytes_at(f"/api/v1/files/{known}/a.bin")).content == expected
    server.stop()
    assert await left_after_a_sweep(data_dir, storage) == {
        "stored": set(whole),
        "partial": set(),
        "staging": set(),
    }


@pytest.mark.timeout(300)
async def test_a_kill_at_any_moment_of_taking_a_picture_leaves_a_whole_file_or_none(
    storage: dict[str, str], data_dir: Path, serve: Serve, chance: random.Random, slow_picture: bytes
) -> None:
    server = serve(data_dir, **storage)
    staging = data_dir / "staging"
    async with Api(server.url) as ann:
        await ann.register()
        expected = await ann.upload(slow_picture, "a.png")
        for _ in range(KILLS):
            uploading = asyncio.create_task(
                ann.call("POST", "/files", files={"file": ("a.png", slow_picture)})
            )
            await eventually(lambda: list(staging.iterdir()), "the arrival")
            await asyncio.sleep(chance.uniform(0, 1.5))  # any moment
            server.kill()
            with contextlib.suppress(httpx.TransportError):
                await uploading
            await restart(server)
        for file_id in known_files(data_dir):
            file = await ann.get(f"/files/{file_id}")
            assert file["size"] == expected["size"]
            assert (await ann.bytes_at(file["url"])).content == (await ann.bytes_at(expected["url"])).content
            for size in (320, 800, 1600):
                assert (await ann.bytes_at(f"/api/v1/files/{file_id}/thumb/{size}")).status_code == 200
    known = set(known_files(data_dir))
    assert expected["id"] in known
    server.stop()
    assert await left_after_a_sweep(data_dir, storage) == {
        "stored": known,
        "partial": set(),
        "staging": set(),
    }


class Upload:
    """A resumable upload, and a server that may be away."""

    def __init__(self, api: Api, path: str) -> None:
        self.api = api
        self.path = path
        self.id = path.rpartition("/")[2]

    @classmethod
    async def create(cls, api: Api, size: int, name: str) -> Upload:
        metadata = {"Upload-Metadata": f"filename {b64encode(name.encode()).decode()}"}
        answer = await api.call(
            "POST", "/files/resumable", headers=TUS | metadata | {"Upload-Length": str(size)}
        )
        assert answer.status_code == 201, answer.text
        return cls(api, answer.headers["location"].removeprefix("/api/v1"))

    async def offset(self) -> int:
        """Where the upload stands, as soon as no dead request holds it."""
        answer = await self._unless_held(lambda: self.api.call("HEAD", self.path, headers=TUS))
        assert answer.status_code == 200
        return int(answer.headers["upload-offset"])

    async def append(self, offset: int, content: Callable[[], AsyncIterator[bytes]] | bytes) -> int:
        headers = TUS | BYTES | {"Upload-Offset": str(offset)}

        def call() -> Any:
            body = content if isinstance(content, bytes) else content()
            return self.api.call("PATCH", self.path, headers=headers, content=body)

        answer = await self._unless_held(call)
        assert answer.status_code == 204, answer.text
        return int(answer.headers["upload-offset"])

    async def file(self) -> Json:
        return await self.api.get(f"/files/{self.id}")

    @staticmethod
    async def _unless_held(call: Callable[[], Any]) -> httpx.Response:
        async with asyncio.timeout(WITHIN):
            while (answer := await call()).status_code == 423:  # noqa: ASYNC110  (the server tells nobody)
                await asyncio.sleep(0.1)
        return answer


@pytest.mark.timeout(300)
async def test_a_resumable_upload_goes_on_where_the_server_says_that_it_stands(
    storage: dict[str, str], data_dir: Path, serve: Serve, chance: random.Random
) -> None:
    server = serve(data_dir, **storage)
    content = os.urandom(16 * MIB * (KILLS + 1) + chance.randrange(MIB))
    async with Api(server.url) as ann, Api(server.url) as looking:
        await ann.register()
        looking.token = ann.token
        upload = await Upload.create(ann, len(content), "large.bin")
        offset = 0
        for _ in range(KILLS):
            start, end = offset, offset + chance.randint(9 * MIB, 15 * MIB)

            async def broken(start: int = start, end: int = end) -> AsyncIterator[bytes]:
                for at in range(start, end, MIB):
                    yield content[at : min(at + MIB, end)]
                watched = Upload(looking, upload.path)
                async with asyncio.timeout(WITHIN):
                    while await watched.offset() == start:  # noqa: ASYNC110  (the same)
                        await asyncio.sleep(0.01)
                server.kill()
                yield b"never taken"

            await upload.append(start, b"")  # from now on no dead request holds it
            with pytest.raises(httpx.TransportError):
                await upload.append(start, broken)
            await restart(server)
            await ann.refused("GET", f"/files/{upload.id}", 404)
            offset = await upload.offset()
            assert start < offset <= end
        assert await upload.append(offset, content[offset:]) == len(content)
        file = await upload.file()
        assert file["size"] == len(content)
        assert (await ann.bytes_at(file["url"])).content == content
    server.stop()
    assert await left_after_a_sweep(data_dir, storage) == {
        "stored": {upload.id},
        "partial": set(),
        "staging": set(),
    }


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["put together", "being made smaller"])
async def test_what_was_cut_off_while_it_became_a_file_becomes_one_at_the_next_look(
    storage: dict[str, str], data_dir: Path, serve: Serve, slow_picture: bytes, moment: str
) -> None:
    server = serve(data_dir, **storage)
    staging = data_dir / "staging"
    async with Api(server.url) as ann:
        await ann.register()
        expected = await ann.upload(slow_picture, "a.png")
        upload = await Upload.create(ann, len(slow_picture), "a.png")
        sending = asyncio.create_task(upload.append(0, slow_picture))

        def has_come() -> bool:
            return any(path.is_dir() or moment == "put together" for path in staging.iterdir())

        await eventually(has_come, f"the moment in which it is {moment}")
        server.kill()
        with pytest.raises(httpx.TransportError):
            await sending
        assert set(known_files(data_dir)) == {expected["id"]}
        await restart(server)
        await ann.refused("GET", f"/files/{upload.id}", 404)
        assert await upload.offset() == len(slow_picture)
        assert await upload.file() == expected | {
            "id": upload.id,
            "url": expected["url"].replace(expected["id"], upload.id),
            "thumb_url": expected["thumb_url"].replace(expected["id"], upload.id),
        }
        file = await upload.file()
        assert (await ann.bytes_at(file["url"])).content == (await ann.bytes_at(expected["url"])).content
        assert (await ann.bytes_at(file["thumb_url"])).status_code == 200
    server.stop()
    assert await left_after_a_sweep(data_dir, storage) == {
        "stored": {expected["id"], upload.id},
        "partial": set(),
        "staging": set(),
    }
