"""A Socket.IO v5 client of the namespace /chat, written on bare WebSocket frames.

It speaks the real protocol (Engine.IO 4 handshake, pings, namespace connect, acks) and keeps everything
it received in the order it came, so that a test can speak of order. It never retries or reconnects.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import re
import socket
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Literal, NamedTuple, Self
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from tests.support.api import Json, unique

Predicate = Callable[[Json], object]

NAMESPACE = "/chat"
TIMEOUT = 10.0
_PACKET = re.compile(r"(?P<kind>[0-6])(?:(?P<namespace>/[^,]*),)?(?P<id>\d+)?(?P<data>[\[{\"].*)?", re.DOTALL)


class RefusedError(Exception):
    """The namespace answered CONNECT_ERROR; `data` is its `{error: {code, message}}`."""

    def __init__(self, answer: Json) -> None:
        super().__init__(str(answer))
        self.message = answer.get("message")
        self.data = answer.get("data")


class HandshakeError(Exception):
    """The server would not even open the WebSocket; `status` is the HTTP answer's, or 0."""

    def __init__(self, status: int) -> None:
        super().__init__(f"the WebSocket was refused with HTTP {status}")
        self.status = status


class ClosedError(Exception):
    """The socket ended while something was still awaited."""


class Received(NamedTuple):
    """One thing that came, in order: an ack, or one `events` frame with all events in it."""

    kind: Literal["ack", "events", "disconnect", "refused"]
    value: Any
    ack_id: int | None = None


