"""Who is online: collected once a second, told to those who share a conversation, known to all workers."""

import asyncio
from collections.abc import Sequence
from typing import Any

import orjson
import structlog
from sqlalchemy import update
from sqlmodel import Session, col

from chat_app.bus import EVERYONE, Envelope, Kind
from chat_app.errors import Unavailable
from chat_app.models import User
from chat_app.models.clock import iso, now
from chat_app.models.ids import new_id
from chat_app.realtime.connection import Connection
from chat_app.realtime.hub import Hub
from chat_app.services import events, presence
from chat_app.services.runtime import Runtime

TICK = 1.0
ANNOUNCE_EVERY = 10
"""Ticks between two full announcements to the other workers."""
GONE_AFTER = 25
"""Ticks without an announcement after which another worker counts as gone."""

log = structlog.get_logger(__name__)


class PresenceBoard:
    """Notes what the sockets of this worker say, and what other workers announce."""

    def __init__(self, runtime: Runtime, hub: Hub) -> None:
        self._runtime = runtime
        self._hub = hub
        self._worker = new_id()
        self._several = runtime.settings.redis_url is not None
        self._changed: dict[str, None] = {}
        self._local: dict[str, dict[str, str]] = {}
        self._workers: dict[str, int] = {}
        self._tick = 0
        hub.on_presence = self._hear

    def start(self) -> None:
        self._hub.start_task(self._tick_forever())

    def note(self, connection: Connection, state: str) -> None:
        """A socket is `online` or `away`; one that is gone already is neither."""
        if connection.closed:
            return
        user_id = connection.actor.user_id
        self._local.setdefault(user_id, {})[connection.sid] = state
        if presence.set_device(user_id, connection.sid, state):
            self._changed[user_id] = None

    def forget(self, connection: Connection) -> None:
        """A socket is gone."""
        user_id = connection.actor.user_id
        devices = self._local.get(user_id, {})
        devices.pop(connection.sid, None)
        if not devices:
            self._local.pop(user_id, None)
        if presence.set_device(user_id, connection.sid, "offline"):
            self._changed[user_id] = None

    async def _tick_forever(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            self._tick += 1
            changed = list(self._changed)
            self._changed.clear()
            await self._tell(changed)
            if self._several:
                self._announce(changed, everything=self._tick % ANNOUNCE_EVERY == 0)
                self._forget_silent_workers()

    async def _tell(self, changed: Sequence[str]) -> None:
        """Tells them all, also who is what they were: somebody may have asked in between."""
        at = now()
        gone: list[str] = []
        for user_id in changed:
            state = presence.state_of(user_id)
            if state == "offline":
                gone.append(user_id)
            event = {"type": "presence", "user_id": user_id, "state": state, "last_seen_at": iso(at)}
            encoded = [events.encode(event)]
            for connection in self._hub.sharing_with(user_id):
                connection.deliver_events(encoded)
        if gone:
            try:
                await self._runtime.database.write(_note_last_seen, gone, at)
            except Unavailable:
                log.warning("last_seen_not_stored", people=len(gone))

    def _announce(self, changed: Sequence[str], *, everything: bool) -> None:
        users = {user_id: self._here(user_id) for user_id in (self._local if everything else changed)}
        if users or everything:
            event = orjson.dumps({"worker": self._worker, "users": users, "all": everything}).decode()
            self._runtime.bus.publish([Envelope(EVERYONE, Kind.PRESENCE, event)])

    def _here(self, user_id: str) -> str:
        devices = self._local.get(user_id, {}).values()
        return "online" if "online" in devices else "away" if devices else "offline"

    def _hear(self, envelope: Envelope) -> None:
        said: dict[str, Any] = orjson.loads(envelope.event)
        worker: str = said["worker"]
        if worker == self._worker:
            return
        if worker not in self._workers:
            self._announce([], everything=True)
        self._workers[worker] = self._tick
        users: dict[str, str] = said["users"]
        if said["all"]:
            for user_id in presence.forget_device(worker):
                if user_id not in users:
                    self._changed[user_id] = None
        for user_id, state in users.items():
            if presence.set_device(user_id, worker, state):
                self._changed[user_id] = None

    def _forget_silent_workers(self) -> None:
        for worker in [w for w, heard in self._workers.items() if self._tick - heard > GONE_AFTER]:
            del self._workers[worker]
            self._changed.update(dict.fromkeys(presence.forget_device(worker)))


def _note_last_seen(session: Session, user_ids: Sequence[str], at: int) -> None:
    session.connection().execute(update(User).where(col(User.id).in_(user_ids)).values(last_seen_at=at))
