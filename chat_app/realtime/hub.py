"""All sockets of a worker, the rooms that they are in, and what the bus brings for them."""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import structlog
from sqlmodel import Session

from chat_app.bus import EVERYONE, Envelope, Kind, conversation_channel, user_channel
from chat_app.errors import Unavailable
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.realtime import frames
from chat_app.realtime.connection import RESTARTING, SESSION_ENDED, Connection
from chat_app.realtime.mirror import Mirror
from chat_app.realtime.patience import RETRY, read_patiently
from chat_app.realtime.recent import RecentMessages
from chat_app.realtime.rooms import Room
from chat_app.realtime.traffic import Traffic
from chat_app.services import history, room_state, users
from chat_app.services.access import check_alive
from chat_app.services.history import Newest
from chat_app.services.runtime import Runtime

_COMPARE_EVERY = 10.0
_UNNOTICED = 60_000
"""Milliseconds that the bus may have been losing news before it said so, the clocks' difference included."""
_LATE = 1_000
"""Milliseconds after which news of a profile may have been overtaken by what was told before this worker
listened. Where clocks differ by more, such news is read once too often."""
_PROFILES = 10_000
"""How many of those told of last are remembered."""

log = structlog.get_logger(__name__)


class Hub:
    """Rooms and sockets. `revocations` is how many ended sessions this worker knows of."""

    def __init__(self, runtime: Runtime) -> None:
        self.rooms: dict[str, Room] = {}
        self.connections: dict[str, Connection] = {}
        self.revocations = 0
        self.traffic = Traffic(runtime.vitals.deliveries)
        self._caught_up = asyncio.Event()
        self._all_heard_at = now()
        self._profiles: dict[str, int] = {}
        """When the profiles were changed that were told of, the last one at the end."""
        self.on_presence: Callable[[Envelope], None] = lambda _envelope: None
        self._by_user: defaultdict[str, dict[Connection, None]] = defaultdict(dict)
        self._runtime = runtime
        self._bus = runtime.bus
        self.opened: Counter[str] = Counter()
        """How often the newest messages came from `memory`, the `mirror`, and `sql`."""
        self._recent = RecentMessages()
        self._mirror = Mirror(runtime.settings.redis_url) if runtime.settings.redis_url else None
        if self._mirror is not None:
            self._recent.left = self._mirror.put
        self._held: list[Envelope] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._bus.deliver = self.take
        self._bus.lost = self.repair

    async def start(self) -> None:
        self.revocations, _ = await self._runtime.database.read(room_state.ended_sessions, [])
        if self._runtime.settings.redis_url:
            self.start_task(self._compare_forever())

    async def stop(self) -> None:
        """Sends elsewhere who is still here."""
        for connection in list(self.connections.values()):
            connection.cut("server_restarting", RESTARTING)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._recent.leave_all()
        if self._mirror is not None:
            await self._mirror.stop()

    @property
    def idle(self) -> bool:
        """Whether nothing is being read or told."""
        return not self._tasks

    @property
    def people(self) -> int:
        """Who has a socket here."""
        return len(self._by_user)

    def count_of(self, user_id: str) -> int:
        return len(self._by_user.get(user_id, ()))

    def of_user(self, user_id: str) -> Iterable[Connection]:
        return list(self._by_user.get(user_id, ()))

    def sharing_with(self, user_id: str) -> list[Connection]:
        """The sockets of everybody who shares a conversation with this person, their own included."""
        found = dict.fromkeys(self.of_user(user_id))
        for room in self.rooms.values():
            if user_id in room.members:
                found.update(room.connections)
        return [connection for connection in found if connection.listening]

    async def enter(self, connection: Connection) -> None:
        """A socket came. When this returns it will hear of the end of its session."""
        self.connections[connection.sid] = connection
        self._by_user[connection.actor.user_id][connection] = None
        await self._bus.listen([user_channel(connection.actor.user_id)])

    def exit(self, connection: Connection) -> None:
        """A socket went."""
        connection.closed = True
        self.connections.pop(connection.sid, None)
        for room in list(connection.rooms.values()):
            room.remove(connection)
            self._close_if_empty(room)
        of_user = self._by_user[connection.actor.user_id]
        of_user.pop(connection, None)
        if not of_user:
            del self._by_user[connection.actor.user_id]
            self.start_task(self._ignore_user(connection.actor.user_id))

    async def join(self, connection: Connection, conversation_ids: Collection[str]) -> None:
        """Puts a socket into the rooms of these conversations, as far as its user is a member."""
        for room in await self._open([i for i in conversation_ids if i not in connection.rooms]):
            await self._join(connection, room)

    async def _join(self, connection: Connection, room: Room) -> Room | None:
        """The room that the socket was added to; None where it was in it already, or may not be."""
        user_id = connection.actor.user_id
        while True:
            if user_id not in room.members:
                await room.refresh()
            if self.rooms.get(room.id) is room:
                break
            (room,) = await self._open([room.id])  # it was closed meanwhile, as its last socket went
        if connection in room.connections:
            return None
        if user_id in room.members and not connection.closed:
            room.add(connection)
            return room
        self._close_if_empty(room)
        return None

    async def newest(
        self, connection: Connection, conversation_id: str, read: Callable[[], Awaitable[Newest]]
    ) -> Newest:
        """The newest messages: as they are kept where the socket is in it, else as `read` finds them."""
        room = connection.rooms.get(conversation_id)
        if room is None:
            return await read()
        if self._is_current(room) and (kept := await self._kept(connection, room)) is not None:
            return kept
        names = self._recent.names
        newest = await read()
        self.opened["sql"] += 1
        if self._keep(room, newest, names) and self._mirror is not None and self._bus.healthy:
            self._mirror.put(room.id, newest)
        return newest

    async def _kept(self, connection: Connection, room: Room) -> Newest | None:
        """What is kept of it, here or by the mirror, if nothing has happened since."""
        kept = self._recent.at(room.id, room.rev)
        if self._mirror is None:
            self.opened["memory"] += kept is not None
            return kept  # with one worker, whatever was committed came by here before it was acknowledged
        names = self._recent.names
        if (found := kept) is None and self._bus.healthy:
            found = await self._mirror.get(room.id)
        if found is None or found.rev != room.rev:
            return None
        rev, profiles = found.rev, found.profiles
        if await self._runtime.database.read(_standing, connection.actor, room.id) != (rev, profiles):
            return None
        if (found.rev, found.profiles) != (rev, profiles):
            return None  # it has moved on meanwhile, to what this reader may not see any more
        self.opened["mirror" if kept is None else "memory"] += 1
        if kept is None:
            self._keep(room, found, names)
        return found

    def _keep(self, room: Room, newest: Newest, names: int) -> bool:
        """Keeps it here if the room is just as far, and nobody got another name since there were `names`."""
        if not self._is_current(room) or newest.rev != room.rev or names != self._recent.names:
            return False
        self._recent.fill(room.id, newest)
        return True

    def _is_current(self, room: Room) -> bool:
        return room.is_current and self._held is None and self.rooms.get(room.id) is room

    def take(self, envelope: Envelope) -> None:
        """What the bus brought. Nothing passes while this worker may not know of an ended session."""
        self.traffic.heard += 1
        self._pass(envelope)

    def _pass(self, envelope: Envelope) -> None:
        if self._held is not None:
            self._held.append(envelope)
        elif envelope.kind is Kind.SESSION and envelope.revocations == self.revocations + 1:
            self.revocations = envelope.revocations
            self._end_sessions({envelope.subject: envelope.event})
            self._caught_up.set()
        elif envelope.revocations > self.revocations:
            self._held = [envelope]
            self.start_task(self._refresh_sessions())
        else:
            self._dispatch(envelope)

    def repair(self, channels: Collection[str]) -> None:
        """The bus may have lost news on these: all of it is compared with SQL before it goes on."""
        log.info("repairing", channels=len(channels), sockets=len(self.connections))
        for room in list(self.rooms.values()):
            if conversation_channel(room.id) in channels:
                room.repair()
        if people := [user_id for user_id in self._by_user if user_channel(user_id) in channels]:
            self.start_task(self._take_in_missed(people))
        if people or EVERYONE in channels:
            since = self._all_heard_at - _UNNOTICED
            self.start_task(self._tell_stored_profiles(users.changed_since, since))
        if self._held is None:
            self._held = []
            self.start_task(self._refresh_sessions())

    def start_task(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _dispatch(self, envelope: Envelope) -> None:
        prefix, _, subject = envelope.channel.partition(":")
        if prefix == "c":
            if (room := self.rooms.get(subject)) is not None:
                room.offer(envelope)
        elif envelope.channel == EVERYONE:
            self._dispatch_to_everyone(envelope)
        else:
            self._dispatch_to_user(subject, envelope)

    def _dispatch_to_everyone(self, envelope: Envelope) -> None:
        if envelope.kind is Kind.PRESENCE:
            self.on_presence(envelope)
        elif envelope.kind is Kind.VITALS:
            self._runtime.vitals.hear(envelope.event)
        else:
            self._recent.rename()
            if self._is_news(envelope.subject, envelope.rev):
                self._tell(self.sharing_with(envelope.subject), envelope.event)

    def _dispatch_to_user(self, user_id: str, envelope: Envelope) -> None:
        if envelope.kind is Kind.SESSION:
            self._end_sessions({envelope.subject: envelope.event})
            return
        listening = [c for c in self.of_user(user_id) if c.listening and c.sid != envelope.origin]
        if envelope.kind is Kind.MEMBERS:
            for connection in listening:
                self.start_task(self._take_in(connection, envelope.subject, envelope.rev))
        elif envelope.kind is Kind.EVENT:
            if self._is_news(user_id, envelope.rev):
                self._tell(listening, envelope.event)
        elif envelope.kind is Kind.CONVERSATION and (room := self.rooms.get(envelope.subject)) is not None:
            room.offer(replace(envelope, only=(user_id,)))

    def _tell(self, connections: Iterable[Connection], event: str) -> None:
        batch = frames.events([event])
        for connection in connections:
            connection.deliver(batch)

    async def _take_in_missed(self, user_ids: Collection[str]) -> None:
        """These may have come into conversations that nobody here has open, so no room finds out."""
        found = await read_patiently(self._runtime.database.read, room_state.memberships, user_ids)
        for user_id, conversation_id in found:
            for connection in self.of_user(user_id):
                if connection.listening and conversation_id not in connection.rooms:
                    await self._take_in(connection, conversation_id, None)

    def _is_news(self, user_id: str, changed_at: int) -> bool:
        """Whether this is how the profile looks now. What may be late is read from SQL, and told as it is."""
        if now() - changed_at <= _LATE and self._note_profile(user_id, changed_at):
            return True
        self.start_task(self._tell_stored_profiles(users.as_stored, user_id))
        return False

    def _note_profile(self, user_id: str, changed_at: int) -> bool:
        """Whether nothing newer was told of it."""
        last = self._profiles.pop(user_id, 0)
        self._profiles[user_id] = max(changed_at, last)
        if len(self._profiles) > _PROFILES:
            del self._profiles[next(iter(self._profiles))]
        return changed_at >= last

    async def _tell_stored_profiles(self, function: Callable[..., Any], which: Any) -> None:
        """Tells them as SQL has them, but for those of which something newer came by the bus meanwhile."""
        found = await read_patiently(self._read, function, which)
        self._recent.rename()
        for user_id, changed_at, event, to_themselves in found:
            if self._note_profile(user_id, changed_at):
                self._tell(self.sharing_with(user_id), event)
                self._tell([c for c in self.of_user(user_id) if c.listening], to_themselves)

    async def _take_in(self, connection: Connection, conversation_id: str, since: int | None) -> None:
        """A new conversation comes first, what is said in it after. The database may be away meanwhile."""
        while connection.sid in self.connections:
            with contextlib.suppress(Unavailable), connection.holding():
                (room,) = await self._open([conversation_id])
                if (joined := await self._join(connection, room)) is not None:
                    await joined.introduce(connection, since)
                return
            await asyncio.sleep(RETRY)

    async def _open(self, conversation_ids: Collection[str]) -> list[Room]:
        """The rooms, opened where they were not: first listen, then read, so that nothing falls between."""
        new = [i for i in conversation_ids if i not in self.rooms]
        for conversation_id in new:
            room = Room(conversation_id, self._read, self.of_user, self._recent, self.traffic)
            room.emptied = self._close_if_empty
            self.rooms[conversation_id] = room
        rooms = [self.rooms[i] for i in conversation_ids]
        if new:
            try:
                await self._bus.listen([conversation_channel(i) for i in new])
                states = await self._runtime.database.read(room_state.load, new)
            except BaseException as error:
                self._give_up(new, error)
                if isinstance(error, Exception):
                    raise Unavailable from error
                raise
            for conversation_id in new:
                if (room := self.rooms.get(conversation_id)) is not None:
                    room.open(states.get(conversation_id))
        for room in rooms:
            await asyncio.shield(room.ready)
        return rooms

    def _give_up(self, conversation_ids: Sequence[str], error: BaseException) -> None:
        """These rooms could not be opened: whoever waits for one is told, or tries again."""
        if not isinstance(error, Unavailable | asyncio.CancelledError):
            log.error("opening_broke", exc_info=error)
        for conversation_id in conversation_ids:
            if (room := self.rooms.pop(conversation_id, None)) is not None:
                room.fail(Unavailable())
        self.start_task(self._ignore_rooms(conversation_ids))

    def _close_if_empty(self, room: Room) -> None:
        if not room.connections and room.ready.done() and self.rooms.get(room.id) is room:
            del self.rooms[room.id]
            room.close()
            self.start_task(self._ignore_rooms([room.id]))

    async def _ignore_rooms(self, conversation_ids: Sequence[str]) -> None:
        gone = [i for i in conversation_ids if i not in self.rooms]  # others are open again
        await self._bus.ignore([conversation_channel(i) for i in gone])

    async def _ignore_user(self, user_id: str) -> None:
        if user_id not in self._by_user:  # they may have come back meanwhile, by a reload
            await self._bus.ignore([user_channel(user_id)])

    async def _read(self, function: Callable[..., Any], *args: Any) -> Any:
        """As the database's own, for rooms: sessions that had ended by then are gone before it is told."""
        found, revocations = await self._runtime.database.read(room_state.with_revocations, function, *args)
        while revocations > self.revocations:
            if self._held is None:
                self._held = []
                self.start_task(self._refresh_sessions())
            self._caught_up.clear()
            await self._caught_up.wait()
        return found

    async def _refresh_sessions(self) -> None:
        local = list({connection.actor.session_id for connection in self.connections.values()})
        count, ended = await read_patiently(self._runtime.database.read, room_state.ended_sessions, local)
        self.revocations = max(self.revocations, count)
        self._end_sessions(
            {id_: f'{{"type":"session_ended","reason":"{reason}"}}' for id_, reason in ended.items()}
        )
        self._caught_up.set()
        held, self._held = self._held or [], None
        for index, envelope in enumerate(held):
            if self._held is not None:
                self._held.extend(held[index:])
                return
            self._pass(envelope)

    def _end_sessions(self, last_events: dict[str, str]) -> None:
        for connection in list(self.connections.values()):
            if (event := last_events.get(connection.actor.session_id)) is not None:
                connection.end(event, SESSION_ENDED, "session_ended")
                self.exit(connection)

    async def _compare_forever(self) -> None:
        """Pub/sub is at most once: what was lost at the end of the news shows only by comparing."""
        while True:
            await asyncio.sleep(_COMPARE_EVERY)
            if self._bus.healthy:
                self._all_heard_at = now()
            known = {r.id: (r.rev, r.members_version) for r in self.rooms.values() if r.ready.done()}
            ids = list(known)
            with contextlib.suppress(Unavailable):
                for start in range(0, len(ids), 500):
                    part = {i: known[i] for i in ids[start : start + 500]}
                    for stale in await self._runtime.database.read(room_state.stale, part):
                        room = self.rooms.get(stale)
                        if room is not None and (room.rev, room.members_version) == known[stale]:
                            room.repair()
                count, _ = await self._runtime.database.read(room_state.ended_sessions, [])
                if count > self.revocations and self._held is None:
                    self._held = []
                    self.start_task(self._refresh_sessions())

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("hub_task_broke", exc_info=error)


def _standing(session: Session, actor: Actor, conversation_id: str) -> tuple[int, int]:
    check_alive(session, actor)
    return history.standing(session, actor, conversation_id)
