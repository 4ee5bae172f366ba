"""Resumable uploads by tus 1.0: a break costs nothing but what was on its way."""

from __future__ import annotations

import asyncio
import hashlib
import os
from base64 import b64encode

import pytest

from tests.contract.conftest import STORAGES
from tests.contract.shapes import check_file
from tests.support.api import Api, Json

STACKS = STORAGES
PATH = "/files/resumable"
BYTES = "application/offset+octet-stream"
VERSION = {"Tus-Resumable": "1.0.0"}


def headers(offset: int | None = None, **more: str) -> dict[str, str]:
    found = VERSION | {name.replace("_", "-"): value for name, value in more.items()}
    return found if offset is None else found | {"Content-Type": BYTES, "Upload-Offset": str(offset)}


async def create(api: Api, size: int, name: str = "large.bin") -> str:
    """The path of a new upload."""
    metadata = f"filename {b64encode(name.encode()).decode()},empty"
    answer = await api.call("POST", PATH, headers=headers(Upload_Length=str(size), Upload_Metadata=metadata))
    assert answer.status_code == 201, answer.text
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert answer.headers["upload-expires"].endswith("GMT")
    return answer.headers["location"].removeprefix("/api/v1")


async def append(api: Api, upload: str, offset: int, content: bytes, **more: str) -> int:
    answer = await api.call("PATCH", upload, headers=headers(offset, **more), content=content)
    assert answer.status_code == 204, answer.text
    return int(answer.headers["upload-offset"])


async def offset_of(api: Api, upload: str) -> int:
    answer = await api.call("HEAD", upload, headers=VERSION)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


async def file_of(api: Api, upload: str) -> Json:
    return await api.get(f"/files/{upload.rpartition('/')[2]}")


async def test_an_upload_in_parts_becomes_a_file_like_any_other(alice, bob):
    content = os.urandom(3_000_000)
    upload = await create(alice, len(content), "Entwürfe.bin")
    for start in range(0, len(content), 1_234_567):
        assert await offset_of(alice, upload) == start
        await append(alice, upload, start, content[start : start + 1_234_567])
    file = await file_of(alice, upload)
    check_file(file)
    assert (file["name"], file["size"]) == ("Entwürfe.bin", len(content))
    group = await alice.group(bob)
    await alice.send_file(group["id"], file)
    assert (await bob.bytes_at(file["url"])).content == content
    assert await offset_of(alice, upload) == len(content)


async def test_the_server_says_what_it_speaks(alice):
    answer = await alice.call("OPTIONS", PATH)
    assert answer.status_code == 204
    assert answer.headers["tus-version"] == "1.0.0"
    assert {"creation", "termination", "checksum"} <= set(answer.headers["tus-extension"].split(","))
    assert int(answer.headers["tus-max-size"]) == 104857600


async def test_another_version_of_the_protocol_is_refused(alice):
    error = await alice.refused("POST", PATH, 412, headers={"Upload-Length": "3"})
    assert error["code"] == "wrong_tus_version"


async def test_an_upload_can_begin_with_its_first_bytes(alice):
    first = headers(Upload_Length="6", Content_Type=BYTES)
    answer = await alice.call("POST", PATH, headers=first, content=b"abc")
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, "3")
    upload = answer.headers["location"].removeprefix("/api/v1")
    assert await append(alice, upload, 3, b"def") == 6
    assert (await alice.bytes_at((await file_of(alice, upload))["url"])).content == b"abcdef"


async def test_an_empty_upload_is_a_file_at_once(alice):
    upload = await create(alice, 0)
    assert (await file_of(alice, upload))["size"] == 0


async def test_bytes_for_another_offset_are_refused_and_change_nothing(alice):
    upload = await create(alice, 10)
    await append(alice, upload, 0, b"01234")
    for wrong in (0, 4, 6, 10):
        await alice.refused("PATCH", upload, 409, headers=headers(wrong), content=b"x")
    assert await offset_of(alice, upload) == 5
    await append(alice, upload, 5, b"56789")
    assert (await alice.bytes_at((await file_of(alice, upload))["url"])).content == b"0123456789"


