"""A start with the database away: waits for it, says so, and answers whoever asks meanwhile."""

import asyncio
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence

import orjson
import uvicorn
from starlette.types import Receive, Scope, Send

from chat_app.db.migrate import migrate
from chat_app.errors import DatabaseAway, Unavailable
from chat_app.launcher.http_protocol import GuardedProtocol, State
from chat_app.launcher.listen import BACKLOG
from chat_app.settings import Settings

_AGAIN_AFTER = 1.0

_MESSAGE = "Parley is starting and waits for its database. Try again in a moment."
_PAGE = b"""<!doctype html>
<html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Parley is starting</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; display: grid; place-content: center; min-height: 90vh;
margin: 1rem"><main><h1>Parley is starting</h1>
<p>It waits for its database. This page looks again by itself.</p></main></body></html>
"""


def migrate_when_there(
    settings: Settings, sockets: Sequence[socket.socket], parent: int | None = None
) -> None:
    """Migrates the database, as soon as it is there.

    While it is not, `/healthz` on these sockets is 200 and everything else 503. On SIGTERM or SIGINT, and
    when the process at the other end of the pipe `parent` is gone, this one ends with status 0.

    Raises:
        StartError: the database is there and refuses us, or is newer than the code.
    """
    try:
        migrate(settings)
    except DatabaseAway as away:
        print(f"Waiting for the database. {away}", flush=True)
        began = time.monotonic()
        asyncio.run(_wait(settings, sockets, parent))
        print(f"The database is there, after {time.monotonic() - began:.0f} s.", flush=True)


async def _wait(settings: Settings, sockets: Sequence[socket.socket], parent: int | None) -> None:
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        # Nothing has been begun that would have to be finished.
        loop.add_signal_handler(number, os._exit, 0)
    if parent is not None:
        loop.add_reader(parent, os._exit, 0)
    config = uvicorn.Config(_answer, http=GuardedProtocol, lifespan="off", log_config=None)
    state = State()
    state.leave()  # whoever comes is to come again, and then not over the same connection
    # uvloop and asyncio close what they are given.
    servers = [
        await loop.create_server(
            lambda: GuardedProtocol(config, state, {}), sock=listening.dup(), backlog=BACKLOG
        )
        for listening in sockets
    ]
    try:
        await _migrate_patiently(settings)
    finally:
        if parent is not None:
            loop.remove_reader(parent)
        for server in servers:
            server.close()
        for connection in list(state.connections):
            connection.shutdown()
        for number, handler in before.items():
            loop.remove_signal_handler(number)
            signal.signal(number, handler)


async def _migrate_patiently(settings: Settings) -> None:
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def work() -> None:
        while True:
            time.sleep(_AGAIN_AFTER)
            try:
                migrate(settings)
            except DatabaseAway:
                continue
            except BaseException as error:  # noqa: BLE001  (raised where it is awaited)
                loop.call_soon_threadsafe(done.set_exception, error)
            else:
                loop.call_soon_threadsafe(done.set_result, None)
            return

    # A daemon, as an attempt may hang for seconds that nobody who ends the process should have to wait.
    threading.Thread(target=work, name="migrating", daemon=True).start()
    await done


async def _answer(scope: Scope, _receive: Receive, send: Send) -> None:
    path = scope["path"]
    if path == "/healthz":
        status, kind, body = 200, b"application/json", b'{"status":"ok"}'
    elif path == "/readyz":
        status, kind = 503, b"application/json"
        body = orjson.dumps({"status": "waiting", "database": "down", **_error()})
    elif b"text/html" in dict(scope["headers"]).get(b"accept", b"") and not path.startswith("/api"):
        status, kind, body = 503, b"text/html; charset=utf-8", _PAGE
    else:
        status, kind, body = 503, b"application/json", orjson.dumps(_error())
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
        (b"x-content-type-options", b"nosniff"),
        (b"retry-after", b"3"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _error() -> dict[str, object]:
    return {"error": Unavailable(_MESSAGE).as_json()}
