"""What is sent where HTTP and Socket.IO are expected, and is neither."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from tests.support.chat import Chat, ClosedError, HandshakeError

STACKS = ("sqlite",)
pytestmark = pytest.mark.usefixtures("holds")

FRAMES = 10_000
EVENTS = (
    "send",
    "edit",
    "delete",
    "react",
    "pin",
    "history",
    "replies",
    "changes",
    "read",
    "delivered",
    "sync",
)


PLAIN = (None, True, 0, -1, 2**31, 2**63, 10**30, 1.5, "", "x", "x" * 2000, "\0", "\u202e", "👍", "' OR 1=1")
NAMES = ("known", "conversation_id", "message_id", "body", "client_id", "seq", "on", "limit", "__class__")


def random_value(chance: random.Random, depth: int = 0) -> object:
    if depth > 3 or chance.random() < 0.6:
        return chance.choice(PLAIN)
    if chance.random() < 0.5:
        return [random_value(chance, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(NAMES): random_value(chance, depth + 1) for _ in range(chance.randrange(5))}


def text_of(chance: random.Random) -> str:
    return json.dumps([chance.choice((*EVENTS, "connect", "disconnect", "*", "")), random_value(chance)])


MALFORMED: tuple[Callable[[random.Random], str | bytes], ...] = (
    lambda chance: chance.randbytes(chance.randrange(1, 300)),
    lambda chance: f"42/chat,{text_of(chance)[: chance.randrange(9)]}",
    lambda chance: f"{chance.randrange(10)}{chance.randrange(10)}/chat,{text_of(chance)}",
    lambda chance: f"42/chat,{'9' * chance.randrange(1, 400)}{text_of(chance)}",
    lambda chance: f"43/chat,{chance.randrange(10**6)}[{json.dumps(random_value(chance))}]",
    lambda chance: f"45{chance.randrange(9)}-/chat,{text_of(chance)}",
    lambda chance: f"46{chance.randrange(10**9)}-/chat,{chance.randrange(99)}[]",
    lambda chance: f"42/{'x' * chance.randrange(300)},{text_of(chance)}",
    lambda chance: f"4{'[' * chance.randrange(1, 3000)}",
    lambda chance: "".join(chr(chance.randrange(1, 0xD7FF)) for _ in range(chance.randrange(1, 100))),
    lambda chance: f"40/chat,{json.dumps(random_value(chance))}",
    lambda chance: f"42/_event,{json.dumps(['event', random_value(chance)])}",
    lambda chance: f"42/chat,{text_of(chance)}",
    lambda chance: f"42/chat,7{text_of(chance)}",
)
"""Frames as no client would send them."""


async def test_ten_thousand_malformed_frames_bring_nothing_down(server, alice, newcomer):
    chance = random.Random(20)
    ann = await newcomer()
    sent = 0

    async def attack(number: int) -> None:
        nonlocal sent
        while sent < FRAMES:
            try:
                chat = await Chat.connect(server.url, token=ann.token)
            except (ClosedError, AssertionError):
                continue
            with contextlib.suppress(ConnectionClosed, ClosedError, AssertionError):
                while sent < FRAMES and not chat.closed:
                    sent += 1
                    await chat.send_raw(chance.choice(MALFORMED)(chance))
            with contextlib.suppress(Exception):
                await chat.drop()

    await asyncio.gather(*(attack(number) for number in range(6)))
    async with await Chat.connect(server.url, token=alice.token) as chat:
        assert (await chat.sync())["me"]["id"] == alice.id


@pytest.mark.parametrize(
    "frame",
    [
        "40/chat," + "[" * 100_000,
        "42/chat,1" + "[" * 100_000,
        "42" + '{"a":' * 100_000,
        '42["event",' + "[" * 100_000,
        "451-/chat,1" + "[" * 100_000,
        "4" * 900_000,
        "42/chat," + "9" * 900_000,
    ],
    ids=lambda frame: frame[:12],
)
async def test_a_frame_without_end_or_bottom_ends_its_own_socket_at_most(server, alice, frame):
    chat = await Chat.connect(server.url, token=alice.token)
    await chat.send_raw(frame)
    with contextlib.suppress(ConnectionClosed, ClosedError):
        await chat.emit("typing", {"conversation_id": "x", "on": True})
    await chat.close()
    async with await Chat.connect(server.url, token=alice.token) as other:
        await other.sync()


async def test_a_frame_that_is_too_large_closes_its_socket(server, alice):
    chat = await Chat.connect(server.url, token=alice.token)
    # The server may hang up while the frame is still on its way.
    with contextlib.suppress(ConnectionClosed):
        await chat.send_raw("42/chat," + "x" * 2_000_000)
    code, _ = await chat.wait_closed()
    assert code in {1009, None}


async def raw(server, data: bytes, *, within: float = 10) -> bytes:
    """All that the server answers to these bytes until it hangs up, or has nothing more to say."""
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    answer = b""
    try:
        writer.write(data)
        with contextlib.suppress(ConnectionError):
            await writer.drain()
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with asyncio.timeout(within):
                while chunk := await reader.read(65_536):
                    answer += chunk
    finally:
        writer.close()
    return answer


HIDDEN = b"GET /api/v1/instance HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def smuggling(host: bytes) -> dict[str, bytes]:
    head = b"POST /api/v1/auth/login HTTP/1.1\r\nHost: " + host + b"\r\nContent-Type: application/json\r\n"
    length = str(len(HIDDEN)).encode()
    return {
        "a length and chunks": head
        + b"Content-Length: "
        + length
        + b"\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        + HIDDEN,
        "two lengths": head + b"Content-Length: 0\r\nContent-Length: " + length + b"\r\n\r\n" + HIDDEN,
        "a list of lengths": head + b"Content-Length: 0, " + length + b"\r\n\r\n" + HIDDEN,
        "a negative length": head + b"Content-Length: -1\r\n\r\n" + HIDDEN,
        "a length in hexadecimal": head + b"Content-Length: 0x0\r\n\r\n" + HIDDEN,
        "chunks under another name": head + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
        "chunks and more": head + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + HIDDEN,
        "a space before the colon": head + b"Content-Length : " + length + b"\r\n\r\n" + HIDDEN,
        "a folded header": head + b"X: a\r\n Content-Length: 0\r\nContent-Length\r\n : 5\r\n\r\n" + HIDDEN,
        "a chunk of no size": head + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n" + HIDDEN,
        "a NUL in a header": head + b"X: a\0b\r\n\r\n" + HIDDEN,
    }


@pytest.mark.parametrize("how", smuggling(b""))
async def test_no_request_hides_in_another(server, how):
    host = f"127.0.0.1:{server.port}".encode()
    answer = await raw(server, smuggling(host)[how])
    assert b"max_upload_bytes" not in answer, answer
    assert b" 500 " not in answer


async def test_addresses_and_headers_have_an_end(server):
    def request(address: bytes = b"/healthz", headers: bytes = b"") -> bytes:
        return b"GET " + address + b" HTTP/1.1\r\nHost: x\r\n" + headers + b"Connection: close\r\n\r\n"

    assert (await raw(server, request())).startswith(b"HTTP/1.1 200")
    for data, status in (
        (request(b"/healthz?q=" + b"x" * 17_000), b"414"),
        (request(b"/" + b"x" * 17_000), b"414"),
        (request(headers=b"X: y\r\n" * 200), b"431"),
        (request(headers=b"X: " + b"y" * 40_000 + b"\r\n"), b"431"),
    ):
        assert (await raw(server, data)).split()[1:2] == [status]


@pytest.mark.parametrize(
    ("begun", "more"),
    [
        (b"GET / HTTP/1.1\r\nX: ", b"y" * 16_000),
        (b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 2_000),
        (b"GET /", b"x" * 16_000),
    ],
    ids=["a header", "headers", "an address"],
)
async def test_what_never_comes_to_its_end_is_hung_up_on(server, begun, more):
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(begun)
    with contextlib.suppress(ConnectionError):
        while not reader.at_eof():
            writer.write(more)
            await writer.drain()
            await asyncio.wait([asyncio.create_task(reader.read(1))], timeout=0.01)
    writer.close()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "//_upload"),
        ("GET", "//_upload/x"),
        ("GET", "//_event/?EIO=4&transport=polling"),
        ("POST", "//_event/?EIO=4&transport=polling&sid=x"),
        ("GET", "//_event/?EIO=3&transport=websocket"),
        ("GET", "//_all_routes"),
        ("GET", "//auth-codespace"),
        ("GET", "//env.json"),
        ("GET", "//backend/csp-hashes.json"),
        ("GET", "//.env"),
        ("GET", "//parley.db"),
        ("GET", "//secret.key"),
        ("GET", "//%2e%2e/%2e%2e/secret.key"),
        ("GET", "//assets/..%2f..%2fpackage.json"),
        ("TRACE", "//"),
    ],
)
async def test_what_the_framework_might_answer_is_not_there(alice, method, path):
    response = await alice.call(method, path)
    assert response.status_code in {400, 404, 405}, response.status_code


async def test_a_socket_of_nobody_hears_nothing(server, alice):
    """Reflex's own namespace is open to everybody: nothing of anybody goes over it."""
    chat = await Chat.connect(server.url, namespace=None)
    await chat.send_raw("40/_event,")
    for handler in ("hydrate", "setvar", "chat_app___ui___states___session____session.require"):
        event = {"token": "x", "name": f"reflex___state____state.{handler}", "router_data": {}, "payload": {}}
        await chat.send_raw(f"42/_event,{json.dumps(['event', event])}")
    for event in ("send", "sync"):
        await chat.send_raw(f'42/chat,1["{event}",{{"known":{{}}}}]')
    group = await alice.group()
    await alice.send(group["id"], "In confidence")
    assert not await chat.changed(0.5)
    assert chat.received == []
    await chat.close()


async def test_a_socket_with_another_version_is_refused(server):
    with pytest.raises(HandshakeError):
        await Chat.connect(f"{server.url}", origin="https://evil.example", token="x")
