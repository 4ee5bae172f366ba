"""The Socket.IO server that Reflex and `/chat` share, and the receive loop of its sockets.

Reflex is handed this server (`rx.App(sio=…)`) and then ignores its own socket settings; they are given
here as Reflex would have, and a test compares the two.
"""
# python-socketio and python-engineio come without types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportOptionalMemberAccess=false, reportMissingParameterType=false

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from http.cookies import CookieError, SimpleCookie
from types import SimpleNamespace
from typing import Any

import engineio
import socketio
import structlog
from engineio import async_socket, packet
from engineio.exceptions import EngineIOError
from reflex.app import _sio_dumps, _sio_loads  # pyright: ignore[reportPrivateUsage]
from reflex_base.config import get_config
from reflex_base.environment import environment
from socketio.exceptions import ConnectionRefusedError as Refused

from chat_app.errors import ChatError, NotSignedIn, TooMany, Unavailable
from chat_app.models.actor import Actor
from chat_app.models.address import true_address
from chat_app.models.buckets import Figure
from chat_app.models.nesting import is_too_deep
from chat_app.realtime.connection import Connection
from chat_app.realtime.door import Door, Step
from chat_app.realtime.frames import EVENT_PREFIX, NAMESPACE
from chat_app.realtime.gateway import Gateway
from chat_app.realtime.protocol import refusal
from chat_app.realtime.wire import EXTENSION, Wire
from chat_app.services import bot_tokens, limits, sessions, tokens
from chat_app.services.limits import Limits
from chat_app.services.runtime import Runtime
from chat_app.settings import Settings

_LARGEST_OTHER = 64 * 1024
"""Of a frame that is no event of `/chat`: what pages tell Reflex is small, and its parser is slow. Also of
all binary frames of a socket together, which Socket.IO keeps until their packet is whole."""
_NO_PACKET = (ValueError, TypeError, LookupError, AttributeError)

log = structlog.get_logger(__name__)


class ChatSocket(async_socket.AsyncSocket):
    """An Engine.IO socket whose `/chat` events go to the gateway before anything else looks at them.

    Engine.IO's own loop makes two tasks and a timer for every frame, and Socket.IO parses it twice. A dead
    peer is found by the server's pings, so the loop itself needs no timeout. Each socket waits for its own
    answer: Engine.IO looks at one socket after the other, which may take a ping and two timeouts.
    """

    def __init__(self, server: Any, sid: str, wire: Wire | None) -> None:
        super().__init__(server, sid)
        self.wire = wire
        self.asgi_send: Any = None
        self.chat: tuple[Gateway, Connection] | None = None
        self._deadline: asyncio.TimerHandle | None = None
        self._binary = 0

    def schedule_ping(self) -> None:
        """The peer has answered."""
        self._forget_deadline()
        super().schedule_ping()

    async def _send_ping(self) -> None:
        await super()._send_ping()
        if not self.closed:
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(self.server.ping_timeout, self._find_dead)

    def _find_dead(self) -> None:
        self.server.start_background_task(self._give_up)

    async def _give_up(self) -> None:
        await self.close(wait=False, abort=True, reason=self.server.reason.PING_TIMEOUT)
        await self.queue.put(None)

    def _forget_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    async def _websocket_handler(self, ws: Any) -> None:
        self.asgi_send = ws.asgi_send
        self.connected = self.upgraded = True
        writer = self.server.start_background_task(self._write_queue, ws)
        try:
            await self._read(ws)
        finally:
            self._forget_deadline()
            await self.queue.put(None)
            await writer
            await self.close(wait=False, abort=True, reason=self.server.reason.TRANSPORT_CLOSE)

    async def _read(self, ws: Any) -> None:
        largest = self.server.max_http_buffer_size
        while True:
            try:
                data = await ws.wait()
            except OSError:
                return
            if not data or len(data) > largest:
                return
            chat = self.chat
            if chat is not None and isinstance(data, str) and data.startswith(EVENT_PREFIX):
                await chat[0].receive(chat[1], data[len(EVENT_PREFIX) :])
                continue
            if isinstance(data, bytes):
                self._binary += len(data)
            try:
                self.server.limits.count(limits.EVENTS, socket=self.sid)
                if max(len(data), self._binary) > _LARGEST_OTHER or is_too_deep(str(data)):
                    return
                await self.receive(packet.Packet(encoded_packet=data))
            except (ValueError, IndexError, EngineIOError, TooMany):
                return  # not a packet, or the socket was closed meanwhile

    async def _write_queue(self, ws: Any) -> None:
        try:
            while packets := await self.poll():
                for each in packets:
                    await ws.send(each.encode())
        except Exception:  # noqa: BLE001  (nothing to send for too long, or the peer is gone)
            log.debug("engine_writer_ended", socket=self.sid)
        await ws.close()


