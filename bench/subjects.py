"""What is measured: the product and the bare servers beside it, behind one face."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bench.people import Account, People
from bench.processes import PYTHON, Server, answers, free_port, listens
from tests.support.postgres import Postgres
from tests.support.servers import environment

ECHO = "bench.baselines.socketio_echo:app"
UVICORN = (
    "-m uvicorn {app} --host 127.0.0.1 --port {port} --loop uvloop --ws websockets-sansio"
    " --ws-per-message-deflate false --no-access-log --log-level warning"
)
GRANIAN = (
    "-m granian --interface asgi --host 127.0.0.1 --port {port} --workers 1"
    " --no-access-log --log-level warning {app}"
)
GENEROUS = 101  # members from which a group counts as large: receipts then go to those concerned alone


@dataclass
class Seat:
    """Where a socket sits: how it is let in, and the conversation that it writes to."""

    auth: dict[str, Any]
    conversation_id: str


@dataclass
class Stage:
    """A server that is up, with its rooms. `people` audits what was written, where anything is kept."""

    port: int
    servers: list[Server]
    seats: list[Seat]
    people: People | None = None
    listeners: list[dict[str, Any]] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        return sum(server.cpu_seconds() for server in self.servers)

    def memory(self) -> tuple[float, float]:
        pairs = [server.memory() for server in self.servers]
        return sum(rss for rss, _ in pairs), sum(pss for _, pss in pairs)

    async def end(self) -> None:
        if self.people is not None:
            await self.people.leave()
        for server in self.servers:
            server.stop()


@dataclass(frozen=True)
class Resident:
    """Somebody of a town: in one group, and in a direct conversation with one of its members."""

    account: Account
    group: str
    direct: str


class Subject:
    """Something that can be measured. `name` heads its row in the tables."""

    name: str
    stores = False


class Rooms(Subject, ABC):
    """A server in whose rooms people write to each other."""

    @abstractmethod
    async def circle(self, folder: Path, senders: int, *, one_room: bool) -> Stage:
        """Fresh server, `senders` people: each alone in a room, or all in one."""

    @abstractmethod
    async def hall(self, folder: Path, listeners: int) -> Stage:
        """Fresh server, one room; one seat for the speaker, and how each of the listeners is let in."""


class Echo(Rooms):
    """The bare python-socketio server of bench/baselines."""

    def __init__(self, name: str, command: str, way: str = "emit") -> None:
        self.name = name
        self._command = command
        self._way = way

    def _start(self, folder: Path) -> tuple[int, Server]:
        port = free_port()
        command = [PYTHON, *self._command.format(app=ECHO, port=port).split()]
        server = Server(command, {"BENCH_WAY": self._way}, folder / "server.log")
        server.wait_until(listens(port))
        return port, server

    async def circle(self, folder: Path, senders: int, *, one_room: bool) -> Stage:
        port, server = self._start(folder)
        rooms = ["room" if one_room else f"room{number}" for number in range(senders)]
        return Stage(port, [server], [Seat({"room": room}, room) for room in rooms])

    async def hall(self, folder: Path, listeners: int) -> Stage:
        port, server = self._start(folder)
        auth = {"room": "hall"}
        return Stage(port, [server], [Seat(auth, "hall")], listeners=[auth] * listeners)


class Product(Rooms):
    """`python -m chat_app serve`, on SQLite unless given a PostgreSQL; `pages`: built first if need be."""

    stores = True

    def __init__(self, users: int, postgres: Postgres | None = None, *, pages: bool = False) -> None:
        self.name = "Parley, PostgreSQL" if postgres else "Parley, SQLite"
        self._users = users
        self._pages = pages
        self._postgres = postgres
        self._template: tuple[Path, list[Account], str] | None = None
        self._town: tuple[Path, list[Resident]] | None = None
        self.database_url = ""
        """Of the server that was started last."""

    def start(self, folder: Path) -> tuple[int, Server]:
        """A fresh server, with nobody there."""
        port = free_port()
        url = self._postgres.new_database() if self._postgres else ""
        self.database_url = url or f"sqlite:///{folder / 'data' / 'parley.db'}"
        env = environment(
            PORT=str(port),
            CHAT_DATA_DIR=str(folder / "data"),
            CHAT_DATABASE_URL=url,
            CHAT_MAX_UPLOAD_BYTES=str(2 << 30),
            CHAT_SKIP_BUILD="0" if self._pages else "1",
        )
        server = Server([PYTHON, "-m", "chat_app", "serve"], env, folder / "server.log")
        server.wait_until(answers(f"http://127.0.0.1:{port}/readyz"))
        return port, server

    async def circle(self, folder: Path, senders: int, *, one_room: bool) -> Stage:
        port, server = self.start(folder)
        people = People(port)
        accounts = [await people.register(f"sender{number}") for number in range(senders)]
        if one_room:
            rooms = [await people.group(accounts[0], accounts)] * senders
        else:
            rooms = [await people.group(account, [account]) for account in accounts]
        seats = [Seat({"token": account.token}, room) for account, room in zip(accounts, rooms, strict=True)]
        return Stage(port, [server], seats, people)

    async def hall(self, folder: Path, listeners: int) -> Stage:
        """The room's people are registered once and copied: a password hash costs as much as 200 posts."""
        if self._template is None:
            self._template = await self._make_template(folder.with_name(folder.name + "-template"))
        template, accounts, room = self._template
        shutil.copytree(template / "data", folder / "data")
        port, server = self.start(folder)
        people = People(port)
        speaker, *others = [await people.refresh(account) for account in accounts]
        auths = [{"token": others[number % len(others)].token} for number in range(listeners)]
        return Stage(
            port, [server], [Seat({"token": speaker.token}, room)], people.known(room, speaker), auths
        )

    async def town(self, folder: Path, groups: int, size: int) -> tuple[Stage, list[Resident]]:
        """Fresh server, `groups` groups of `size` people, who also talk in pairs."""
        if self._town is None:
            self._town = await self._make_town(folder.with_name(folder.name + "-town"), groups, size)
        template, residents = self._town
        shutil.copytree(template / "data", folder / "data")
        port, server = self.start(folder)
        people = People(port)
        back = [replace(one, account=await people.refresh(one.account)) for one in residents]
        for one in back[::size]:
            people.known(one.group, one.account)
        return Stage(port, [server], [], people), back

    async def _make_town(self, folder: Path, groups: int, size: int) -> tuple[Path, list[Resident]]:
        folder.mkdir(exist_ok=True)  # noqa: ASYNC240  # nothing runs meanwhile
        port, server = self.start(folder)
        people = People(port)
        residents: list[Resident] = []
        for number in range(groups):
            accounts = [await people.register(f"resident{number}-{each}") for each in range(size)]
            group = await people.group(accounts[0], accounts)
            for one, other in zip(accounts[::2], accounts[1::2], strict=True):
                direct = await people.direct(one, other)
                residents += [Resident(one, group, direct), Resident(other, group, direct)]
        await people.leave()
        server.stop()
        return folder, residents

    async def _make_template(self, folder: Path) -> tuple[Path, list[Account], str]:
        folder.mkdir(exist_ok=True)  # noqa: ASYNC240  # nothing runs meanwhile
        port, server = self.start(folder)
        people = People(port)
        accounts = [await people.register(f"member{number}") for number in range(self._users + 1)]
        room = await people.group(accounts[0], accounts)
        await people.leave()
        server.stop()
        return folder, accounts, room