def _anybody() -> ssl.SSLContext:
    """Believes every certificate: those of tests are of an authority that nobody knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


class Chat:
    """One socket. `events` are all events in order, `received` acks and `events` frames in order."""

    def __init__(self, websocket: ClientConnection) -> None:
        self.websocket = websocket
        self.events: list[Json] = []
        self.received: list[Received] = []
        self.handshake: Json = {}
        self.sid = ""
        self.close_code: int | None = None
        self.close_reason = ""
        self._asked = itertools.count(1)
        self._acks: dict[int, asyncio.Future[Any]] = {}
        self._on_ack: dict[int, Callable[[Any], None]] = {}
        self._connected: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._changed = asyncio.Condition()
        self._reading = asyncio.Event()
        self._reading.set()
        self._reader: asyncio.Task[None] | None = None
        self._on_event: list[Callable[[Json], None]] = []

    # --- connecting and ending ---

    @classmethod
    async def connect(
        cls,
        url: str,
        *,
        token: str | None = None,
        cookie: str | None = None,
        origin: str | None = None,
        auth: Any = None,
        headers: Mapping[str, str] | None = None,
        namespace: str | None = NAMESPACE,
        receive_buffer: int | None = None,
    ) -> Self:
        """Opens the WebSocket and joins /chat. Raises `HandshakeError` or `RefusedError`.

        `auth` stands for any auth payload instead of `{"token": token}`; `namespace=None` stops after
        the Engine.IO handshake; a small `receive_buffer` makes a reader that is slow from the start.
        """
        where = urlsplit(url)
        host, port = where.hostname or "127.0.0.1", where.port or 80
        raw = socket.socket()
        if receive_buffer is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        raw.setblocking(False)
        await asyncio.get_running_loop().sock_connect(raw, (host, port))
        raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        extra = dict(headers or {})
        if cookie is not None:
            extra["Cookie"] = cookie
        if origin is not None:
            extra["Origin"] = origin
        try:
            websocket = await connect(
                f"{where.scheme.replace('http', 'ws')}://{where.netloc}/_event/?EIO=4&transport=websocket",
                sock=raw,
                ssl=_anybody() if where.scheme == "https" else None,
                additional_headers=extra,
                compression=None,
                max_size=None,
                max_queue=2 if receive_buffer else 1024,
                ping_interval=None,
                close_timeout=2,
                proxy=None,
            )
        except InvalidStatus as error:
            raw.close()
            raise HandshakeError(error.response.status_code) from None
        except InvalidHandshake:
            raw.close()
            raise HandshakeError(0) from None
        chat = cls(websocket)
        chat._reader = asyncio.create_task(chat._read())
        if namespace is not None:
            try:
                await chat._join(namespace, auth if auth is not None else token and {"token": token})
            except BaseException:
                await chat.close()
                raise
        return chat

    async def _join(self, namespace: str, auth: Any) -> None:
        await self.send_raw(f"40{namespace}," + (json.dumps(auth) if auth is not None else ""))
        self.sid = (await asyncio.wait_for(self._connected, TIMEOUT))["sid"]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Ends the socket in an orderly way."""
        self._reading.set()
        await self.websocket.close()
        if self._reader is not None:
            await self._reader

    async def drop(self) -> None:
        """Ends the socket as a lost network would: no close frame, nothing said."""
        self._reading.set()
        self.websocket.transport.abort()
        if self._reader is not None:
            await self._reader

    @property
    def closed(self) -> bool:
        return self._reader is not None and self._reader.done()

    async def wait_closed(self, within: float = TIMEOUT) -> tuple[int | None, str]:
        """Waits until the server ended the socket; its close code and reason."""
        assert self._reader is not None
        await asyncio.wait_for(asyncio.shield(self._reader), within)
        return self.close_code, self.close_reason

    # --- asking ---

    def ask(self, event: str, *arguments: Any, then: Callable[[Any], None] | None = None) -> Awaitable[Any]:
        """Sends an event at once, without waiting; the awaitable is its ack (requests can be pipelined).

        `then` is called with the ack before anything that came after it is looked at.
        """
        ack_id = next(self._asked)
        if then is not None:
            self._on_ack[ack_id] = then
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._acks[ack_id] = future
        sending = self._queue(f"42{NAMESPACE},{ack_id}{json.dumps([event, *arguments])}")

        async def answer() -> Any:
            await sending
            return await future

        return answer()

    async def emit(self, event: str, *arguments: Any, within: float = TIMEOUT) -> Any:
        """Sends an event and returns its ack, whatever it says."""
        return await asyncio.wait_for(self.ask(event, *arguments), within)

    async def ok(self, event: str, *arguments: Any, within: float = TIMEOUT) -> Any:
        """The ack of an event that must succeed."""
        ack = await self.emit(event, *arguments, within=within)
        assert isinstance(ack, dict), f"{event} {arguments} → {ack}"
        assert "error" not in ack, f"{event} {arguments} → {ack}"
        return ack

    async def refused(self, event: str, *arguments: Any) -> Json:
        """The error of an event that must be refused."""
        ack = await self.emit(event, *arguments)
        assert isinstance(ack, dict), f"{event} {arguments} → {ack}"
        assert set(ack) == {"error"}, f"{event} {arguments} → {ack}"
        error = ack["error"]
        assert isinstance(error["code"], str), error
        assert isinstance(error["message"], str), error
        return error

    async def tell(self, event: str, *arguments: Any) -> None:
        """Sends an event without asking for an ack."""
        await self.send_raw(f"42{NAMESPACE},{json.dumps([event, *arguments])}")

    async def send_raw(self, frame: str | bytes) -> None:
        """One WebSocket frame, exactly as given."""
        await self._queue(frame)

    def _queue(self, frame: str | bytes) -> asyncio.Task[None]:
        # Tasks start in the order they were made, so frames leave in the order they were asked for.
        return asyncio.create_task(self.websocket.send(frame))

    async def sync(self, known: Mapping[str, int] | None = None) -> Json:
        return await self.ok("sync", {"known": dict(known or {})})

    async def send(self, conversation_id: str, body: str, **fields: Any) -> Json:
        """The acknowledged message."""
        content = {"conversation_id": conversation_id, "client_id": unique("c"), "body": body} | fields
        return (await self.ok("send", content))["message"]

    # --- listening ---

    @property
    def mark(self) -> int:
        """Where the recorded events end now, for `wait_for(…, since=mark)` and `since(mark)`."""
        return len(self.events)

    def since(self, mark: int, kind: str | None = None) -> list[Json]:
        return [event for event in self.events[mark:] if kind is None or event["type"] == kind]

    def on_event(self, listener: Callable[[Json], None]) -> None:
        """Calls `listener` with each event as it comes (before any `wait_for` returns it)."""
        self._on_event.append(listener)

    def forget_listeners(self) -> None:
        self._on_event.clear()

    async def wait_for(self, predicate: Predicate, *, since: int = 0, within: float = TIMEOUT) -> Json:
        """The first event from `since` on for which `predicate` holds; it may have come already."""
        seen = since
        try:
            async with asyncio.timeout(within), self._changed:
                while True:
                    for event in self.events[seen:]:
                        if predicate(event):
                            return event
                    seen = len(self.events)
                    if self.closed:
                        raise ClosedError(f"closed with {self.close_code} {self.close_reason!r}")
                    await self._changed.wait()
        except TimeoutError:
            seen_types = [event.get("type") for event in self.events[since:]][-20:]
            raise AssertionError(f"the event did not come in {within} s; there came {seen_types}") from None

    async def wait_for_message(self, message: Json, *, since: int = 0, within: float = TIMEOUT) -> Json:
        """The event of exactly this change (id and rev) of a message."""

        def this_change(event: Json) -> bool:
            return (
                event["type"] == "message"
                and event["message"]["id"] == message["id"]
                and event["rev"] == message["rev"]
            )

        return await self.wait_for(this_change, since=since, within=within)

    async def changed(self, within: float) -> bool:
        """Waits until anything more is received or the socket ends; False after `within` seconds."""
        try:
            async with asyncio.timeout(within), self._changed:
                await self._changed.wait()
        except TimeoutError:
            return False
        return True

    def stop_reading(self) -> None:
        """From now on leaves everything unread in the network, as a stalled client does."""
        self._reading.clear()

    def resume_reading(self) -> None:
        self._reading.set()

    # --- the reader ---

    async def _read(self) -> None:
        try:
            while True:
                await self._reading.wait()
                frame = await self.websocket.recv()
                await self._take(frame if isinstance(frame, str) else frame.decode())
        except ConnectionClosed as closed:
            if closed.rcvd is not None:
                self.close_code, self.close_reason = closed.rcvd.code, closed.rcvd.reason
        finally:
            error = ClosedError(f"closed with {self.close_code} {self.close_reason!r}")
            waiting: list[asyncio.Future[Any]] = [*self._acks.values(), self._connected]
            for future in waiting:
                if not future.done():
                    future.set_exception(error)
                    future.exception()  # nobody may be waiting any more
            asyncio.get_running_loop().call_soon(lambda: asyncio.ensure_future(self._notify()))

    async def _take(self, frame: str) -> None:
        match frame[:1]:
            case "0":
                self.handshake = json.loads(frame[1:])
            case "1":
                await self.websocket.close()
            case "2":
                with contextlib.suppress(ConnectionClosed):
                    await self.send_raw("3" + frame[1:])
            case "4":
                self._take_packet(frame[1:])
                await self._notify()
            case _:
                raise AssertionError(f"not an Engine.IO packet: {frame[:100]!r}")

    def _take_packet(self, packet: str) -> None:
        parts = _PACKET.fullmatch(packet)
        assert parts is not None, f"not a Socket.IO packet: {packet[:100]!r}"
        data: Any = json.loads(parts["data"]) if parts["data"] else None
        if parts["namespace"] != NAMESPACE:
            return  # the WebSocket is shared with others
        match parts["kind"]:
            case "0" if not self._connected.done():
                self._connected.set_result(data)
            case "4":
                self.received.append(Received("refused", data))
                if not self._connected.done():
                    answer = data if isinstance(data, dict) else {"message": data}
                    self._connected.set_exception(RefusedError(answer))
                    self._connected.exception()  # nobody may be waiting for it
            case "1":
                self.received.append(Received("disconnect", None))
            case "2":
                self._take_events(data, packet)
            case "3":
                self._take_ack(int(parts["id"]), data)
            case _:
                raise AssertionError(f"an unexpected Socket.IO packet: {packet[:100]!r}")

    def _take_events(self, data: Any, packet: str) -> None:
        assert len(data) == 2, f"events has one argument: {packet[:100]!r}"
        assert data[0] == "events", f"an unknown server event: {packet[:100]!r}"
        assert isinstance(data[1], list), f"events carries a list: {packet[:100]!r}"
        assert data[1], f"an empty events frame: {packet[:100]!r}"
        self.received.append(Received("events", data[1]))
        for event in data[1]:
            self.events.append(event)
            for listener in self._on_event:
                listener(event)

    def _take_ack(self, ack_id: int, data: Any) -> None:
        value = data[0] if isinstance(data, list) and len(data) == 1 else data
        self.received.append(Received("ack", value, ack_id))
        if (then := self._on_ack.pop(ack_id, None)) is not None:
            then(value)
        if (future := self._acks.pop(ack_id, None)) is not None and not future.done():
            future.set_result(value)

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()