class ChatEngine(engineio.AsyncServer):
    """Engine.IO with `ChatSocket`s, over WebSocket alone."""

    settings: Settings
    limits: Limits

    async def _handle_connect(self, environ: Any, transport: str, jsonp_index: int | None = None) -> Any:  # noqa: ARG002
        if transport != "websocket":
            return self._bad_request("This server speaks WebSocket only.")
        try:
            self.limits.count(limits.CONNECTS, address=_address(environ, self.settings))
        except TooMany:
            return self._bad_request("Too many connections. Try again later.")
        if self.start_service_task:
            self.start_service_task = False
            self.service_task_handle = self.start_background_task(self._service_task)
        wire = environ["asgi.scope"].get("extensions", {}).get(EXTENSION)
        socket = ChatSocket(self, self.generate_id(), wire)
        self.sockets[socket.sid] = socket
        opening = {
            "sid": socket.sid,
            "upgrades": [],
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval * 1000),
            "maxPayload": self.max_http_buffer_size,
        }
        await socket.send(packet.Packet(packet.OPEN, opening))
        await self._trigger_event("connect", socket.sid, environ, run_async=False)
        socket.schedule_ping()
        try:
            return await socket.handle_get_request(environ)
        finally:
            self.sockets.pop(socket.sid, None)


class ChatManager(socketio.AsyncManager):
    """Socket.IO's, which looks through all rooms for those of a socket that leaves. Each socket has one of
    its own, so for a thousand that leave together that is a million looks. There are no others here, but
    everybody's."""

    def basic_disconnect(self, sid: str, namespace: str, **_given: Any) -> None:
        rooms = self.rooms.get(namespace, {})
        for room in (sid, None):
            if sid in rooms.get(room, ()):
                self.basic_leave_room(sid, namespace, room)
        self.callbacks.pop(sid, None)
        for pending in (self.pending_connect, self.pending_disconnect):
            if sid in pending.get(namespace, ()):
                pending[namespace].remove(sid)
                if not pending[namespace]:
                    del pending[namespace]


class ChatServer(socketio.AsyncServer):
    """Socket.IO as Reflex sets it up, on `ChatEngine`."""

    def __init__(self, settings: Settings, counted: Limits) -> None:
        config = get_config()
        super().__init__(
            client_manager=ChatManager(),
            async_mode="asgi",
            cors_allowed_origins=list(settings.origins),
            cors_credentials=True,
            max_http_buffer_size=environment.REFLEX_SOCKET_MAX_HTTP_BUFFER_SIZE.get(),
            ping_interval=environment.REFLEX_SOCKET_INTERVAL.get().total_seconds(),
            ping_timeout=environment.REFLEX_SOCKET_TIMEOUT.get().total_seconds(),
            json=SimpleNamespace(dumps=staticmethod(_sio_dumps), loads=staticmethod(_sio_loads)),
            allow_upgrades=False,
            transports=[config.transport],
            async_handlers=False,
        )
        self.eio.settings, self.eio.limits = settings, counted

    def _engineio_server_class(self) -> type[ChatEngine]:
        return ChatEngine

    async def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        """What is no packet is of no interest; Socket.IO would write a traceback for each."""
        try:
            await super()._handle_eio_message(eio_sid, data)
        except _NO_PACKET as error:
            log.debug("frame_refused", socket=eio_sid, error=type(error).__name__)


