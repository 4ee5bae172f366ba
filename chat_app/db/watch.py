"""Whether PostgreSQL is there, so that nothing waits for one that is not.

A server that is gone refuses connections. One that hangs, or a network that swallows everything, refuses
nothing and answers nothing: whoever has asked would wait for ever, and whoever asks next would wait behind.
"""

import contextlib
import ctypes
import os
import socket
import sys
import threading
import time
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError, OperationalError

_PATIENCE = 2.0
"""Seconds that a transaction may take before it is asked whether the server still answers."""
_ANSWERS_WITHIN = 3
_LOOK_EVERY = 1.0
_ASK_AGAIN_AFTER = 0.5

log = structlog.get_logger(__name__)


def is_cut(error: BaseException) -> bool:
    """Whether PostgreSQL did not answer, as opposed to what it answered."""
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated:
        return True
    never_connected = isinstance(error, OperationalError) and error.statement is None
    return never_connected and getattr(error.orig, "sqlstate", "SQLite") is None


class Watch:
    """Looks after the connections of some engines to one server, from a thread of its own.

    A transaction that takes long is no reason to doubt the server: only one that answers nobody, asked by a
    new connection, is lost. Then `is_lost` holds until it answers again, and whoever waits for it is cut off.
    On SQLite nothing is ever lost.
    """

    def __init__(self, engines: Sequence[Engine]) -> None:
        self.is_lost = False
        self._suspected = threading.Event()
        self._closing = threading.Event()
        self._in_use: dict[int, tuple[float, Any]] = {}
        self._thread: threading.Thread | None = None
        if engines[0].dialect.name != "postgresql":
            return
        self._conninfo = conninfo(engines[0])
        for engine in engines:
            event.listen(engine, "checkout", self._note)
            event.listen(engine, "checkin", self._forget)
        self._thread = threading.Thread(target=self._loop, name="watch", daemon=True)
        self._thread.start()

    def suspect(self) -> None:
        """Something failed as it does where the server is gone; it is asked at once. From any thread."""
        self._suspected.set()

    def close(self) -> None:
        self._closing.set()
        self._suspected.set()

    def _note(self, connection: Any, record: Any, _proxy: Any) -> None:
        self._in_use[id(record)] = time.monotonic(), connection

    def _forget(self, _connection: Any, record: Any) -> None:
        self._in_use.pop(id(record), None)

    def _loop(self) -> None:
        while not self._closing.is_set():
            is_suspected = self._suspected.wait(_LOOK_EVERY)
            self._suspected.clear()
            if (is_suspected or self._overdue()) and not answers(self._conninfo):
                self._outlast()

    def _outlast(self) -> None:
        """Until the server is back."""
        began = time.monotonic()
        log.warning("database_lost")
        self.is_lost = True
        self._cut_off([connection for _, connection in list(self._in_use.values())])
        while not self._closing.wait(_ASK_AGAIN_AFTER):
            if answers(self._conninfo):
                break
            self._cut_off(self._overdue())
        else:
            return
        self.is_lost = False
        log.warning("database_back", seconds=round(time.monotonic() - began, 1))

    def _overdue(self) -> list[Any]:
        since = time.monotonic() - _PATIENCE
        return [connection for start, connection in list(self._in_use.values()) if start < since]

    def _cut_off(self, connections: Sequence[Any]) -> None:
        """Whoever waits for them gets an error, as if the server had closed them."""
        for connection in connections:
            with contextlib.suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as sock:
                sock.shutdown(socket.SHUT_RDWR)


def conninfo(engine: Engine) -> bytes:
    """The address of the engine's server, for asking whether it answers."""
    from psycopg.conninfo import make_conninfo

    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    return make_conninfo(url, connect_timeout=_ANSWERS_WITHIN).encode()


def answers(address: bytes) -> bool:
    """Whether a server takes connections there, be it to refuse them for their name or password.

    Also true where the address is none: whoever uses it is told so.
    """
    from psycopg.pq import PGconn, Ping

    # psycopg's own ping keeps the whole interpreter waiting, which for a server that hangs is seconds.
    try:
        ping = ctypes.CDLL(sys.modules[PGconn.__module__].__file__).PQping
    except (OSError, AttributeError):  # psycopg without its compiled parts
        ping = PGconn.ping
    return ping(address) not in (Ping.NO_RESPONSE, Ping.REJECT)
