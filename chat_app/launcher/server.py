"""One server process: uvicorn as measured for this product, and an end without loss."""

import asyncio
import contextlib
import faulthandler
import gc
import importlib
import math
import os
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Generator
from typing import Any

import uvicorn
import uvloop

from chat_app.launcher.addresses import without_line_breaks
from chat_app.launcher.garbage import GarbageCollector
from chat_app.launcher.http_protocol import GuardedProtocol, State
from chat_app.launcher.listen import BACKLOG, shown_url
from chat_app.launcher.logs import configure_logging
from chat_app.realtime.wire import WireProtocol
from chat_app.settings import Settings

FINISH_WITHIN = 4.4
"""Seconds for requests and sockets to finish, before the app's own shutdown (Reflex grants that 5)."""

SAY_GOODBYE_FOR = 1.0
"""Seconds for which a connection that rests may still be used, and is then told that it ends."""

EXIT_WITHIN = 9.5
"""Seconds after which a process that was asked to end does so, whatever still hangs."""

LARGEST_FRAME = 1024 * 1024
"""The longest message is 20,000 characters, at worst 12 bytes each in JSON; Reflex's own limit is 1 MB."""


class Server(uvicorn.Server):
    """uvicorn's server without its signal handling, which raises the signal again after the shutdown."""

    def __init__(
        self, config: uvicorn.Config, on_ready: Callable[[], None], leave: Callable[[], Awaitable[None]]
    ) -> None:
        """`leave` sends the sockets elsewhere."""
        super().__init__(config)
        self.server_state: State = State()
        self._on_ready = on_ready
        self._leave = leave
        self._leaving: asyncio.Future[None] | None = None
        self._finish_by = math.inf
        self._garbage = GarbageCollector()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Leaves the signals to `run`."""
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._garbage.start()
        if not self.should_exit:
            self._on_ready()

    def stop(self) -> None:
        """Stops accepting, sends the sockets elsewhere, lets what is under way finish, and ends."""
        if self.should_exit:
            return
        self.should_exit = True
        if self.started:
            for server in self.servers:
                server.close()
            self.server_state.leave()
            self._finish_by = asyncio.get_running_loop().time() + FINISH_WITHIN
            self._leaving = asyncio.ensure_future(self._leave())
        overdue = threading.Timer(EXIT_WITHIN, _exit_overdue)
        overdue.daemon = True
        overdue.start()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """uvicorn's own closes every WebSocket, and every connection that rests, in one moment."""
        if self._leaving is not None:
            goodbye = asyncio.ensure_future(self._say_goodbye())
            await asyncio.wait((self._leaving, goodbye), timeout=self._time_left())
            self.config.timeout_graceful_shutdown = self._time_left()  # pyright: ignore[reportAttributeAccessIssue]  (a fraction will do)
        await super().shutdown(sockets)

    async def _say_goodbye(self) -> None:
        patience = asyncio.get_running_loop().time() + SAY_GOODBYE_FOR
        while self.server_state.has_requests and asyncio.get_running_loop().time() < patience:  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # the set is uvicorn's own and tells nobody

    def _time_left(self) -> float:
        return max(0.0, self._finish_by - asyncio.get_running_loop().time())


def serve(
    settings: Settings,
    listening: socket.socket,
    on_ready: Callable[[], None] | None = None,
    parent: int | None = None,
) -> int:
    """Serves until SIGTERM, SIGINT or SIGHUP, or until whoever has the other end of the pipe `parent` ends.

    `on_ready` is called when connections are accepted; without it the person at the terminal is told.
    Returns the exit status.
    """
    configure_logging(settings)
    # The writer's thread and the event loop share the interpreter: at Python's 5 ms the loop waits for the
    # writer, and the slowest of 100 sends took 11.9 ms in place of 8.3.
    sys.setswitchinterval(0.0005)
    app, leave = _load_app()
    server = Server(_configuration(settings, app), on_ready or (lambda: announce(settings)), leave)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(server, listening, parent))
    return 0 if server.started else 1


def announce(settings: Settings) -> None:
    """Says that it is ready, and where."""
    print(f"Parley is ready at {shown_url(settings)}", flush=True)


async def _run(server: Server, listening: socket.socket, parent: int | None) -> None:
    loop = asyncio.get_running_loop()

    def on_signal(number: int) -> None:
        if server.should_exit:  # asked twice: at once
            os._exit(128 + number)
        server.stop()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, on_signal, number)
    if parent is not None:

        def parent_is_gone() -> None:
            loop.remove_reader(parent)
            server.stop()

        loop.add_reader(parent, parent_is_gone)
    await server.serve(sockets=[listening])


def _load_app() -> tuple[Any, Callable[[], Awaitable[None]]]:
    # Nothing that is imported is ever let go: looking for garbage among it took a fifth of a start.
    gc.disable()
    # By name, because the app is above the launcher's own imports: it is built when this is called.
    root = importlib.import_module("chat_app.chat_app")
    app = without_line_breaks(root.app())
    gc.enable()
    return app, root.leave


def _configuration(settings: Settings, app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=GuardedProtocol,
        ws=WireProtocol,
        ws_max_size=LARGEST_FRAME,
        # Engine.IO has its own pings; compression costs more time than it saves on frames this small.
        ws_ping_interval=None,
        ws_per_message_deflate=False,
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        backlog=BACKLOG,
        timeout_keep_alive=65,  # longer than what proxies keep their idle connections for
    )


def _exit_overdue() -> None:
    print("Parley did not finish in time and ends now.", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(all_threads=True)  # what it was waiting for
    os._exit(1)
