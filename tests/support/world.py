"""A worker's inside without its doors: a runtime on a real database, people, and sockets that remember."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from sqlmodel import Session

from chat_app.db.migrate import migrate
from chat_app.models import User, UserSession
from chat_app.models.actor import Actor
from chat_app.realtime.connection import Connection
from chat_app.realtime.door import Door
from chat_app.realtime.gateway import Gateway
from chat_app.realtime.hub import Hub
from chat_app.services import conversations
from chat_app.services.runtime import Runtime
from chat_app.settings import Settings
from tests.support.waiting import eventually

_numbers = itertools.count(1)
_FAR_FUTURE = 2**50


class Socket:
    """Stands where a WebSocket ends: keeps what was sent to it, and can refuse to read on."""

    def __init__(self) -> None:
        self.packets: list[str] = []
        self.closed: tuple[int, str] | None = None

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close":
            self.closed = message["code"], message["reason"]
        else:
            self.packets.append(message["text"])

    @property
    def events(self) -> list[dict[str, Any]]:
        return [event for kind, value in self.frames if kind == "events" for event in value]

    def ack(self, number: int) -> Any:
        """The acknowledgement with this number, None while there is none."""
        return next((value for kind, value in self.frames if kind == number), None)

    @property
    def frames(self) -> list[tuple[Any, Any]]:
        found: list[tuple[Any, Any]] = []
        for packet in self.packets:
            head, _, rest = packet.partition(",")
            kind, number = head[:2], rest[: rest.index("[")]
            data = orjson.loads(rest[rest.index("[") :])
            found.append(("events", data[1]) if kind == "42" else (int(number), data[0]))
        return found


class Device:
    """A signed-in socket that speaks to the gateway as a client would."""

    def __init__(self, gateway: Gateway, actor: Actor) -> None:
        self.socket = Socket()
        self.connection = Connection(f"sid{next(_numbers)}", actor, self.socket.send, None)
        self._gateway = gateway
        self._asked = itertools.count(1)

    async def ask(self, event: str, payload: Any) -> Any:
        """Sends one event and waits for its acknowledgement."""
        number = await self.post(event, payload)
        return await eventually(lambda: self.socket.ack(number), f"the ack of {event}")

    async def post(self, event: str, payload: Any) -> int:
        """Sends one event and returns the number of its acknowledgement."""
        number = next(self._asked)
        await self._gateway.receive(self.connection, f"{number}{orjson.dumps([event, payload]).decode()}")
        return number

    def revs(self, conversation_id: str) -> list[int]:
        return [
            event["rev"]
            for event in self.socket.events
            if event["type"] == "message" and event["conversation_id"] == conversation_id
        ]


class World:
    """One worker on one database."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.runtime = Runtime(settings)
        self.hub: Hub
        self.gateway: Gateway

    @classmethod
    async def start(cls, data_dir: Path, **env: str) -> World:
        settings = Settings(CHAT_DATA_DIR=data_dir, **env)  # pyright: ignore[reportCallIssue, reportArgumentType]
        migrate(settings)
        world = cls(settings)
        await world.runtime.start()
        world.hub = Hub(world.runtime)
        world.gateway = Gateway(world.runtime, world.hub, Door())
        await world.hub.start()
        return world

    async def stop(self) -> None:
        await self.hub.stop()
        await self.runtime.stop()

    async def read(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self.runtime.database.read(function, *args, **kwargs)

    async def write(self, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await self.runtime.database.write(function, *args, **kwargs)

    async def people(self, count: int) -> list[Actor]:
        """New accounts, each with a living session; nobody here needs a password."""
        return await self.write(_make_people, count)

    async def group(self, owner: Actor, *others: Actor, **kwargs: Any) -> str:
        """The id of a new private group."""
        settings = {"name": "Group", "topic": "", "visibility": "private", **kwargs}
        made = await self.write(
            conversations.create_group, owner, member_ids=[actor.user_id for actor in others], **settings
        )
        return made["id"]

    async def device(self, actor: Actor, *, synced: bool = True) -> Device:
        device = Device(self.gateway, actor)
        await self.gateway.enter(device.connection)
        if synced:
            await device.ask("sync", {"known": {}})
        return device


def _make_people(session: Session, count: int) -> list[Actor]:
    actors: list[Actor] = []
    for _ in range(count):
        user = User(username="", email="", display_name="Somebody", password_hash="-")
        user.username, user.email = user.id, f"{user.id}@example.org"
        signed_in = UserSession(user_id=user.id, cookie_hash=user.id, expires_at=_FAR_FUTURE)
        session.add(user)
        session.flush()
        session.add(signed_in)
        actors.append(Actor(user.id, signed_in.id, user.role))
    session.flush()
    return actors
