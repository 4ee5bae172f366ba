"""The `/chat` namespace: who comes in, and what happens to each event.

The receive loop never waits for SQL: writes go, in order, to the writer of the database, and their
acknowledgements come from the commit. A read waits for the writes of the same socket before it, and holds
back what comes after it, so that the events of a socket take effect in the order in which they were sent.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
import structlog
from sqlmodel import Session
from structlog.contextvars import bind_contextvars, clear_contextvars

from chat_app.errors import ChatError, NotSignedIn, TooMany, Unavailable
from chat_app.models.actor import Actor
from chat_app.models.buckets import Figure
from chat_app.models.ids import is_id, new_id
from chat_app.models.nesting import is_too_deep
from chat_app.realtime import frames, protocol
from chat_app.realtime.connection import TOO_MANY_EVENTS, Connection
from chat_app.realtime.door import Door, Step
from chat_app.realtime.hub import Hub
from chat_app.realtime.presence import PresenceBoard
from chat_app.realtime.recent import KEPT
from chat_app.realtime.traffic import MALFORMED
from chat_app.realtime.typing import TypingBoard
from chat_app.services import history, limits, messages, pins, reactions, receipts, sending, sync, threads
from chat_app.services.access import check_alive
from chat_app.services.common_views import CommonViews
from chat_app.services.message_content import check_send
from chat_app.services.runtime import Runtime

MOST_IN_FLIGHT = 256
"""Events of one socket that may wait for their acknowledgement before no more is read from it."""

MOST_READINGS = 10
"""How often `sync` reads again because a conversation came between joining the rooms and reading."""

_SOCKETS_AGAIN_AFTER = 30
"""Seconds: by then those of devices that are gone have been found."""

log = structlog.get_logger(__name__)


@dataclass(slots=True, eq=False)
class Conversing:
    """A connection and the order of its events."""

    connection: Connection
    queue: deque[tuple[str, protocol.Payload, int | None]] = field(
        default_factory=deque[tuple[str, protocol.Payload, int | None]]
    )
    reading: bool = False
    last_write: asyncio.Future[Any] | None = None
    in_flight: int = 0
    leaving: bool = False
    waiting: bool = False
    """Whether an event waits until fewer are in flight; none may overtake it."""
    freed: asyncio.Event = field(default_factory=asyncio.Event)
    conversation_ids: list[str] | None = None
    """Those that its user was in when it came, until its first sync."""


class Gateway:
    """Takes the events of `/chat`."""

    def __init__(self, runtime: Runtime, hub: Hub, door: Door) -> None:
        self._runtime = runtime
        self._database = runtime.database
        self._hub = hub
        self._door = door
        self._views = CommonViews()
        self.presence = PresenceBoard(runtime, hub)
        self._typing = TypingBoard(runtime.bus, hub)
        self._conversing: dict[Connection, Conversing] = {}
        self._traffic = hub.traffic
        self._writes: dict[str, Callable[[Connection, Any], Awaitable[Any]]] = {
            "send": self._send,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "pin": self._pin,
            "read": self._read,
            "delivered": self._delivered,
        }
        self._reads: dict[str, Callable[[Connection, Any], Awaitable[str]]] = {
            "sync": self._sync,
            "history": self._history,
            "replies": self._replies,
            "changes": self._changes,
        }

    def figures(self) -> Mapping[str, Figure]:
        traffic, connections = self._hub.traffic, self._hub.connections.values()
        backlogs = [connection.backlog for connection in connections if connection.backlog]
        return {
            "sockets": len(connections),
            "people": self._hub.people,
            "rooms": len(self._hub.rooms),
            "sockets_cut_total": traffic.cut,
            "sockets_behind": len(backlogs),
            "backlog_characters": sum(backlogs),
            "chat_events_total": traffic.events,
            "chat_events_in_flight": sum(one.in_flight for one in self._conversing.values()),
            "deliveries_total": traffic.deliveries,
            "room_repairs_total": traffic.repairs,
            "bus_received_total": traffic.heard,
        }

    async def enter(self, connection: Connection) -> None:
        """A socket was let in. Raises NotSignedIn if its session ended meanwhile; TooMany."""
        if self._runtime.limits.on and self._hub.count_of(connection.actor.user_id) >= limits.MOST_SOCKETS:
            raise TooMany("You have too many connections open.", retry_after=_SOCKETS_AGAIN_AFTER)
        self._conversing[connection] = Conversing(connection)
        await self._hub.enter(connection)
        try:
            ids = await self._database.read(_conversation_ids, connection.actor)
            self._conversing[connection].conversation_ids = ids
        except ChatError:
            self.exit(connection)
            raise

    def exit(self, connection: Connection) -> None:
        if self._conversing.pop(connection, None) is not None and connection.cut_for is not None:
            self._traffic.note_cut(connection.cut_for)
        self._typing.forget(connection)
        self.presence.forget(connection)
        self._hub.exit(connection)

    async def answer_all(self, connection: Connection) -> None:
        """Takes no more events of a socket, and returns when those that it took are acknowledged."""
        conversing = self._conversing.get(connection)
        if conversing is None:
            return
        conversing.leaving = True
        while conversing.in_flight and not connection.closed:
            conversing.freed.clear()
            await conversing.freed.wait()

    async def receive(self, connection: Connection, text: str) -> None:
        """Takes one event packet, without its `42/chat,`. Waits only where too much is in flight."""
        conversing = self._conversing.get(connection)
        if conversing is None:
            return
        conversing.waiting = True
        while conversing.in_flight >= MOST_IN_FLIGHT and not conversing.leaving and not connection.closed:
            conversing.freed.clear()
            await conversing.freed.wait()
        conversing.waiting = False
        self.take(connection, text)

    def take(self, connection: Connection, text: str) -> bool:
        """Takes one event packet, as `receive`. False, and nothing done, where it would have to wait."""
        conversing = self._conversing.get(connection)
        if conversing is None or conversing.leaving or connection.closed:
            return True
        if conversing.waiting or conversing.in_flight >= MOST_IN_FLIGHT:
            return False
        try:
            self._runtime.limits.count(limits.EVENTS, socket=connection.sid)
        except TooMany:
            connection.cut("too_many_events", TOO_MANY_EVENTS)
            return True
        ack_id, data = _split(text)
        try:
            name, payload = protocol.parse(data)
        except ChatError as error:
            self._traffic.settled(MALFORMED, error)
            _refuse(connection, ack_id, error)
            return True
        conversing.in_flight += 1
        if conversing.reading:
            conversing.queue.append((name, payload, ack_id))
        else:
            self._begin(conversing, name, payload, ack_id)
        return True

    def _begin(
        self, conversing: Conversing, name: str, payload: protocol.Payload, ack_id: int | None
    ) -> None:
        connection = conversing.connection
        if (write := self._writes.get(name)) is not None:
            try:
                future = asyncio.ensure_future(write(connection, payload))
            except Exception as error:  # noqa: BLE001  (whatever it was, it is acknowledged)
                self._settle(conversing, name, payload, ack_id, error)
                return
            conversing.last_write = future
            future.add_done_callback(
                lambda done: self._settle(conversing, name, payload, ack_id, _outcome(done))
            )
        elif (read := self._reads.get(name)) is not None:
            conversing.reading = True
            self._hub.start_task(self._read_in_turn(conversing, name, read, payload, ack_id))
        else:
            self._note(connection, payload)
            self._settle(conversing, name, payload, ack_id, "{}")

    def _note(self, connection: Connection, payload: protocol.Payload) -> None:
        if isinstance(payload, protocol.Typing):
            self._typing.note(connection, payload.conversation_id, on=payload.on)
        elif isinstance(payload, protocol.Presence):
            self.presence.note(connection, payload.state)

    async def _read_in_turn(
        self,
        conversing: Conversing,
        name: str,
        read: Callable[[Connection, Any], Awaitable[str]],
        payload: protocol.Payload,
        ack_id: int | None,
    ) -> None:
        connection = conversing.connection
        if conversing.last_write is not None and not conversing.last_write.done():
            await asyncio.wait([conversing.last_write])
        # What the log tells of this reading, in the thread that does it too, names these.
        clear_contextvars()
        bind_contextvars(**_ids(connection, payload))
        with connection.holding():
            try:
                outcome: str | Exception = await read(connection, payload)
            except Exception as error:  # noqa: BLE001  (whatever it was, it is acknowledged)
                outcome = error
            self._settle(conversing, name, payload, ack_id, outcome)
        conversing.reading = False
        while conversing.queue and not conversing.reading:
            self._begin(conversing, *conversing.queue.popleft())

    def _settle(
        self,
        conversing: Conversing,
        name: str,
        payload: protocol.Payload,
        ack_id: int | None,
        outcome: str | Exception,
    ) -> None:
        conversing.in_flight -= 1
        conversing.freed.set()
        self._traffic.settled(name, outcome)
        if isinstance(outcome, Exception):
            if not isinstance(outcome, ChatError):
                outcome = _told(outcome, name, _ids(conversing.connection, payload))
            _refuse(conversing.connection, ack_id, outcome)
        elif ack_id is not None:
            conversing.connection.write(frames.ack(ack_id, outcome))

    # Writes: each hands its work to the writer before it returns, so that the order stays.

    def _send(self, connection: Connection, payload: protocol.Send) -> Awaitable[Any]:
        self._count_send(connection)
        checked = check_send(
            payload.client_id, payload.body, payload.reply_to, payload.thread_root, payload.attachment_ids
        )
        draft = sending.Draft(
            connection.actor, payload.conversation_id, *checked, seen_revocations=self._hub.revocations
        )
        self._typing.stop(connection, payload.conversation_id)
        return self._database.submit(sending.send_many, draft.prepare())

    def _edit(self, connection: Connection, payload: protocol.Edit) -> Awaitable[str]:
        self._count_send(connection)
        edit = messages.Edit.of(payload.body)
        return self._write(connection, messages.edit_message, payload.message_id, edit)

    def _count_send(self, connection: Connection) -> None:
        actor = connection.actor
        self._runtime.limits.count(limits.SENDS, account=actor.user_id, address=actor.ip)

    def _delete(self, connection: Connection, payload: protocol.Delete) -> Awaitable[str]:
        return self._write(connection, messages.delete_message, payload.message_id)

    def _react(self, connection: Connection, payload: protocol.React) -> Awaitable[str]:
        return self._write(connection, reactions.react, payload.message_id, payload.emoji, payload.on)

    def _pin(self, connection: Connection, payload: protocol.Pin) -> Awaitable[str]:
        return self._write(connection, pins.pin, payload.message_id, payload.on)

    def _write(self, connection: Connection, function: Callable[..., str], *args: Any) -> Awaitable[str]:
        actor = connection.actor

        def run(session: Session, _items: Any) -> list[str]:
            check_alive(session, actor)
            return [f'{{"message":{function(session, actor, *args)}}}']

        return self._database.submit(run, None)

    def _read(self, connection: Connection, payload: protocol.Read) -> Awaitable[Any]:
        return self._mark(connection, payload.conversation_id, "read", payload.seq, force=payload.force)

    def _delivered(self, connection: Connection, payload: protocol.Delivered) -> Awaitable[Any]:
        return self._mark(connection, payload.conversation_id, "delivered", payload.seq, force=False)

    def _mark(
        self, connection: Connection, conversation_id: str, kind: str, seq: int, *, force: bool
    ) -> Awaitable[Any]:
        mark = receipts.Mark(connection.actor, conversation_id, kind, seq, force, connection.sid)
        return self._database.submit(receipts.mark_many, mark)

    # Reads.

    async def _sync(self, connection: Connection, payload: protocol.Sync) -> str:
        async with self._door.step(Step.SYNC):
            return await self._brought_up(connection, payload)

    async def _brought_up(self, connection: Connection, payload: protocol.Sync) -> str:
        if connection.closed:
            raise Unavailable  # nobody hears it: they gave up waiting
        conversing = self._conversing.get(connection)
        ids = conversing.conversation_ids if conversing is not None else None
        if conversing is None or ids is None:
            ids = await self._database.read(_conversation_ids, connection.actor)
        else:
            conversing.conversation_ids = None  # what has come since then shows in what is read below
        if not connection.listening:
            connection.listening = True
            self.presence.note(connection, "online")
        for _ in range(MOST_READINGS):
            await self._hub.join(connection, ids)
            before = set(connection.rooms)
            state = await self._database.read(_sync, connection.actor, payload.known, self._views)
            told = {conversation["id"] for conversation in state["conversations"]}
            ids = [i for i in told if i not in connection.rooms]
            # The client has seen those that it was taken into meanwhile; what is not told here it drops.
            if not ids and connection.rooms.keys() <= told | before:
                return orjson.dumps(state).decode()
            if connection.closed:
                break
        raise Unavailable

    async def _history(self, connection: Connection, payload: protocol.History) -> str:
        conversation_id = payload.conversation_id
        places = (payload.before, payload.after, payload.around, payload.at)
        is_newest = all(place is None for place in places)
        if is_newest and payload.limit <= KEPT:

            def read() -> Awaitable[history.Newest]:
                return self._database.read(_newest, connection.actor, conversation_id)

            return (await self._hub.newest(connection, conversation_id, read)).page(payload.limit)
        return await self._database.read(
            _history,
            connection.actor,
            conversation_id,
            before=payload.before,
            after=payload.after,
            around=payload.around,
            at=payload.at,
            limit=payload.limit,
        )

    async def _replies(self, connection: Connection, payload: protocol.Replies) -> str:
        return await self._database.read(
            _replies,
            connection.actor,
            payload.message_id,
            before=payload.before,
            after=payload.after,
            limit=payload.limit,
        )

    async def _changes(self, connection: Connection, payload: protocol.Changes) -> str:
        return await self._database.read(
            _changes, connection.actor, payload.conversation_id, payload.since_rev
        )


def _conversation_ids(session: Session, actor: Actor) -> list[str]:
    check_alive(session, actor)
    return sync.conversation_ids(session, actor.user_id)


def _sync(session: Session, actor: Actor, known: dict[str, int], views: CommonViews) -> dict[str, Any]:
    check_alive(session, actor)
    return sync.sync(session, actor, known, views)


def _history(session: Session, actor: Actor, conversation_id: str, **where: Any) -> str:
    check_alive(session, actor)
    return history.page(session, actor, conversation_id, **where)


def _newest(session: Session, actor: Actor, conversation_id: str) -> history.Newest:
    check_alive(session, actor)
    return history.newest(session, actor, conversation_id, KEPT)


def _replies(session: Session, actor: Actor, message_id: str, **where: Any) -> str:
    check_alive(session, actor)
    return threads.replies(session, actor, message_id, **where)


def _changes(session: Session, actor: Actor, conversation_id: str, since_rev: int) -> str:
    check_alive(session, actor)
    return history.changes(session, actor, conversation_id, since_rev)


def _split(text: str) -> tuple[int | None, Any]:
    """The number of the acknowledgement, if one is wanted, and the JSON after it, None if it is none."""
    end = 0
    while end < len(text) and text[end].isdecimal() and end < 16:
        end += 1
    ack_id = int(text[:end]) if end else None
    if is_too_deep(text):
        return ack_id, None
    try:
        return ack_id, orjson.loads(text[end:])
    except orjson.JSONDecodeError:
        return ack_id, None


def _outcome(done: "asyncio.Future[Any]") -> str | Exception:
    """What a write came to, as the JSON of its acknowledgement."""
    if done.cancelled():
        return NotSignedIn()
    error = done.exception()
    if error is not None:
        return error if isinstance(error, Exception) else RuntimeError(repr(error))
    result = done.result()
    if isinstance(result, ChatError | str):
        return result
    if isinstance(result, sending.Sent):
        return f'{{"message":{result.json}}}'
    return orjson.dumps(result).decode()


def _ids(connection: Connection, payload: protocol.Payload) -> dict[str, str]:
    """What the log tells of an event: by whom, and where as far as it says so itself."""
    known = {"socket": connection.sid, "user": connection.actor.user_id}
    conversation: Any = getattr(payload, "conversation_id", None)
    return known | {"conversation": conversation} if conversation and is_id(conversation) else known


def _told(error: Exception, name: str, ids: dict[str, str]) -> protocol.Broken:
    """A fault of ours is told to the log, and to the client the id under which it is found there."""
    request_id = new_id()
    log.error("chat_event_broke", chat_event=name, request_id=request_id, **ids, exc_info=error)
    return protocol.Broken(request_id)


def _refuse(connection: Connection, ack_id: int | None, error: ChatError) -> None:
    if ack_id is not None:
        connection.write(frames.ack(ack_id, orjson.dumps(protocol.refusal(error)).decode()))
