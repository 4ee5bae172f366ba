"""How large a file may be, and how much room there is, each on an installation of its own."""

from __future__ import annotations

from base64 import b64encode

import pytest
import pytest_asyncio

from tests.contract.conftest import STORAGES
from tests.support.api import Api, Json, error_of

LIMIT = 300_000
ROOM = 1_000_000
TUS = {"Tus-Resumable": "1.0.0"}
BYTES = {"Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="module", params=STORAGES)
def limited(request, start_on):
    """An installation that takes files of LIMIT bytes."""
    return start_on(request.param, CHAT_MAX_UPLOAD_BYTES=str(LIMIT))


@pytest_asyncio.fixture(loop_scope="session")
async def ann(limited):
    async with Api(limited.url) as api:
        yield await api.register()


def form(size: int) -> bytes:
    begin = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    return begin + bytes(size) + b"\r\n--b--\r\n"


async def upload_chunked(api: Api, size: int):
    """Without a Content-Length: what is to come is known when it has come."""
    body = form(size)

    async def chunks():
        for at in range(0, len(body), 50_000):
            yield body[at : at + 50_000]

    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    return await api.call("POST", "/files", headers=kind, content=chunks())


async def create(api: Api, size: int):
    name = {"Upload-Metadata": f"filename {b64encode(b'a.bin').decode()}"}
    return await api.call("POST", "/files/resumable", headers=TUS | name | {"Upload-Length": str(size)})


async def resume(api: Api, size: int) -> Json:
    """A file that was uploaded by tus, or the error of the last step."""
    answer = await create(api, size)
    if answer.status_code == 201:
        path = answer.headers["location"].removeprefix("/api/v1")
        headers = TUS | BYTES | {"Upload-Offset": "0"}
        answer = await api.call("PATCH", path, headers=headers, content=bytes(size))
        if answer.status_code == 204:
            return await api.get(f"/files/{path.rpartition('/')[2]}")
    return error_of(answer) | {"status": answer.status_code}


async def test_the_limit_is_told(ann):
    assert (await ann.get("/instance"))["max_upload_bytes"] == LIMIT
    assert (await ann.call("OPTIONS", "/files/resumable")).headers["tus-max-size"] == str(LIMIT)


async def test_a_file_of_just_the_limit_is_taken_by_every_road(ann):
    assert (await ann.upload(bytes(LIMIT)))["size"] == LIMIT
    answer = await upload_chunked(ann, LIMIT)
    assert (answer.status_code, answer.json()["size"]) == (201, LIMIT)
    file = await resume(ann, LIMIT)
    assert file["size"] == LIMIT
    assert len((await ann.bytes_at(file["url"])).content) == LIMIT


@pytest.mark.parametrize("size", [LIMIT + 1, LIMIT + 200_000, LIMIT * 20])
async def test_a_larger_one_is_refused_by_every_road_and_leaves_nothing(ann, limited, size):
    whole = {"files": {"file": ("a.bin", bytes(size))}}
    assert (await ann.refused("POST", "/files", 413, **whole))["code"] == "too_large"
    answer = await upload_chunked(ann, size)
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")
    answer = await create(ann, size)
    assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")
    assert (await ann.refused("PUT", "/me/avatar", 413, **whole))["code"] == "too_large"
    assert not list((limited.data_dir / "staging").iterdir())
    await ann.get("/me")  # the connection serves on


async def test_a_length_that_is_not_true_gains_nothing(ann):
    """What is announced is small and what comes is large: by tus, where the length is part of the deal."""
    answer = await create(ann, 10)
    path = answer.headers["location"].removeprefix("/api/v1")
    headers = TUS | BYTES | {"Upload-Offset": "0"}
    error = await ann.refused("PATCH", path, 413, headers=headers, content=bytes(LIMIT + 1))
    assert error["code"] == "too_long"
    file_id = path.rpartition("/")[2]
    await ann.refused("GET", f"/files/{file_id}", 404)


@pytest.mark.parametrize("storage", STORAGES)
async def test_ones_room_ends_at_the_quota_and_comes_back_with_a_deleted_message(start_on, storage):
    server = start_on(storage, CHAT_USER_QUOTA_BYTES=str(ROOM))
    async with Api(server.url) as ann, Api(server.url) as ben:
        await ann.register()
        await ben.register()
        group = await ann.group(ben)
        first = await ann.upload(bytes(ROOM - 100_000))
        sent = await ann.send_file(group["id"], first)
        too_much = {"files": {"file": ("b.bin", bytes(100_001))}}
        assert (await ann.refused("POST", "/files", 413, **too_much))["code"] == "quota_exceeded"
        assert (await resume(ann, 100_001)) | {"message": ""} == {
            "code": "quota_exceeded",
            "message": "",
            "fields": {},
            "status": 413,
        }
        await ben.upload(bytes(100_001))  # everybody has room of their own
        rest = await ann.upload(bytes(100_000))
        assert (await ann.refused("POST", "/files", 413, files={"file": ("c", b"c")}))[
            "code"
        ] == "quota_exceeded"
        await ann.upload(b"")
        await ann.remove(sent["id"])
        again = await resume(ann, ROOM - 100_000)
        assert again["size"] == ROOM - 100_000
        await ann.ok("DELETE", f"/files/{rest['id']}", status=204)
        await ann.upload(bytes(100_000))


async def test_uploads_that_began_within_the_quota_do_not_exceed_it_together(start_on):
    server = start_on("sqlite", CHAT_USER_QUOTA_BYTES=str(ROOM))
    async with Api(server.url) as ann:
        await ann.register()
        answers = [await create(ann, 600_000) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [201, 201]
        headers = TUS | BYTES | {"Upload-Offset": "0"}
        paths = [answer.headers["location"].removeprefix("/api/v1") for answer in answers]
        done = await ann.call("PATCH", paths[0], headers=headers, content=bytes(600_000))
        assert done.status_code == 204
        error = await ann.refused("PATCH", paths[1], 413, headers=headers, content=bytes(600_000))
        assert error["code"] == "quota_exceeded"
        assert (await ann.call("HEAD", paths[1], headers=TUS)).status_code == 404  # it is given up
        await ann.upload(bytes(400_000))


@pytest.mark.parametrize("storage", STORAGES)
async def test_the_room_of_all_ends_at_the_quota_of_the_installation(start_on, storage):
    server = start_on(storage, CHAT_STORAGE_QUOTA_BYTES=str(ROOM))
    async with Api(server.url) as ann, Api(server.url) as ben:
        await ann.register()
        await ben.register()
        group = await ann.group(ben)
        first = await ann.upload(bytes(ROOM // 2))
        sent = await ann.send_file(group["id"], first)
        await ben.upload(bytes(ROOM // 2))
        for person in (ann, ben):
            error = await person.refused("POST", "/files", 413, files={"file": ("c", b"c")})
            assert error["code"] == "quota_exceeded"
            assert (await resume(person, 1))["code"] == "quota_exceeded"
        await ann.remove(sent["id"])
        await ben.upload(bytes(ROOM // 2))
