"""What is measured: the product and the bare servers beside it, behind one face."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from bench.machine import ROOT
from bench.people import Account, People
from bench.processes import PYTHON, Server, free_port, listens, says
from tests.support.postgres import Postgres
from tests.support.servers import environment
from tests.support.valkey import Valkey

T = TypeVar("T")
U = TypeVar("U")

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
    """A server that is up, with its rooms. `people` audits what was written, where anything is kept.

    With several instances there are as many servers and ports. `tells`: what is sent is given to the room;
    `ordered`: in the same order to all.
    """

    ports: list[int]
    servers: list[Server]
    seats: list[Seat] = field(default_factory=list[Seat])
    people: People | None = None
    listeners: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    speakers: list[list[Seat]] = field(default_factory=list[list[Seat]])
    """For each who writes to several rooms, their seats."""
    database_url: str = ""
    tells: bool = True
    ordered: bool = True

    @property
    def port(self) -> int:
        return self.ports[0]

    def cpu_seconds(self) -> float:
        return sum(server.cpu_seconds() for server in self.servers)

    def memory(self) -> tuple[float, float]:
        pairs = [server.memory() for server in self.servers]
        return sum(rss for rss, _ in pairs), sum(pss for _, pss in pairs)

    def balance(self) -> dict[str, float]:
        """What share of the connections the process has that has most of them, where there are several."""
        held = [
            count
            for server, port in zip(self.servers, self.ports, strict=True)
            for count in server.sockets_of_each(port)
        ]
        return {"fullest_share": max(held) / sum(held)} if len(held) > 1 else {}

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


@dataclass(frozen=True)
class Template:
    """What a server left that has ended: it is copied for each run."""

    folder: Path
    database_url: str


class Subject:
    """Something that can be measured. `name` heads its row in the tables."""

    name: str
    stores = False
    spread = False
    """Whether it may use all cores, and the generator beside it: several processes cannot share one."""


class Rooms(Subject, ABC):
    """A server in whose rooms people write to each other."""

    @abstractmethod
    async def circle(self, folder: Path, senders: int, *, one_room: bool) -> Stage:
        """Fresh server, `senders` people: each alone in a room, or all in one."""

    @abstractmethod
    async def hall(self, folder: Path, listeners: int) -> Stage:
        """Fresh server, one room, and how each of the listeners is let in.

        The first seat is the speaker's in the room, the second is theirs in a room without anybody else.
        """

    @abstractmethod
    async def quarter(self, folder: Path, groups: int, size: int, speakers: int) -> Stage:
        """Fresh server, `groups` rooms of `size` people: a seat for each person, room by room.

        Beside them there are `speakers`, among whom the rooms are divided.
        """


class Echo(Rooms):
    """The bare python-socketio server of bench/baselines; several `instances` tell each other by a Valkey."""

    def __init__(
        self, name: str, command: str, way: str = "emit", *, valkey: Valkey | None = None, instances: int = 1
    ) -> None:
        self.name = name
        self.spread = valkey is not None
        self._command = command
        self._way = way
        self._valkey = valkey
        self._instances = instances

    def start(self, folder: Path) -> Stage:
        env = {"BENCH_WAY": self._way, "BENCH_REDIS": self._valkey.url if self._valkey else ""}
        if self._valkey is not None:
            self._valkey.flush()
        stage = Stage([], [], tells=self._way != "ack", ordered=self._instances == 1)
        for number in range(self._instances):
            port = free_port()
            command = [PYTHON, *self._command.format(app=ECHO, port=port).split()]
            server = Server(command, env, folder / f"server{number}.log", spread=self.spread)
            server.wait_until(listens(port))
            stage.ports.append(port)
            stage.servers.append(server)
        return stage

    async def circle(self, folder: Path, senders: int, *, one_room: bool) -> Stage:
        stage = self.start(folder)
        rooms = ["room" if one_room else f"room{number}" for number in range(senders)]
        stage.seats = [_seat(room) for room in rooms]
        return stage

    async def hall(self, folder: Path, listeners: int) -> Stage:
        stage = self.start(folder)
        stage.seats = [_seat("hall"), _seat("aside")]
        stage.listeners = [stage.seats[0].auth] * listeners
        return stage

    async def quarter(self, folder: Path, groups: int, size: int, speakers: int) -> Stage:
        stage = self.start(folder)
        rooms = [f"room{number}" for number in range(groups)]
        stage.seats = [_seat(room) for room in rooms for _ in range(size)]
        for number in range(speakers):
            own = rooms[number::speakers]
            stage.speakers.append([Seat({"rooms": own}, room) for room in own])
        return stage


def _seat(room: str) -> Seat:
    return Seat({"rooms": [room]}, room)


class Product(Rooms):
    """`python -m chat_app serve` of a checkout: on SQLite unless given a PostgreSQL, with `workers` and
    `instances` if given a Valkey. `pages`: built first if need be; `note` is added to its name."""

    stores = True
    _made: ClassVar[dict[tuple[Any, ...], Any]] = {}
    """What takes long to make and is copied, by what it is: several subjects may have it in common."""

    def __init__(
        self,
        users: int,
        postgres: Postgres | None = None,
        valkey: Valkey | None = None,
        *,
        workers: int = 1,
        instances: int = 1,
        pages: bool = False,
        tree: Path = ROOT,
        note: str = "",
    ) -> None:
        self.name = "Parley, PostgreSQL" if postgres else "Parley, SQLite"
        if valkey:
            count = f"{instances} instances" if instances > 1 else f"{workers} worker{'s' * (workers > 1)}"
            self.name = f"Parley, PostgreSQL and Valkey, {count}"
        self.name += note
        self.spread = valkey is not None
        self.tree = tree
        self._users = users
        self._pages = pages
        self._postgres = postgres
        self._valkey = valkey
        self._workers = workers
        self._instances = instances
        self._databases: list[str] = []

    def of(self, tree: Path, note: str) -> Product:
        """The same of another checkout."""
        return Product(
            self._users,
            self._postgres,
            self._valkey,
            workers=self._workers,
            instances=self._instances,
            pages=self._pages,
            tree=tree,
            note=note,
        )

    def start(self, folder: Path, template: Template | None = None, *, spread: bool = False) -> Stage:
        """A fresh server, with nobody there but who is in the template."""
        if template is not None:
            shutil.copytree(template.folder / "data", folder / "data")
        url = self._database(template)
        stage = Stage([], [], database_url=url or f"sqlite:///{folder / 'data' / 'parley.db'}")
        if self._valkey is not None:
            self._valkey.flush()
        for number in range(self._instances):
            port = free_port()
            log = folder / f"server{number}.log"
            env = self._environment(folder, port, url)
            server = Server(
                [PYTHON, "-m", "chat_app", "serve"], env, log, tree=self.tree, spread=spread or self.spread
            )
            server.wait_until(says(log, "Parley is ready at"))  # with several workers: all of them
            stage.ports.append(port)
            stage.servers.append(server)
        stage.people = People(stage.port)
        return stage

    def _database(self, template: Template | None) -> str:
        if self._postgres is None:
            return ""
        url = self._postgres.copy(template.database_url) if template else self._postgres.new_database()
        self._databases.append(url)
        return url

    def _environment(self, folder: Path, port: int, url: str) -> dict[str, str]:
        return environment(
            PORT=str(port),
            CHAT_DATA_DIR=str(folder / "data"),
            CHAT_DATABASE_URL=url,
            CHAT_REDIS_URL=self._valkey.url if self._valkey else "",
            CHAT_WORKERS=str(self._workers),
            CHAT_SECRET_KEY="a key that all of a benchmark have in common",
            CHAT_MAX_UPLOAD_BYTES=str(2 << 30),
            CHAT_SKIP_BUILD="0" if self._pages else "1",
        )

    def forget(self) -> None:
        """Removes the databases of servers that have ended."""
        while self._postgres is not None and self._databases:
            self._postgres.drop(self._databases.pop())

    async def circle(self, folder: Path, senders: int, *, one_room: bool) -> Stage:
        stage = self.start(folder)
        people = _people(stage)
        accounts = [await people.register(f"sender{number}") for number in range(senders)]
        if one_room:
            rooms = [await people.group(accounts[0], accounts)] * senders
        else:
            rooms = [await people.group(account, [account]) for account in accounts]
        stage.seats = [
            Seat({"token": account.token}, room) for account, room in zip(accounts, rooms, strict=True)
        ]
        return stage

    async def hall(self, folder: Path, listeners: int) -> Stage:
        """The room's people are registered once and copied: a password hash costs as much as 200 posts."""
        template, (accounts, room) = await self.template(folder, self._make_hall, "hall", self._users)
        stage = self.start(folder, template)
        people = _people(stage)
        speaker, *others = await gathered(people.refresh, accounts)
        token = {"token": speaker.token}
        stage.seats = [Seat(token, room), Seat(token, await people.group(speaker, [speaker]))]
        people.known(room, speaker)
        stage.listeners = [{"token": others[number % len(others)].token} for number in range(listeners)]
        return stage

    async def quarter(self, folder: Path, groups: int, size: int, speakers: int) -> Stage:
        stage, residents = await self.town(folder, groups, size)
        stage.seats = [Seat({"token": one.account.token}, one.group) for one in residents]
        people = _people(stage)
        rooms = residents[::size]
        for number in range(speakers):
            account = await people.register(f"speaker{number}")
            own = rooms[number::speakers]
            for owner in own:
                path = f"/conversations/{owner.group}/members/{account.user_id}"
                await people.call("PUT", path, owner.account, json={})
            stage.speakers.append([Seat({"token": account.token}, owner.group) for owner in own])
        return stage

    async def town(self, folder: Path, groups: int, size: int) -> tuple[Stage, list[Resident]]:
        """Fresh server, `groups` groups of `size` people, who also talk in pairs."""

        async def make(stage: Stage) -> list[Resident]:
            return await self._make_town(_people(stage), groups, size)

        template, residents = await self.template(folder, make, "town", groups, size)
        stage = self.start(folder, template)
        people = _people(stage)
        accounts = await gathered(people.refresh, [one.account for one in residents])
        back = [replace(one, account=account) for one, account in zip(residents, accounts, strict=True)]
        for one in back[::size]:
            people.known(one.group, one.account)
        return stage, back

    async def template(
        self, folder: Path, make: Callable[[Stage], Awaitable[T]], *what: Any
    ) -> tuple[Template, T]:
        """What `make` left on a server of its own, and what it returned; made once for all who ask for it."""
        key = self.tree, self._postgres is None, *what
        if key not in self._made:
            place = Path(tempfile.mkdtemp(dir=folder.parent, prefix="template-"))
            plain = Product(self._users, self._postgres, tree=self.tree)
            stage = plain.start(place, spread=True)
            found = await make(stage)
            await stage.end()
            self._made[key] = Template(place, stage.database_url), found
        return self._made[key]

    async def _make_town(self, people: People, groups: int, size: int) -> list[Resident]:
        residents: list[Resident] = []
        for number in range(groups):
            accounts = await gathered(people.register, [f"resident{number}-{each}" for each in range(size)])
            group = await people.group(accounts[0], accounts)
            for one, other in zip(accounts[::2], accounts[1::2], strict=True):
                direct = await people.direct(one, other)
                residents += [Resident(one, group, direct), Resident(other, group, direct)]
        return residents

    async def _make_hall(self, stage: Stage) -> tuple[list[Account], str]:
        people = _people(stage)
        accounts = await gathered(people.register, [f"member{number}" for number in range(self._users + 1)])
        return accounts, await people.group(accounts[0], accounts)


async def gathered(do: Callable[[U], Awaitable[T]], many: Iterable[U]) -> list[T]:
    """Does it to all of them, eight at a time, in their order."""
    gate = asyncio.Semaphore(8)

    async def one(each: U) -> T:
        async with gate:
            return await do(each)

    return list(await asyncio.gather(*map(one, many)))


def _people(stage: Stage) -> People:
    assert stage.people is not None
    return stage.people
