"""What a browser is answered that asks for a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
import uvicorn
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from chat_app.errors import ChatError
from chat_app.http.delivery import deliver, part_of
from chat_app.http.errors import error_answer
from chat_app.launcher.server import Server
from chat_app.storage import Storage, Stored, make_storage
from chat_app.storage.interface import READ_CHUNK
from tests.support.ports import free_port
from tests.support.waiting import eventually

CONTENT = bytes(range(256)) * 4
DISPOSITION = 'inline; filename="a.bin"'
LARGE = 64 * 1024 * 1024


def app_over(storage: Storage) -> Starlette:
    """Hands out `t/<name>`, as a route of the API does once it knows who asks."""

    async def give(request: Request) -> Response:
        return await deliver(
            request,
            storage,
            f"t/{request.path_params['name']}",
            mime=request.query_params.get("mime", "image/png"),
            disposition=DISPOSITION,
            etag="abc",
            as_stored="download" not in request.query_params,
        )

    def told(_request: Request, error: Exception) -> Response:
        assert isinstance(error, ChatError)
        return error_answer(error)

    return Starlette(
        routes=[Route("/{name}", give, methods=["GET", "HEAD"])], exception_handlers={ChatError: told}
    )


@pytest.fixture
def where() -> dict[str, str]:
    """The disk, for S3 gives links; one test asks for those."""
    return {}


@pytest.fixture
async def client(storage: Storage, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    for name, data in (("file", CONTENT), ("empty", b"")):
        path = tmp_path / name
        path.write_bytes(data)
        await storage.put(f"t/{name}", path, mime="image/png", disposition=DISPOSITION)
    transport = httpx.ASGITransport(app_over(storage))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as opened:
        yield opened


async def test_the_whole_file_with_all_that_is_to_be_said_of_it(client: httpx.AsyncClient):
    answer = await client.get("/file")
    assert answer.status_code == 200
    assert answer.content == CONTENT
    assert dict(answer.headers) == {
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=31536000, immutable",
        "content-disposition": DISPOSITION,
        "content-length": "1024",
        "content-security-policy": "default-src 'none'; sandbox",
        "content-type": "image/png",
        "etag": '"abc"',
        "vary": "Cookie, Authorization",
        "x-content-type-options": "nosniff",
    }


async def test_head_says_the_same_without_the_bytes(client: httpx.AsyncClient):
    whole = await client.get("/file")
    for headers in ({}, {"Range": "bytes=0-1"}):
        answer = await client.head("/file", headers=headers)
        assert answer.status_code == 200
        assert answer.headers == whole.headers
        assert answer.content == b""


async def test_an_empty_file_is_empty(client: httpx.AsyncClient):
    answer = await client.get("/empty")
    assert answer.status_code == 200
    assert answer.headers["content-length"] == "0"


async def test_a_file_that_is_gone_is_not_found(client: httpx.AsyncClient):
    answer = await client.get("/gone")
    assert answer.status_code == 404
    assert answer.json()["error"]["code"] == "not_found"


@pytest.mark.parametrize("known", ['"abc"', 'W/"abc"', '"x", "abc"', "*"])
async def test_who_has_it_already_is_told_so(client: httpx.AsyncClient, known: str):
    answer = await client.get("/file", headers={"If-None-Match": known, "Range": "bytes=0-1"})
    assert answer.status_code == 304
    assert answer.content == b""
    assert answer.headers["etag"] == '"abc"'
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["vary"] == "Cookie, Authorization"


@pytest.mark.parametrize("known", ["", "abc", '"x"', '"ab"', "garbage, *"])
async def test_who_has_something_else_gets_it(client: httpx.AsyncClient, known: str):
    assert (await client.get("/file", headers={"If-None-Match": known})).content == CONTENT


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", slice(0, 1)),
        ("bytes=10-19", slice(10, 20)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=1000-99999", slice(1000, None)),
        ("bytes=-5", slice(-5, None)),
        ("bytes=-9999", slice(0, None)),
        ("Bytes= 3-4 ", slice(3, 5)),
        ("bytes=0-9999999999999999999999", slice(0, None)),
    ],
)
async def test_a_part_is_the_same_slice_as_in_python(client: httpx.AsyncClient, asked: str, part: slice):
    answer = await client.get("/file", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == CONTENT[part]
    start, end, _ = part.indices(len(CONTENT))
    assert answer.headers["content-range"] == f"bytes {start}-{end - 1}/1024"
    assert answer.headers["content-length"] == str(end - start)
    assert answer.headers["etag"] == '"abc"'


@pytest.mark.parametrize(
    ("name", "asked"), [("file", "1024-"), ("file", "-0"), ("empty", "0-"), ("empty", "-1")]
)
async def test_a_part_beyond_the_end_is_refused_with_the_size(client, name: str, asked: str):
    answer = await client.get(f"/{name}", headers={"Range": f"bytes={asked}"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{1024 if name == 'file' else 0}"
    assert answer.json()["error"]["code"] == "no_such_range"


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "bytes=5-2", "bytes=-", "bytes=a-b", "lines=1-2", "0-1", "bytes=１-２"]
)
async def test_several_parts_and_what_nobody_understands_are_answered_with_the_whole(client, asked: str):
    answer = await client.get("/file", headers={b"Range": asked.encode()})
    assert answer.status_code == 200
    assert answer.content == CONTENT


@pytest.mark.parametrize(
    ("tag", "status"),
    [('"abc"', 206), ('W/"abc"', 200), ('"x"', 200), ("Tue, 01 Jan 2030 00:00:00 GMT", 200)],
)
async def test_a_part_is_given_only_of_the_content_that_is_meant(client, tag: str, status: int):
    answer = await client.get("/file", headers={"Range": "bytes=0-1", "If-Range": tag})
    assert answer.status_code == status


_ranges = st.one_of(
    st.text(st.characters(max_codepoint=255), max_size=30),
    st.from_regex(
        r"(bytes|BYTES|b)= ?[0-9]{0,5}-[0-9]{0,5}( ?, ?[0-9]{0,4}-[0-9]{0,4}){0,2}", fullmatch=True
    ),
    st.builds("bytes={}-{}".format, st.integers(-3, 1100), st.integers(-3, 10**40)),
)


@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(asked=_ranges)
async def test_whatever_range_is_asked_for_the_answer_is_right(client: httpx.AsyncClient, asked: str):
    answer = await client.get("/file", headers={b"Range": asked.encode("latin-1")})
    assert answer.status_code in (200, 206, 416)
    if answer.status_code == 200:
        assert answer.content == CONTENT
    if answer.status_code == 206:
        first, _, last = asked.partition("=")[2].strip().partition("-")
        end = len(CONTENT) if not last else int(last) + 1
        assert answer.content == (CONTENT[int(first) : end] if first else CONTENT[-int(last) :])
        assert answer.content


@given(asked=_ranges, size=st.integers(0, 3000))
def test_a_part_is_never_outside_of_the_file(asked: str, size: int):
    part = part_of(asked, size)
    assert part is None or 0 <= part[0] <= part[1] <= size or part[0] == size


async def test_media_may_be_fetched_by_the_page_that_a_browser_makes_around_them(client):
    for mime in ("video/mp4", "audio/mpeg"):
        policy = (await client.get("/file", params={"mime": mime})).headers["content-security-policy"]
        assert policy == "default-src 'none'; media-src 'self'; sandbox allow-same-origin"


async def test_where_there_are_links_the_browser_is_sent_there(s3, settings_for, tmp_path):
    storage = make_storage(settings_for(**s3.settings()), clock=lambda: 1_800_000_060)
    await storage.start()
    path = tmp_path / "staged"
    path.write_bytes(CONTENT)
    await storage.put("t/file", path, mime="image/png", disposition=DISPOSITION)
    transport = httpx.ASGITransport(app_over(storage))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        answer = await client.get("/file", headers={"Range": "bytes=0-1"})
        assert answer.status_code == 302
        assert answer.headers["cache-control"] == "private, max-age=840"
        assert answer.headers["vary"] == "Cookie, Authorization"
        assert (await client.head("/file")).headers["location"] == answer.headers["location"]
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(answer.headers["location"])).content == CONTENT
    await storage.stop()


class Counted:
    """A storage that counts the bytes that are read from it, and what is open."""

    def __init__(self, storage: Storage) -> None:
        self.link = storage.link
        self._storage = storage
        self.read = self.open_now = 0

    @asynccontextmanager
    async def open(self, key: str) -> AsyncIterator[CountedFile]:
        async with self._storage.open(key) as stored:
            self.open_now += 1
            try:
                yield CountedFile(self, stored)
            finally:
                self.open_now -= 1


class CountedFile:
    def __init__(self, counted: Counted, stored: Stored) -> None:
        self._counted = counted
        self._stored = stored
        self.size = stored.size

    async def chunks(self, start: int, end: int) -> AsyncGenerator[bytes, None]:
        async for chunk in self._stored.chunks(start, end):
            self._counted.read += len(chunk)
            yield chunk


async def test_a_slow_reader_costs_little_and_one_who_leaves_nothing(storage, tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(LARGE)
    await storage.put("t/large", path, mime="video/mp4", disposition=DISPOSITION)
    counted = Counted(storage)
    port = free_port()
    ready = asyncio.Event()
    config = uvicorn.Config(
        app_over(cast(Any, counted)),
        host="127.0.0.1",
        port=port,
        http="httptools",
        lifespan="off",
        log_config=None,
    )
    server = Server(config, ready.set, leave=lambda: asyncio.sleep(0))
    serving = asyncio.create_task(server.serve())
    await ready.wait()
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1024)
    writer.write(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    connection: Any = await eventually(lambda: next(iter(server.server_state.connections), None), "it")
    await eventually(lambda: connection.flow.write_paused, "the server's waiting for its reader")
    assert 0 < counted.read < LARGE / 4  # what is in the buffers of both sockets, and a chunk or two
    assert counted.open_now == 1
    writer.transport.abort()
    await eventually(lambda: counted.open_now == 0, "letting go of the file")
    assert counted.read < LARGE / 4 + 2 * READ_CHUNK
    server.should_exit = True
    await serving
