"""What is made to do harm gets a clear answer, harms nobody who looks at it, and the server goes on."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from email.message import Message
from time import perf_counter
from urllib.parse import unquote

import httpx
import pytest
import pyvips

from tests.contract.conftest import STORAGES, StartOn
from tests.contract.shapes import check_file
from tests.support import films, pictures
from tests.support.api import Api, Json, error_of
from tests.support.documents import HTML, SVG, XHTML, archive, docx, pdf
from tests.support.hostile import BOMBS, NAMES, POLYGLOTS, SCRIPT, TRUNCATED
from tests.support.pictures import SECRET
from tests.support.servers import AppServer
from tests.support.waiting import eventually

STACKS = STORAGES
LIMIT = 1_000_000

SHOWN = {
    *("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"),
    *("video/mp4", "video/webm", "video/quicktime", "video/ogg"),
    *("audio/mpeg", "audio/mp4", "audio/aac", "audio/ogg", "audio/wav", "audio/flac"),
    "text/plain",
}
"""The only types that a browser may show in place."""

ACTIVE = {"a page": HTML, "a drawing": SVG, "a page in XML": XHTML, "a style": b"<style>* {}</style>" + HTML}
SECRETIVE: dict[str, Callable[..., bytes]] = {
    "a.jpg": pictures.jpeg,
    "a.png": pictures.png,
    "a.webp": pictures.webp,
    "a.avif": pictures.avif,
    "a.gif": pictures.animated_gif,
    "b.webp": pictures.animated_webp,
    "b.png": pictures.animated_png,
}

Send = Callable[[Api, bytes, bytes], Awaitable[httpx.Response]]


@pytest.fixture(scope="module")
def server(stack: str, start_on: StartOn) -> AppServer:
    """One of this file's own, on which a file may have a million bytes."""
    return start_on(stack, CHAT_MAX_UPLOAD_BYTES=str(LIMIT))


@pytest.fixture(autouse=True)
def _nothing_broke(server: AppServer) -> Iterator[None]:
    yield
    for sign in ("Traceback", "request_broke"):
        assert sign not in server.log


@pytest.fixture(autouse=True)
async def _nothing_was_left(server: AppServer) -> AsyncIterator[None]:
    yield
    staging = server.data_dir / "staging"
    await eventually(lambda: not list(staging.iterdir()), "the end of all that arrives")


async def in_a_form(api: Api, content: bytes, name: bytes) -> httpx.Response:
    """As browsers send a file; the name stands there as it is."""
    body = form(content, name)
    return await api.call("POST", "/files", content=body, headers={"Content-Type": FORM})


async def by_tus(api: Api, content: bytes, name: bytes) -> httpx.Response:
    """In one piece; the answer is the file's, or that of the request that failed."""
    answer = await api.call(
        "POST",
        "/files/resumable",
        content=content,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(content)),
            "Upload-Metadata": f"filename {b64encode(name).decode()}".strip(),
            "Content-Type": "application/offset+octet-stream",
        },
    )
    if answer.status_code != 201:
        return answer
    return await api.call("GET", f"/files/{answer.headers['location'].rpartition('/')[2]}")


FORM = "multipart/form-data; boundary=edge"


def form(content: bytes, name: bytes = b"file.bin") -> bytes:
    head = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="%b"\r\n\r\n' % name
    return head + content + b"\r\n--edge--\r\n"


@pytest.fixture(params=[in_a_form, by_tus])
def send(request: pytest.FixtureRequest) -> Send:
    """Both ways to upload."""
    return request.param


async def uploaded(api: Api, send: Send, content: bytes, name: bytes = b"file.bin") -> Json:
    answer = await send(api, content, name)
    assert answer.is_success, answer.text
    check_file(answer.json())
    return answer.json()


async def harmless(api: Api, file: Json) -> httpx.Response:
    """The bytes as a browser gets them, after a look at how: nothing of ours runs them or shows them."""
    answer = await api.bytes_at(file["url"])
    assert answer.status_code == 200, answer.text
    mime = answer.headers["content-type"].partition(";")[0]
    how = disposition(answer)
    if how.get_content_disposition() == "inline":
        assert mime in SHOWN
    else:
        assert how.get_content_disposition() == "attachment"
        assert not re.search(r"html|svg|script|[/+]xml", mime)
    if answer.url.host == "127.0.0.1" and str(answer.url).startswith(api.url):
        assert answer.headers["x-content-type-options"] == "nosniff"
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "sandbox" in policy
        assert "allow-scripts" not in policy
    saved = await api.bytes_at(f"{file['url']}?download=1")
    assert disposition(saved).get_content_disposition() == "attachment"
    assert saved.content == answer.content
    return answer


