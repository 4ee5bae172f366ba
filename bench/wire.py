"""The wire by hand: a WebSocket client that speaks just enough Engine.IO 4 and Socket.IO 5 for `/chat`.

A client library spends more on a delivery than the server does, and would be what is measured. Here a
delivery costs a slice and a dictionary look-up: a room's frame is the same bytes for every socket, so it is
decoded and checked whole the first time that it is seen, and recognised after that.
"""

import asyncio
import base64
import itertools
import os
import socket
import struct
from collections.abc import Callable
from time import perf_counter
from typing import Any, cast

import orjson

from bench.audience import Audience

EVENTS = b'42/chat,["events",'
ACK = b"43/chat,"
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A

Ack = Callable[[dict[str, Any]], None]


def frame(payload: bytes, opcode: int = TEXT) -> bytes:
    """A client's frame. Its mask is zero, which a server unmasks like any other, so nothing is spent here."""
    size = len(payload)
    if size < 126:
        head = bytes((opcode, 0x80 | size))
    elif size < 1 << 16:
        head = bytes((opcode, 0x80 | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((opcode, 0x80 | 127)) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


class Socket(asyncio.Protocol):
    """One connection to `/chat`. `ready` resolves when the namespace lets it in, or fails with its reason."""

    def __init__(self, audience: Audience, port: int, auth: dict[str, Any]) -> None:
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[None] = loop.create_future()
        self.revs: dict[str, int] = {}
        self.synced: dict[str, int] = {}
        """How far the answer to `sync` was."""
        self.is_synced = False
        self.ended: str | None = None
        self._audience = audience
        self.port = port
        self._auth = orjson.dumps(auth)
        self._acks: dict[int, Ack] = {}
        self._asked: set[asyncio.Future[dict[str, Any]]] = set()
        self._next_ack = 0
        self._upgraded = False
        self._parts: list[bytes] = []
        self._have = 0
        self._need = 0

    # What a scenario does with it.

    def call(self, event: str, argument: Any, ack: Ack) -> None:
        """Emits `event` and hands the acknowledged object to `ack`, from inside the read callback."""
        number = self._next_ack
        self._next_ack = number + 1
        self._acks[number] = ack
        body = orjson.dumps([event, argument])
        self._transport.write(frame(b"42/chat,%d%b" % (number, body)))

    def tell(self, event: str, argument: Any) -> None:
        """Emits an event that is not acknowledged."""
        self._transport.write(frame(b"42/chat," + orjson.dumps([event, argument])))

    async def ask(self, event: str, argument: Any) -> dict[str, Any]:
        """Emits `event` and waits for the acknowledged object.

        Raises:
            ConnectionError: the socket ended before it came.
        """
        if self.ended is not None:
            raise ConnectionError(self.ended)
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._asked.add(answer)

        def acknowledged(found: dict[str, Any]) -> None:
            if not answer.done():  # else nobody waits any more
                answer.set_result(found)

        self.call(event, argument, acknowledged)
        try:
            return await answer
        finally:
            self._asked.discard(answer)

    async def sync(self, known: dict[str, int] | None = None) -> dict[str, Any]:
        """Subscribes; from here on every event must follow, rev by rev, on what this answer says.

        Of what was `known` the answer has to bring the changes up to where it says that the conversation is.
        """
        answer = await self.ask("sync", {"known": known or {}})
        if "error" in answer:
            raise RuntimeError(f"sync was refused: {answer['error']}")
        self.synced = {
            conversation["id"]: conversation["last_rev"] for conversation in answer["conversations"]
        }
        self.is_synced = True
        for conversation_id, rev in self.synced.items():
            self.revs[conversation_id] = max(rev, self.revs.get(conversation_id, 0))
            self._audience.check_changes(conversation_id, (known or {}).get(conversation_id), rev, answer)
        return answer

    def close(self) -> None:
        self.ended = self.ended or "closed here"
        self._transport.close()
        self._disappoint()

    def reset(self) -> None:
        """Cuts the TCP connection: the server gets a RST, and no goodbye."""
        self.ended = self.ended or "reset here"
        line: socket.socket = self._transport.get_extra_info("socket")
        line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()
        self._disappoint()

    def _disappoint(self) -> None:
        """Nothing will be answered any more."""
        for answer in self._asked:
            if not answer.done():
                answer.set_exception(ConnectionError(self.ended))

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop does not derive its transports
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /_event/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            f"Sec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def connection_lost(self, exc: Exception | None) -> None:
        if self.ended is None:
            self._end(f"the connection was lost: {exc or 'closed by the server'}")

    def data_received(self, data: bytes) -> None:  # noqa: C901, PLR0912  # flat, because it is called so often
        if self._parts:
            self._parts.append(data)
            self._have += len(data)
            if self._have < self._need:
                return
            data = b"".join(self._parts)
            self._parts.clear()
        if not self._upgraded:
            data = self._upgrade(data)
        known = self._audience.known
        at, end, need = 0, len(data), 2
        while end - at >= 2:
            size = data[at + 1]
            if size < 126:
                start = at + 2
            elif size == 126:
                start = at + 4
                if start > end:
                    need = 4
                    break
                size = data[at + 2] << 8 | data[at + 3]
            else:
                start = at + 10
                if start > end:
                    need = 10
                    break
                size = int.from_bytes(data[at + 2 : start], "big")
            stop = start + size
            if stop > end:
                need = stop - at
                break
            payload = data[start:stop]
            news = known.get(payload)
            if news is None:
                self._packet(data[at], payload)
            else:
                self._audience.hear(self, news)
            at = stop
        if at < end:
            self._parts.append(data[at:])
            self._have = end - at
            self._need = need

    # Packets that are not a known frame of events

    def _upgrade(self, data: bytes) -> bytes:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            self._parts, self._have, self._need = [data], len(data), len(data) + 1
            return b""
        if not head.startswith(b"HTTP/1.1 101"):
            self._end(head.split(b"\r\n", 1)[0].decode())
            self._transport.close()
            return b""
        self._upgraded = True
        return rest

    def _packet(self, opcode: int, payload: bytes) -> None:
        if opcode != TEXT:
            if opcode == PING:
                self._transport.write(frame(payload, PONG))
            elif opcode == CLOSE:
                self._end(
                    f"closed by the server: {int.from_bytes(payload[:2], 'big')} {payload[2:].decode()}"
                )
        elif payload.startswith(EVENTS):
            self._audience.hear(self, self._audience.read(payload))
        elif payload.startswith(ACK):
            body = payload.index(b"[")
            self._acks.pop(int(payload[len(ACK) : body]))(orjson.loads(payload[body:])[0])
        elif payload == b"2":
            self._transport.write(frame(b"3"))
        elif payload.startswith(b"0{"):
            self._transport.write(frame(b"40/chat," + self._auth))
        elif payload.startswith(b"40/chat"):
            self.ready.set_result(None)
        elif payload.startswith((b"44/chat", b"41/chat")):
            self._end(payload.decode())
        else:
            self._audience.fault(f"a packet that no client knows: {payload[:80]!r}")

    def _end(self, reason: str) -> None:
        if self.ended is not None:  # a close frame, and then the end of the connection
            return
        self.ended = reason
        self._disappoint()
        if not self.ready.done():
            self.ready.set_exception(ConnectionError(reason))
        elif self._audience.on_end is not None:
            self._audience.on_end(self)
        elif self._audience.open:
            self._audience.fault(f"a socket ended: {reason}")


async def connect(audience: Audience, port: int, auth: dict[str, Any], patience: float = 30) -> Socket:
    """A connected socket, let into `/chat` but not yet synced, within `patience` seconds.

    Raises:
        OSError: nobody listens, or the connection ended first.
        TimeoutError: neither came of it in time.
    """
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(patience):
        _, made = await loop.create_connection(lambda: Socket(audience, port, auth), "127.0.0.1", port)
        try:
            await made.ready
        except asyncio.CancelledError:
            made.reset()
            raise
    return made


async def connect_many(
    audience: Audience, ports: list[int], auths: list[dict[str, Any]]
) -> tuple[list[Socket], float]:
    """All of them connected and synced, at most 64 at a time, and the seconds that it took.

    With several ports they take turns.
    """
    gate = asyncio.Semaphore(64)

    async def one(port: int, auth: dict[str, Any]) -> Socket:
        async with gate:
            made = await connect(audience, port, auth)
            await made.sync()
            return made

    began = perf_counter()
    sockets = await asyncio.gather(*map(one, itertools.cycle(ports), auths))
    return list(sockets), perf_counter() - began