class ChatNamespace(socketio.AsyncNamespace):
    """Lets people in to `/chat`. `gateway` is there once the worker has started."""

    def __init__(self, runtime: Runtime, door: Door) -> None:
        super().__init__(NAMESPACE)
        self.door = door
        self.gateway: Gateway | None = None
        self._refused: dict[tuple[str, ...], float] = {
            ("not_signed_in",): 0,
            ("too_many",): 0,
            ("unavailable",): 0,
        }
        self._runtime = runtime

    def figures(self) -> Mapping[str, Figure]:
        """Those of the gateway, and who was not let in to it."""
        return {
            "sockets_refused_total": self._refused,
            "sockets_at_the_door": self.door.waiting,
            **(self.gateway.figures() if self.gateway is not None else {}),
        }

    async def on_connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        """Raises Socket.IO's ConnectionRefusedError with the error of the contract."""
        try:
            if self.gateway is None:
                raise NotSignedIn
            address = _address(environ, self._runtime.settings)
            socket: ChatSocket = self._engine_socket(sid)
            async with self.door.step(Step.CONNECT):
                if socket.wire is not None and socket.wire.is_gone:
                    raise NotSignedIn  # nobody hears it
                actor = replace(await self._identify(environ, auth), ip=address)
                connection = Connection(sid, actor, socket.asgi_send, socket.wire)
                await self.gateway.enter(connection)
            if socket.closed:  # the peer was found dead meanwhile; nobody will report it again
                self.gateway.exit(connection)
                raise NotSignedIn
            socket.chat = self.gateway, connection
            if socket.wire is not None:
                socket.wire.listen(EVENT_PREFIX.encode(), partial(self.gateway.take, connection))
        except ChatError as error:
            reason = "too_many" if isinstance(error, TooMany) else "not_signed_in"
            self._refused["unavailable" if isinstance(error, Unavailable) else reason,] += 1
            raise Refused(error.message, refusal(error)) from None

    async def on_disconnect(self, sid: str, _reason: str) -> None:
        socket = self._engine_socket(sid)
        if socket.chat is not None:
            gateway, connection = socket.chat
            socket.chat = None
            gateway.exit(connection)

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Only connecting comes this way, and packets that no event of the contract has (binary ones)."""
        if event in {"connect", "disconnect"}:
            return await super().trigger_event(event, *args)
        return {"error": ChatError("Events of /chat carry JSON only.", code="bad_payload").as_json()}

    async def _identify(self, environ: dict[str, Any], auth: Any) -> Actor:
        """By the token; a browser, which says where its page is from, also by its cookie."""
        database, settings = self._runtime.database, self._runtime.settings
        token: Any = auth.get("token") if isinstance(auth, dict) else None
        if isinstance(token, str) and token:
            if bot_tokens.is_token(token):
                known = await database.read(bot_tokens.known, token)
                if known.stale:
                    await database.write(bot_tokens.touch, known.actor.session_id)
                return known.actor
            claims = tokens.read_access(settings, token)
            return await database.read(sessions.actor_of_access, claims.session_id, claims.user_id)
        if environ.get("HTTP_ORIGIN") in settings.origins:
            try:
                cookie = SimpleCookie(environ.get("HTTP_COOKIE", "")).get(settings.cookie_name)
            except CookieError:
                cookie = None
            if cookie is not None and cookie.value:
                return await database.read(sessions.actor_of_cookie, cookie.value)
        raise NotSignedIn

    def _engine_socket(self, sid: str) -> ChatSocket:
        return self.server.eio.sockets[self.server.manager.eio_sid_from_sid(sid, NAMESPACE)]


def _address(environ: dict[str, Any], settings: Settings) -> str:
    """Where a socket comes from."""
    peer: tuple[str, int] | None = environ["asgi.scope"].get("client")
    forwarded: str = environ.get("HTTP_X_FORWARDED_FOR", "")
    return true_address(peer[0] if peer else "", [forwarded], settings.trusted_proxies)