def disposition(answer: httpx.Response) -> Message:
    parsed = Message()
    parsed["Content-Disposition"] = answer.headers["content-disposition"]
    return parsed


async def everything_of(api: Api, file: Json) -> list[bytes]:
    """All bytes that others can download."""
    found = [(await api.bytes_at(file["url"])).content]
    if file["thumb_url"]:
        for size in (320, 800, 1600):
            answer = await api.bytes_at(f"/api/v1/files/{file['id']}/thumb/{size}")
            assert answer.status_code == 200
            found.append(answer.content)
    return found


@pytest.mark.parametrize("case", NAMES)
async def test_a_name_is_made_harmless(alice, send, case):
    file = await uploaded(alice, send, b"Some bytes\n", NAMES[case])
    name = file["name"]
    assert name.strip(". ")
    assert len(name) <= 150
    assert len(name.encode()) <= 255
    assert not set(name) & set('/\\"<>:|?*')
    allowed = {"\u200c", "\u200d"}
    assert not [char for char in name if unicodedata.category(char)[0] == "C" and char not in allowed]
    assert name.split(".")[0].upper() not in {"CON", "AUX", "NUL", "PRN"}
    assert unquote(file["url"].rpartition("/")[2]) == name
    answer = await harmless(alice, file)
    assert answer.content == b"Some bytes\n"
    assert "set-cookie" not in answer.headers
    exact = re.search(r"filename\*=UTF-8''(\S+)$", answer.headers["content-disposition"])
    assert (unquote(exact[1]) if exact else disposition(answer).get_filename()) == name


async def test_names_that_people_give_stay_as_they_are(alice, send):
    for name in ("👩\u200d👩\u200d👧 Ünïcödé (1).txt", "تقرير.txt", "報告 100%.txt", "it's; a=b, c.txt"):
        assert (await uploaded(alice, send, b"x", name.encode()))["name"] == name


@pytest.mark.parametrize("case", ACTIVE)
async def test_what_would_act_is_only_ever_saved_whatever_its_name(alice, send, case):
    for name in (b"a.html", b"a.svg", b"a.png", b"a.txt"):
        file = await uploaded(alice, send, ACTIVE[case], name)
        assert (file["kind"], file["thumb_url"]) == ("document", None)
        answer = await harmless(alice, file)
        assert disposition(answer).get_content_disposition() == "attachment"
        assert answer.content == ACTIVE[case]


@pytest.mark.parametrize("case", POLYGLOTS)
async def test_what_is_two_things_at_once_acts_as_neither(alice, send, case):
    answer = await send(alice, POLYGLOTS[case], b"two.png")
    if not answer.is_success:
        assert answer.status_code == 422
        assert error_of(answer)["code"] == "broken_image"
        return
    shown = await harmless(alice, answer.json())
    if shown.headers["content-type"].startswith("image/"):
        assert SCRIPT not in shown.content
        assert HTML not in shown.content
        assert b"PK\x03\x04" not in shown.content


@pytest.mark.parametrize("case", TRUNCATED)
async def test_a_picture_that_is_cut_off_is_called_broken(alice, send, case):
    answer = await send(alice, TRUNCATED[case], b"half.jpg")
    assert answer.status_code == 422
    assert error_of(answer)["code"] == "broken_image"


@pytest.mark.parametrize("name", SECRETIVE)
async def test_nobody_learns_from_a_picture_where_it_was_taken(alice, bob, send, name):
    content = SECRETIVE[name](400, 300, secret=True)
    assert SECRET in content
    file = await uploaded(alice, send, content, name.encode())
    assert file["kind"] == "image"
    await alice.send_file((await alice.direct(bob))["id"], file)
    for left in await everything_of(bob, file):
        assert SECRET not in left
        assert not [field for field in pyvips.Image.new_from_buffer(left, "").get_fields() if "ifd3" in field]
    assert (await bob.bytes_at(file["url"])).content[:2] == content[:2]


