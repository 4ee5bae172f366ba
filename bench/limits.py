"""What this machine could do at best: each stage of a message by itself, without any of our code."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson
import psycopg

from bench.load import SHORT, text
from tests.support.postgres import Postgres

ROUNDS, EACH = 200, 100
SENT, TOLD = 190, 560
"""Bytes of the frame of a send, and of that of its event."""
ROWS = 16

_TABLE = """
CREATE TABLE rows (id text PRIMARY KEY, room text, seq bigint, author text, body text, html text, at bigint);
CREATE UNIQUE INDEX ON rows (room, seq);
"""
_INSERT = "INSERT INTO rows SELECT * FROM json_populate_recordset(CAST(NULL AS rows), CAST(%s AS json))"


def measured(folder: Path) -> dict[str, float]:
    """Microseconds of each, the median of many rounds."""
    with _connected() as (near, far):
        found = {
            f"read a frame of {SENT} bytes that has arrived": _reading(near, far),
            f"write a frame of {TOLD} bytes to a socket": _writing(near, far),
        }
    send = orjson.dumps(
        ["send", {"conversation_id": "0" * 28, "client_id": "0" * 16, "body": text(1, SHORT)}]
    )
    event: Any = {"type": "message", "message": {f"field{n}": text(n, SHORT)[:20] for n in range(16)}}
    found["parse the JSON of a send"] = _median(lambda: orjson.loads(send))
    found["write the JSON of an event"] = _median(lambda: orjson.dumps(event))
    found |= _storing()
    found["have 8 KiB on the disk (fsync)"] = _syncing(folder / "probe")
    return found


def table(found: dict[str, float]) -> str:
    """For people."""
    lines = ["| What the machine does at best | µs |", "| --- | ---: |"]
    return "\n".join(lines + [f"| {what} | {cost:.1f} |" for what, cost in found.items()])


def _median(work: Callable[[], Any], each: int = EACH, rounds: int = ROUNDS) -> float:
    took: list[float] = []
    for _ in range(rounds):
        began = perf_counter()
        for _ in range(each):
            work()
        took.append((perf_counter() - began) / each)
    return sorted(took)[len(took) // 2] * 1e6


@contextmanager
def _connected() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Two ends of a TCP connection over the loopback, as a server and its client have them."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        near = socket.create_connection(door.getsockname())
        far, _ = door.accept()
    with near, far:
        for end in (near, far):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield near, far


def _reading(near: socket.socket, far: socket.socket) -> float:
    took: list[float] = []
    for _ in range(ROUNDS):
        near.sendall(b"x" * SENT * EACH)
        began = perf_counter()
        for _ in range(EACH):
            far.recv(SENT)
        took.append((perf_counter() - began) / EACH)
        far.setblocking(False)
        try:
            while far.recv(1 << 16):
                pass
        except BlockingIOError:
            far.setblocking(True)
    return sorted(took)[ROUNDS // 2] * 1e6


def _writing(near: socket.socket, far: socket.socket) -> float:
    content, took = b"x" * TOLD, list[float]()
    for _ in range(ROUNDS):
        began = perf_counter()
        for _ in range(EACH):
            near.send(content)
        took.append((perf_counter() - began) / EACH)
        left = TOLD * EACH
        while left:
            left -= len(far.recv(1 << 16))
    return sorted(took)[ROUNDS // 2] * 1e6


def _storing() -> dict[str, float]:
    postgres = Postgres(durable=True)
    try:
        with psycopg.connect(postgres.url) as connection:
            connection.execute(_TABLE)
            connection.commit()
            number = 0

            def store() -> None:
                nonlocal number
                rows = [_row(number + n) for n in range(ROWS)]
                number += ROWS
                with connection.pipeline():
                    connection.execute(_INSERT, (orjson.dumps(rows).decode(),))
                    connection.commit()

            transaction = _median(store, each=1, rounds=1000)
        return {f"store {ROWS} rows in one transaction of PostgreSQL, on the disk": transaction}
    finally:
        postgres.close()


def _row(number: int) -> dict[str, Any]:
    words = text(number, SHORT)
    return {
        "id": f"{number:028}",
        "room": f"room {number % ROWS}",
        "seq": number,
        "body": words,
        "html": words,
    }


def _syncing(path: Path) -> float:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    content = os.urandom(8 * 1024)

    def sync() -> None:
        os.pwrite(descriptor, content, 0)
        os.fsync(descriptor)

    try:
        return _median(sync, each=1, rounds=300)
    finally:
        os.close(descriptor)
