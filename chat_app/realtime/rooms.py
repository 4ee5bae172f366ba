"""The sockets of one conversation in this worker, and the order in which they hear of it."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator
from typing import Any

import structlog

from chat_app.bus import Envelope, Kind, conversation_channel
from chat_app.models.receipt import LARGE_GROUP
from chat_app.realtime import frames
from chat_app.realtime.connection import Connection
from chat_app.realtime.patience import read_patiently
from chat_app.realtime.receipts import ReceiptEvent, TellsOfPointers
from chat_app.realtime.recent import RecentMessages
from chat_app.realtime.traffic import Traffic
from chat_app.services import room_state
from chat_app.services.events import member_event, message_event
from chat_app.services.history import FARTHEST_BEHIND
from chat_app.services.message_view import encode
from chat_app.services.room_state import RoomState

PATIENCE = 0.05
"""Seconds to wait for an envelope that another worker published late, before SQL is asked."""

log = structlog.get_logger(__name__)


class Room:
    """Delivers in `rev` order, each rev once, and only to who is a member by what the news itself says.

    `rev` is the last one delivered. While the room reads SQL, whatever arrives is held.
    """

    def __init__(
        self,
        conversation_id: str,
        read: Callable[..., Coroutine[Any, Any, Any]],
        local: Callable[[str], Iterable[Connection]],
        recent: RecentMessages,
        traffic: Traffic,
    ) -> None:
        self.id = conversation_id
        self.rev = 0
        self.members_version = 0
        self.members: dict[str, str] = {}
        self.private: set[str] = set()
        self.connections: dict[Connection, None] = {}
        self.ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.emptied: Callable[[Room], None] = lambda _room: None
        """Called after a reading that left nobody in it, as its last member here was removed."""
        self._read = read
        self._local = local
        self._recent = recent
        self._traffic = traffic
        self._received: list[float] = []
        """When the messages among the pending came in."""
        self._held: list[Envelope] | None = []
        self._closed = False
        self._quiet = asyncio.Event()
        self._early: dict[int, Envelope] = {}
        self._gap: asyncio.TimerHandle | None = None
        self._pending: list[str | ReceiptEvent] = []
        self._pointers = TellsOfPointers()
        self._unsure: dict[str, list[tuple[str, ...]]] = {}
        """Whose pointers SQL is being asked for, and who is to be told: readers, or nobody for all."""
        self._repair_again = False
        self._show_all = False
        self._show_users: dict[str, str] = {}
        """Who is to see the conversation anew: user → the one socket of theirs that need not."""
        self._introducing: set[Connection] = set()
        self._show_again: set[Connection] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def is_current(self) -> bool:
        """Whether nothing is known of that was not delivered yet."""
        return self._held is None and not self._early

    def open(self, state: RoomState | None) -> None:
        """Starts delivering, from where SQL stood when the room had begun to listen."""
        if state is not None:
            self.rev = state.last_rev
            self.members, self.members_version = state.members, state.members_version
            self.private = state.private
            self._pointers.know(state.pointers)
        if not self.ready.done():
            self.ready.set_result(None)
        self._release()

    def fail(self, error: Exception) -> None:
        if not self.ready.done():
            self.ready.set_exception(error)
            self.ready.exception()  # noted, also where nobody waits

    def close(self) -> None:
        """Nobody is in it any more; whoever still waits for it must open another."""
        self._closed = True
        self._recent.leave(self.id)
        self._quiet.set()
        if self._gap is not None:
            self._gap.cancel()
        for task in self._tasks:
            task.cancel()

    def add(self, connection: Connection) -> None:
        """From now on the socket hears every rev above the room's."""
        self._flush()
        self.connections[connection] = None
        connection.rooms[self.id] = self

    def remove(self, connection: Connection) -> None:
        self.connections.pop(connection, None)
        connection.rooms.pop(self.id, None)

    def offer(self, envelope: Envelope) -> None:
        """Takes what the bus brought."""
        if envelope.kind is Kind.CONVERSATION and envelope.members_version <= self.members_version:
            self._ask_to_show(envelope)
        elif self._held is not None:
            self._held.append(envelope)
        elif envelope.members_version > self.members_version:
            self._held = [envelope]
            self._start(self._refresh_members(envelope.members_version))
        else:
            self._take(envelope)

    def repair(self) -> None:
        """Reads SQL before anything more is delivered: news may have been lost, receipts among it."""
        self._recent.drop(self.id)
        if self._held is None:
            self._held = []
            self._start(self._refresh_all(was_lost=True))
        else:
            self._repair_again = True  # what is being read now may be older than the loss

    def emit(self, event: str, *, only: tuple[str, ...] = (), skip: str = "") -> None:
        """One event to every socket, or to those of some users, or to all but one socket."""
        if not only and not skip:
            self._await_flush(event)
            return
        self._flush()
        batch = frames.events([event])
        to = [c for user_id in only for c in self._local(user_id)] if only else list(self.connections)
        for connection in to:
            if connection.sid != skip and connection in self.connections:
                connection.deliver(batch)
                self._traffic.deliveries += 1

    async def refresh(self) -> None:
        """Reads the members again, for somebody who says that they are one and takes them in."""
        while self._held is not None and not self._closed:
            self._quiet.clear()
            await self._quiet.wait()
        if self._closed:
            return
        self._held = []
        await self._refresh_members(0, take_in=False)

    def _take(self, envelope: Envelope) -> None:
        if envelope.kind is Kind.MESSAGE:
            self._take_message(envelope)
        elif envelope.kind is Kind.EVENT:
            self.emit(envelope.event, only=envelope.only, skip=envelope.origin)
        elif envelope.subject not in self.members:
            return  # the receipt of somebody who left, later than the news of that
        elif envelope.kind is Kind.RECEIPT:
            self._take_receipt(envelope)
        elif envelope.kind is Kind.POINTERS:
            self._tell_receipt(ReceiptEvent(envelope.subject, envelope.event), envelope.only)

    def _take_receipt(self, envelope: Envelope) -> None:
        receipt = ReceiptEvent(envelope.subject, envelope.event)
        is_ahead = self._pointers.is_ahead(receipt, moves_back=envelope.rev == 1)
        if (waiting := self._unsure.get(receipt.user_id)) is not None:
            waiting.append(envelope.only)  # what SQL is about to answer may be older, and would be told last
        elif is_ahead:
            self._tell_receipt(receipt, envelope.only)
        else:
            self._unsure[receipt.user_id] = [envelope.only]
            self._start(self._tell_as_stored(receipt.user_id))

    async def _tell_as_stored(self, user_id: str) -> None:
        try:
            while readers := self._unsure[user_id]:
                self._unsure[user_id] = []
                found = await self._ask(room_state.receipt, self.id, user_id)
                if found is None:
                    return
                version, event = found
                for only in dict.fromkeys(readers):
                    self.offer(
                        Envelope(
                            conversation_channel(self.id),
                            Kind.POINTERS,
                            event,
                            members_version=version,
                            only=only,
                            subject=user_id,
                        )
                    )
        finally:
            del self._unsure[user_id]

    def _tell_receipt(self, receipt: ReceiptEvent, only: Collection[str] = ()) -> None:
        """Every reader, or each of some, learns of it what they may know."""
        self._pointers.note(receipt)
        if not only:
            self._await_flush(receipt if self.private else receipt.exact)
            return
        for reader in only:
            self.emit(receipt.to(reader, self.private), only=(reader,))

    def _await_flush(self, event: str | ReceiptEvent) -> None:
        if not self._pending:
            asyncio.get_running_loop().call_soon(self._flush)
        self._pending.append(event)

    def _take_message(self, envelope: Envelope) -> None:
        if envelope.rev <= self.rev:
            return
        if envelope.rev > self.rev + 1 or not envelope.event:
            self._early[envelope.rev] = envelope
            if self._gap is None:
                patience = PATIENCE if envelope.event else 0
                self._gap = asyncio.get_running_loop().call_later(patience, self._mend)
            return
        self._deliver(envelope)
        while (following := self._early.pop(self.rev + 1, None)) is not None and following.event:
            self._deliver(following)
        if self._gap is not None and not self._early:
            self._gap.cancel()
            self._gap = None

    def _deliver(self, envelope: Envelope) -> None:
        self.rev = envelope.rev
        if envelope.received_at:
            self._received.append(envelope.received_at)
        self._recent.take(self.id, envelope)
        self.emit(envelope.event)

    def _mend(self) -> None:
        self._gap = None
        if self._early and self._held is None:
            self._held = []
            self._start(self._refresh_all())

    def _flush(self) -> None:
        if not self._pending:
            return
        pending, self._pending = self._pending, []
        batches: dict[str, list[frames.Frame]] = {}
        """By who is private; everybody else is told the same."""
        for connection in self.connections:
            reader = connection.actor.user_id
            view = reader if reader in self.private else ""
            if view not in batches:
                batches[view] = frames.events(
                    [e if isinstance(e, str) else e.to(reader, self.private) for e in pending]
                )
            connection.deliver(batches[view])
        self._traffic.deliveries += len(pending) * len(self.connections)
        received, self._received = self._received, []
        for at in received:
            self._traffic.delivery_times.note(time.time() - at)

    def _ask_to_show(self, envelope: Envelope) -> None:
        """Who asks while the room is reading is served by the next reading, together with others."""
        self._show_again |= self._introducing
        if envelope.only:
            for user_id in envelope.only:
                # While a view is being read, the socket that it came from may be told something older.
                alone = self._held is None and user_id not in self._show_users
                self._show_users[user_id] = envelope.origin if alone else ""
        else:
            self._show_all = True
        if self._held is None:
            self._begin_to_show()

    def _begin_to_show(self) -> None:
        if self._to_show():
            self._held = []
            self._start(self._show())
        else:
            self._show_all, self._show_users = False, {}

    def _to_show(self) -> list[Connection]:
        """Who is to see the conversation anew; those who see it for the first time are seen to already."""
        return [
            connection
            for connection in self.connections
            if connection not in self._introducing
            and (
                self._show_all
                or self._show_users.get(connection.actor.user_id, connection.sid) != connection.sid
            )
        ]

    async def _show(self) -> None:
        """Every reader sees the conversation with their own numbers.

        What arrives meanwhile is held: a view that was overtaken by news would be believed by the client.
        """
        connections = self._to_show()
        self._show_all, self._show_users = False, {}
        views = await self._ask(room_state.views, self.id, {c.actor.user_id for c in connections})
        self._flush()
        for connection in connections:
            view = views.get(connection.actor.user_id)
            if view is not None and connection in self.connections:
                connection.deliver_events([view])
        self._release()

    async def _refresh_members(self, version: int, *, take_in: bool = True) -> None:
        while True:
            state = (await self._ask(room_state.load, [self.id])).get(self.id)
            if state is None or state.members_version >= version:
                break
        switched, came = self._know_members(state, take_in=take_in)
        if switched or came:
            await self._tell_again(switched, came)
        self._release()

    async def _refresh_all(self, *, was_lost: bool = False) -> None:
        """Goes on from what SQL has. `was_lost`: what has no rev, receipts and its looks, may be news too."""
        self._traffic.repairs += 1
        state, changed = await self._ask(room_state.changes, self.id, self.rev)
        switched, came = self._know_members(state, take_in=True)
        self._recent.drop(self.id)  # a message that changed twice is told of as it is now, each time
        if state is not None:
            since = max(self.rev, state.last_rev - FARTHEST_BEHIND)
            for rev, event in _told(self.id, changed, since, state.last_rev):
                self.rev = rev
                self.emit(event)
            self.rev = max(self.rev, state.last_rev)
        self._show_all |= was_lost  # news of its name, or of how many are in it, may be among what was lost
        if switched or came or was_lost:
            everybody = was_lost and len(self.members) <= LARGE_GROUP
            await self._tell_again(switched, self.members if everybody else came)
        self._early.clear()  # it was committed before this was read
        self._release()

    async def _ask(self, function: Callable[..., Any], *args: Any) -> Any:
        return await read_patiently(self._read, function, *args)

    async def _tell_again(self, switched: Collection[str], others: Collection[str]) -> None:
        """Where pointers stand: of those who switched theirs and of others, for all; of all, for those."""
        found = [ReceiptEvent(*row) for row in await self._ask(room_state.receipts, self.id)]
        for user_id in switched:
            told = [receipt.to(user_id, self.private) for receipt in found]
            for connection in self._local(user_id):
                if connection in self.connections:
                    connection.deliver_events(told)
        for receipt in found:
            if (waiting := self._unsure.get(receipt.user_id)) is not None:
                waiting.append(())
            elif receipt.user_id in switched or receipt.user_id in others:
                self._tell_receipt(receipt)

    def _know_members(self, state: RoomState | None, *, take_in: bool) -> tuple[set[str], set[str]]:
        """Tells who came, went or has another role, by what was known and what is: so that no news of it need
        arrive, and none that arrives late says what is over.

        Returns those who switched their receipts while they were members; and, in small groups, who came.
        """
        before = self.members
        private = state.private if state else set[str]()
        switched = (private ^ self.private) & self.members.keys()
        self._flush()  # what waits is told by what was known when it happened
        self.private = private
        self.members = state.members if state else {}
        self.members_version = (
            max(self.members_version, state.members_version) if state else self.members_version + 1
        )
        gone = [connection for connection in self.connections if connection.actor.user_id not in self.members]
        if gone:
            self._flush_to_remaining(gone)
        for user_id in self.members if take_in else ():
            for connection in self._local(user_id):
                if connection.listening and connection not in self.connections:
                    self.add(connection)
                    self._start(self.introduce(connection))
        for user_id in before | self.members:
            if (role := self.members.get(user_id)) != before.get(user_id):
                self.emit(member_event(self.id, user_id, role))
        return switched, self.members.keys() - before if len(self.members) <= LARGE_GROUP else set()

    def _flush_to_remaining(self, gone: list[Connection]) -> None:
        """What is pending was for those who were members when it happened; then the others go on alone."""
        self._flush()
        removed = frames.events([f'{{"type":"conversation_removed","conversation_id":"{self.id}"}}'])
        for connection in gone:
            self.remove(connection)
            connection.deliver(removed)

    async def introduce(self, connection: Connection, since: int | None = None) -> None:
        """Shows the conversation to a socket that was just added: it comes first, what is said in it after.

        `since` is the rev at which its user came: what was said between that and the opening of the room
        is told too.
        """
        upto = self.rev
        self._introducing.add(connection)
        try:
            with connection.holding():
                told: list[str] = []
                if since is not None and 0 < upto - since <= FARTHEST_BEHIND:
                    _, changed = await self._ask(room_state.changes, self.id, since)
                    told = [event for _, event in _told(self.id, changed, since, upto)]
                views = await self._ask(room_state.views, self.id, [connection.actor.user_id])
                if (view := views.get(connection.actor.user_id)) is not None and self.id in connection.rooms:
                    for frame in frames.events([view, *told]):
                        connection.write(frame)
        finally:
            self._introducing.discard(connection)
        if connection in self._show_again:  # what it was shown may be older than what was asked for
            self._show_again.discard(connection)
            user = (connection.actor.user_id,)
            self._ask_to_show(Envelope(conversation_channel(self.id), Kind.CONVERSATION, only=user))

    def _release(self) -> None:
        held, self._held = self._held or [], None
        self._quiet.set()
        for index, envelope in enumerate(held):
            if self._held is not None:  # one of them made the room read again
                self._held.extend(held[index:])
                return
            self.offer(envelope)
        if self._held is None and self._repair_again:
            self._repair_again = False
            self.repair()
        if self._held is None and (self._show_all or self._show_users):
            self._begin_to_show()
        if self._gap is None:
            self._mend()  # the patience with what is missing may have ended while the room was reading

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("room_task_broke", conversation=self.id, exc_info=error)
        if not self.connections and self._held is None:
            self.emptied(self)


def _told(
    conversation_id: str, changed: list[dict[str, Any]], since: int, upto: int
) -> Iterator[tuple[int, str]]:
    """Each rev above `since` up to `upto`, with its event, from the messages as they are now.

    A change that was changed again is told as what it became, under its own rev: so no client sees a hole
    that is none any more, and a thousand need not ask for it.
    """
    rev = since
    for message in changed:
        while rev < min(message["rev"], upto):
            rev += 1
            yield rev, message_event(conversation_id, rev, encode({**message, "rev": rev}))
