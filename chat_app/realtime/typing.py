"""Who is typing: news without a memory, that ends by itself."""

import asyncio

from chat_app.bus import Bus, Envelope, Kind, conversation_channel
from chat_app.realtime.connection import Connection
from chat_app.realtime.hub import Hub
from chat_app.services import events

ENDS_AFTER = 5.0
AT_MOST_EVERY = 1.0
LARGEST_GROUP = 100


class TypingBoard:
    """Passes typing on to the others, at most once a second for one person and conversation."""

    def __init__(self, bus: Bus, hub: Hub) -> None:
        self._bus = bus
        self._hub = hub
        self._typing: dict[tuple[Connection, str], tuple[float, asyncio.TimerHandle]] = {}

    def note(self, connection: Connection, conversation_id: str, *, on: bool) -> None:
        room = connection.rooms.get(conversation_id)
        if room is None or len(room.members) > LARGEST_GROUP:
            return
        if not on:
            self.stop(connection, conversation_id)
            return
        loop = asyncio.get_running_loop()
        told_at = -AT_MOST_EVERY
        if (entry := self._typing.get((connection, conversation_id))) is not None:
            told_at = entry[0]
            entry[1].cancel()
        if loop.time() - told_at >= AT_MOST_EVERY:
            told_at = loop.time()
            self._tell(connection, conversation_id, on=True)
        timer = loop.call_later(ENDS_AFTER, self.stop, connection, conversation_id)
        self._typing[connection, conversation_id] = told_at, timer

    def stop(self, connection: Connection, conversation_id: str) -> None:
        if (entry := self._typing.pop((connection, conversation_id), None)) is not None:
            entry[1].cancel()
            self._tell(connection, conversation_id, on=False)

    def forget(self, connection: Connection) -> None:
        for key in [key for key in self._typing if key[0] is connection]:
            self.stop(*key)

    def _tell(self, connection: Connection, conversation_id: str, *, on: bool) -> None:
        room = connection.rooms.get(conversation_id)
        event = {
            "type": "typing",
            "conversation_id": conversation_id,
            "user_id": connection.actor.user_id,
            "on": on,
        }
        envelope = Envelope(
            conversation_channel(conversation_id),
            Kind.EVENT,
            events.encode(event),
            members_version=room.members_version if room else 0,
            origin=connection.sid,
        )
        self._bus.publish([envelope])
