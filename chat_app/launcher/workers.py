"""Several worker processes on one port, and the process that looks after them."""

import asyncio
import logging
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

from chat_app.http import siblings
from chat_app.launcher.logs import configure_logging
from chat_app.launcher.server import EXIT_WITHIN, announce, serve
from chat_app.settings import Settings

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
HEALTHY_AFTER = 60.0
"""A worker that lived this many seconds is restarted without a longer pause."""

log = logging.getLogger(__name__)


def work(settings: Settings, listen_fd: int, ready_fd: int, parent_fd: int) -> int:
    """A worker: serves on the inherited socket and says through `ready_fd` when it accepts.

    It ends when its parent does, however that went.
    """

    def on_ready() -> None:
        os.write(ready_fd, b"1")
        os.close(ready_fd)

    return serve(settings, socket.socket(fileno=listen_fd), on_ready, parent_fd)


def supervise(settings: Settings, sockets: list[socket.socket]) -> int:
    """Keeps one worker running for each socket until SIGTERM or SIGINT; returns the exit status."""
    configure_logging(settings)
    # The queue of a socket is open from now on, also while its worker is being restarted.
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:  # for this user alone
        return asyncio.run(Supervisor(settings, sockets, Path(folder)).run())


class Supervisor:
    """Starts the workers, restarts those that die, and ends them all together."""

    def __init__(self, settings: Settings, sockets: list[socket.socket], folder: Path) -> None:
        """`folder` is where the workers find each other."""
        self._settings = settings
        self._sockets = sockets
        self._folder = folder
        self._running: dict[int, asyncio.subprocess.Process] = {}
        self._not_ready = set(range(len(sockets)))
        self._stopping = asyncio.Event()
        self._status = 0
        # Never written to: its end tells the workers that their parent is gone, however it went.
        self._parent_reads, self._parent_writes = os.pipe()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal, number)
        await asyncio.gather(*(self._keep(index) for index in range(len(self._sockets))))
        return self._status

    def _on_signal(self, number: int) -> None:
        if self._stopping.is_set():
            for process in self._running.values():
                process.kill()
            os._exit(128 + number)
        self._stop()

    def _stop(self) -> None:
        self._stopping.set()
        for process in self._running.values():
            process.terminate()

    async def _keep(self, index: int) -> None:
        pause = FIRST_PAUSE
        while not self._stopping.is_set():
            started = asyncio.get_running_loop().time()
            status = await self._run_worker(index)
            if self._stopping.is_set():
                self._status = self._status or abs(status)
                return
            if status > 0 and index in self._not_ready:
                # It could not start, and trying again would not help; it has said why.
                self._status = status
                self._stop()
                return
            if asyncio.get_running_loop().time() - started > HEALTHY_AFTER:
                pause = FIRST_PAUSE
            log.error("Worker %d ended with status %d; starting it again in %.1f s", index + 1, status, pause)
            try:
                await asyncio.wait_for(self._stopping.wait(), pause)
            except TimeoutError:
                pause = min(pause * 2, LONGEST_PAUSE)

    async def _run_worker(self, index: int) -> int:
        ready, ready_writes = socket.socketpair()
        listen_fd = self._sockets[index].fileno()
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "chat_app", "worker"),
            *(
                "--listen",
                str(listen_fd),
                "--ready",
                str(ready_writes.fileno()),
                "--parent",
                str(self._parent_reads),
            ),
            env=self._environment(index),
            pass_fds=(listen_fd, ready_writes.fileno(), self._parent_reads),
            process_group=0,  # Ctrl-C reaches this process only, which then ends the workers in order
        )
        ready_writes.close()
        self._running[index] = process
        if self._stopping.is_set():
            process.terminate()
        loop = asyncio.get_running_loop()
        loop.add_reader(ready, self._on_ready, index, ready)
        ended = asyncio.ensure_future(process.wait())
        stopping = asyncio.ensure_future(self._stopping.wait())
        try:
            await asyncio.wait((ended, stopping), return_when=asyncio.FIRST_COMPLETED)
            if not ended.done():
                await asyncio.wait((ended,), timeout=EXIT_WITHIN)
            if not ended.done():
                process.kill()
            return await ended
        finally:
            stopping.cancel()
            del self._running[index]
            if ready.fileno() >= 0:
                loop.remove_reader(ready)
                ready.close()

    def _environment(self, index: int) -> dict[str, str]:
        told = {
            siblings.NUMBER: str(index + 1),
            siblings.COUNT: str(len(self._sockets)),
            siblings.FOLDER: str(self._folder),
        }
        return {**os.environ, **told}

    def _on_ready(self, index: int, ready: socket.socket) -> None:
        said = ready.recv(1)
        asyncio.get_running_loop().remove_reader(ready)
        ready.close()
        if said and index in self._not_ready:
            self._not_ready.discard(index)
            if not self._not_ready:
                announce(self._settings)