async def test_more_bytes_than_announced_are_refused(alice):
    upload = await create(alice, 4)
    await alice.refused("PATCH", upload, 413, headers=headers(0), content=b"01234")
    assert await offset_of(alice, upload) <= 4


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "md5"])
async def test_bytes_with_a_wrong_checksum_are_not_kept(alice, algorithm):
    upload = await create(alice, 6)
    good = b64encode(hashlib.new(algorithm, b"abc").digest()).decode()
    await alice.refused(
        "PATCH", upload, 460, headers=headers(0, Upload_Checksum=f"{algorithm} {good}"), content=b"abX"
    )
    assert await offset_of(alice, upload) == 0
    await append(alice, upload, 0, b"abc", Upload_Checksum=f"{algorithm} {good}")
    assert await offset_of(alice, upload) == 3
    await alice.refused("PATCH", upload, 400, headers=headers(3, Upload_Checksum="crc32 AAAA"), content=b"d")


async def test_what_arrived_before_a_break_is_kept(alice):
    content = os.urandom(2_000_000)
    upload = await create(alice, len(content))

    async def broken():
        yield content[:700_000]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await alice.call("PATCH", upload, headers=headers(0), content=broken())
    offset = 0
    for _ in range(200):  # the server may still be at it
        offset = await offset_of(alice, upload)
        answer = await alice.call("PATCH", upload, headers=headers(offset), content=content[offset:])
        if answer.status_code == 204:
            break
        assert answer.status_code in {409, 423}, answer.text
        await asyncio.sleep(0.05)
    assert offset > 0
    assert (await alice.bytes_at((await file_of(alice, upload))["url"])).content == content


async def test_two_requests_do_not_write_to_one_upload_at_once(alice):
    first, rest = os.urandom(9 * 1024 * 1024), b"the rest"
    upload = await create(alice, len(first) + len(rest))
    goes_on = asyncio.Event()

    async def slow():
        yield first
        await goes_on.wait()
        yield rest

    writing = asyncio.create_task(alice.call("PATCH", upload, headers=headers(0), content=slow()))
    while await offset_of(alice, upload) == 0:  # noqa: ASYNC110  (the server tells nobody)
        await asyncio.sleep(0.01)
    await alice.refused("PATCH", upload, 423, headers=headers(0), content=b"x")
    await alice.refused("DELETE", upload, 423, headers=VERSION)
    goes_on.set()
    assert (await writing).status_code == 204
    assert (await alice.bytes_at((await file_of(alice, upload))["url"])).content == first + rest


async def test_an_upload_can_be_given_up(alice):
    upload = await create(alice, 10)
    await append(alice, upload, 0, b"01234")
    answer = await alice.call("DELETE", upload, headers=VERSION)
    assert answer.status_code == 204
    assert (await alice.call("HEAD", upload, headers=VERSION)).status_code == 404
    await alice.refused("PATCH", upload, 404, headers=headers(5), content=b"5")


async def test_nobody_sees_or_touches_the_upload_of_somebody_else(alice, bob, server):
    upload = await create(alice, 10)
    assert (await bob.call("HEAD", upload, headers=VERSION)).status_code == 404
    await bob.refused("PATCH", upload, 404, headers=headers(0), content=b"x")
    await bob.refused("DELETE", upload, 404, headers=VERSION)
    async with Api(server.url) as stranger:
        await stranger.refused("POST", PATH, 401, headers=headers(Upload_Length="1"))


async def test_an_unfinished_upload_is_no_file(alice, bob):
    group = await alice.group(bob)
    upload = await create(alice, 10)
    await append(alice, upload, 0, b"01234")
    file_id = upload.rpartition("/")[2]
    await alice.refused("GET", f"/files/{file_id}", 404)
    content = {"client_id": "c", "body": "x", "attachment_ids": [file_id]}
    await alice.refused("POST", f"/conversations/{group['id']}/messages", 422, json=content)


@pytest.mark.parametrize("length", ["", "-1", "x", "1.5", "9" * 30, "½"])
async def test_a_length_that_is_none_is_refused(alice, length):
    await alice.refused("POST", PATH, 422, headers=headers() | {"Upload-Length": length.encode()})


async def test_an_upload_that_is_too_large_is_refused_before_it_begins(alice):
    await alice.refused("POST", PATH, 413, headers=headers(Upload_Length=str(104857601)))


async def test_metadata_that_cannot_be_read_is_refused(alice):
    await alice.refused(
        "POST", PATH, 422, headers=headers(Upload_Length="1", Upload_Metadata="filename n%t-base64")
    )