async def test_nobody_learns_from_a_tiff_where_it_was_taken(alice, send):
    file = await uploaded(alice, send, pictures.tiff(secret=True), b"a.tif")
    assert (file["kind"], file["mime"]) == ("document", "image/tiff")
    for left in await everything_of(alice, file):
        assert SECRET not in left


async def test_nobody_learns_from_a_film_where_it_was_taken(alice, send):
    file = await uploaded(alice, send, films.mp4(secret=True), b"a.mp4")
    assert (file["kind"], file["mime"]) == ("video", "video/mp4")
    for left in await everything_of(alice, file):
        assert SECRET not in left


async def test_documents_are_what_they_were(alice, send):
    for content in (pdf(), archive(), docx(), films.wav()):
        file = await uploaded(alice, send, content)
        assert (await harmless(alice, file)).content == content


async def test_a_file_may_be_empty_or_as_large_as_allowed_and_not_a_byte_larger(alice, send):
    for size in (0, 1, LIMIT):
        file = await uploaded(alice, send, bytes(size))
        assert file["size"] == size
        assert (await alice.bytes_at(file["url"])).content == bytes(size)
    for size in (LIMIT + 1, LIMIT + 200_000, 3 * LIMIT):
        begun = perf_counter()
        answer = await send(alice, bytes(size), b"large.bin")
        assert perf_counter() - begun < 4
        assert (answer.status_code, error_of(answer)["code"]) == (413, "too_large")


async def test_a_form_that_does_not_say_how_long_it_is_is_bounded_too(alice):
    async def body(size: int) -> AsyncIterator[bytes]:
        for at in range(0, size, 50_000):
            yield whole[at : at + 50_000]

    for size, status in ((LIMIT, 201), (LIMIT + 1, 413), (5 * LIMIT, 413)):
        whole = form(bytes(size))
        begun = perf_counter()
        answer = await alice.call("POST", "/files", content=body(len(whole)), headers={"Content-Type": FORM})
        assert perf_counter() - begun < 4
        assert answer.status_code == status
        if status == 413:
            assert error_of(answer)["code"] == "too_large"


async def test_what_stands_around_the_file_in_a_form_is_bounded(alice):
    name = b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n'
    endless = {
        "a header": name + b"X: " + b"x" * 500_000 + b"\r\n\r\nx\r\n--edge--\r\n",
        "headers": name + b"X: y\r\n" * 80_000 + b"\r\nx\r\n--edge--\r\n",
        "a header's name": name + b"x" * 500_000 + b": y\r\n\r\nx\r\n--edge--\r\n",
        "parts": b'--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 9_000 + form(b"x"),
        "parts without a name": b"--edge\r\n\r\n\r\n" * 40_000 + form(b"x"),
        "the end": form(b"x") + b"x" * 500_000,
        "the beginning": b"x" * 500_000 + form(b"x"),
    }
    for case, body in endless.items():
        answer = await alice.call("POST", "/files", content=body, headers={"Content-Type": FORM})
        if case != "the end":
            assert 400 <= answer.status_code < 500, case
            error_of(answer)


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data; boundary=" + "x" * 5_000,
        'multipart/form-data; boundary=""',
        "multipart/form-data; boundary=\u00e9",
        "multipart/form-data; boundary*=UTF-8''%ED%A0%80",
        "multipart/mixed; boundary=edge",
        ";;;=",
    ],
)
async def test_a_form_with_a_strange_edge_is_refused(alice, kind):
    answer = await alice.call("POST", "/files", content=form(b"x"), headers={"Content-Type": kind.encode()})
    assert answer.status_code in {400, 415}
    error_of(answer)


@pytest.mark.parametrize("value", ["-1", "1e3", "9" * 17, "9" * 5_000, "\u00b2", "", "0x10"])
async def test_a_resumable_upload_of_no_number_of_bytes_is_refused(alice, value):
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": value.encode()}
    answer = await alice.call("POST", "/files/resumable", headers=headers)
    assert answer.status_code in {413, 422}
    error_of(answer)


@pytest.mark.parametrize(
    "metadata",
    ["filename", "filename !!!", "filename \u00e9", "x" * 9_000, ",,, ,", "filename " + "A" * 4_001],
)
async def test_strange_metadata_of_a_resumable_upload_get_a_clear_answer(alice, metadata):
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "0", "Upload-Metadata": metadata.encode()}
    answer = await alice.call("POST", "/files/resumable", headers=headers)
    if answer.status_code != 201:
        assert answer.status_code == 422
        error_of(answer)


@pytest.mark.parametrize(
    "path", ["..", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%00", "%ED%A0%80", "a" * 4_000, "%0d%0aX: y"]
)
async def test_strange_addresses_lead_nowhere(alice, path):
    file = await alice.upload(b"x")
    for before in (
        f"/files/{path}",
        f"/files/{path}/original",
        f"/files/resumable/{path}",
        f"/avatars/{path}",
    ):
        answer = await alice.call("GET", before)
        assert answer.status_code in {400, 404, 405}, before
    answer = await alice.call("GET", f"/files/{file['id']}/{path}", follow_redirects=False)
    assert answer.status_code < 500
    assert "x:" not in str(answer.headers).lower().replace("x-", "")


@asynccontextmanager
async def raw_upload(
    server: AppServer, api: Api, length: int | str
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection on which an upload of so many bytes, as it says, has begun."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    head = (
        f"POST /api/v1/files HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n"
        f"Authorization: Bearer {api.token}\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n"
    )
    writer.write(head.encode())
    try:
        yield reader, writer
    finally:
        writer.close()


async def status_of(reader: asyncio.StreamReader) -> int:
    return int((await asyncio.wait_for(reader.readline(), 10)).split()[1])


async def test_a_form_that_is_longer_than_it_says_is_read_as_far_as_it_says(alice, server):
    body = form(bytes(1000))
    async with raw_upload(server, alice, len(body) - 500) as (reader, writer):
        writer.write(body)
        assert await status_of(reader) == 400


async def test_a_form_that_is_shorter_than_it_says_becomes_no_file(alice, server):
    body = form(bytes(1000))
    async with raw_upload(server, alice, len(body) + 500) as (reader, writer):
        writer.write(body)
        writer.write_eof()
        answer = await asyncio.wait_for(reader.read(), 10)
        assert not answer or answer.split()[1] == b"400"


@pytest.mark.parametrize("length", ["-5", "abc", "1, 2", "99999999999999999999", "9" * 5_000])
async def test_a_length_that_is_none_is_refused(alice, server, length):
    async with raw_upload(server, alice, length) as (reader, writer):
        writer.write(form(b"x"))
        assert 400 <= await status_of(reader) < 500


async def test_a_client_that_leaves_in_the_middle_leaves_nothing(alice, server):
    body = form(bytes(900_000))
    staging = server.data_dir / "staging"
    async with raw_upload(server, alice, len(body)) as (_, writer):
        writer.write(body[:500_000])
        await writer.drain()
        await eventually(lambda: list(staging.iterdir()), "the first bytes")
    await eventually(lambda: not list(staging.iterdir()), "their removal")


async def test_a_slow_body_arrives_too(alice, server):
    content = bytes(range(256)) * 4
    body = form(content)
    async with raw_upload(server, alice, len(body)) as (reader, writer):
        for at in range(0, len(body), 20):
            writer.write(body[at : at + 20])
            await writer.drain()
            await asyncio.sleep(0.01)  # it is slow
        assert await status_of(reader) == 201


@pytest.mark.slow
async def test_a_body_that_stops_is_given_up_after_half_a_minute(alice, server):
    body = form(bytes(10_000))
    async with raw_upload(server, alice, len(body)) as (reader, writer):
        writer.write(body[:5_000])
        begun = perf_counter()
        line = await asyncio.wait_for(reader.readline(), 45)
        assert line.split()[1] == b"408"
        assert perf_counter() - begun > 25


async def test_bombs_get_an_answer_and_the_server_goes_on_meanwhile(alice, server, send):
    bombs = list(BOMBS.values()) * 2
    assert len(bombs) == 10
    waits: list[float] = []

    async def ask_how_it_is() -> None:
        async with Api(server.url) as other:
            while True:
                begun = perf_counter()
                assert (await other.call("GET", "//healthz")).status_code == 200
                waits.append(perf_counter() - begun)

    asking = asyncio.create_task(ask_how_it_is())
    answers = await asyncio.gather(*(send(alice, bomb, b"bomb.png") for bomb in bombs))
    asking.cancel()
    for name, answer in zip([*BOMBS, *BOMBS], answers, strict=True):
        if name in {"too many frames", "just not too large"}:
            check_file(answer.json())
        else:
            assert (answer.status_code, error_of(answer)["code"]) == (422, "image_too_large"), name
    assert len(waits) > 10
    assert max(waits) < 1
