"""Several worker processes on one port, and the process that looks after them."""

import asyncio
import logging
import os
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from chat_app.http import siblings
from chat_app.launcher.listen import rebound
from chat_app.launcher.logs import configure_logging
from chat_app.launcher.server import EXIT_WITHIN, announce, serve
from chat_app.launcher.waiting import migrate_when_there
from chat_app.settings import Settings

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 10.0
HEALTHY_AFTER = 60.0
"""A worker that lived this many seconds is restarted without a longer pause."""

log = logging.getLogger(__name__)


def work(settings: Settings, listen_fd: int, ready_fd: int, parent_fd: int, *, is_successor: bool) -> int:
    """A worker: serves on the inherited socket and says through `ready_fd` when it accepts.

    It ends when its parent does, however that went. A successor leaves the socket to the worker that it will
    replace until it can serve.
    """

    def on_ready() -> None:
        os.write(ready_fd, b"1")
        os.close(ready_fd)

    listening = socket.socket(fileno=listen_fd)
    migrate_when_there(settings, [] if is_successor else [listening], parent_fd)
    return serve(settings, listening, on_ready, parent_fd)


def supervise(settings: Settings, sockets: list[socket.socket]) -> int:
    """Keeps one worker running for each socket until SIGTERM or SIGINT; returns the exit status.

    On SIGHUP each worker is replaced by one that reads settings and code anew, one after the other: the new
    one accepts before the old one drains. Where a new one cannot start, the old ones go on.
    """
    configure_logging(settings)
    with tempfile.TemporaryDirectory(prefix="parley-") as folder:  # for this user alone
        return asyncio.run(Supervisor(settings, sockets, Path(folder)).run())


@dataclass(eq=False)
class Worker:
    """A process, and when it accepted and ended."""

    process: asyncio.subprocess.Process
    ready: "asyncio.Future[bool]"
    ended: "asyncio.Future[int]"
    started: float
    was_asked: bool = False

    @property
    def serves(self) -> bool:
        return self.ready.done() and self.ready.result() and not self.ended.done()

    async def end(self) -> int:
        """Asks it to end, waits until it has, and returns its status."""
        if not self.ended.done():
            if not self.was_asked:  # asked twice it would end at once
                self.was_asked = True
                self.process.terminate()
            await asyncio.wait((self.ended,), timeout=EXIT_WITHIN)
        if not self.ended.done():
            self.process.kill()
        return await self.ended


class Supervisor:
    """Starts the workers, restarts those that die, replaces them, and ends them all together."""

    def __init__(self, settings: Settings, sockets: list[socket.socket], folder: Path) -> None:
        """`folder` is where the workers find each other."""
        self._settings = settings
        self._sockets = sockets
        self._folder = folder
        self._alive: set[Worker] = set()
        self._at: dict[int, Worker] = {}
        """Who serves each socket; who will replace it is not in it yet."""
        self._turns = [asyncio.Lock() for _ in sockets]
        """Who starts a worker at a socket waits until no other is being started there."""
        self._not_ready = set(range(len(sockets)))
        self._stopping = asyncio.Event()
        self._outdated = asyncio.Event()
        self._status = 0
        # Never written to: its end tells the workers that their parent is gone, however it went.
        self._parent_reads, self._parent_writes = os.pipe()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._on_signal, number)
        loop.add_signal_handler(signal.SIGHUP, self._outdated.set)
        tasks = [asyncio.create_task(self._keep(index)) for index in range(len(self._sockets))]
        tasks.append(asyncio.create_task(self._renew_forever()))
        await self._stopping.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        statuses = await asyncio.gather(*(worker.end() for worker in self._alive))
        failures = (abs(status) for status in statuses if status != -signal.SIGTERM)  # hardly there yet
        return self._status or max(failures, default=0)

    def _on_signal(self, number: int) -> None:
        if self._stopping.is_set():
            for worker in self._alive:
                worker.process.kill()
            os._exit(128 + number)
        self._stopping.set()

    async def _keep(self, index: int) -> None:
        pause = FIRST_PAUSE
        try:
            worker = self._at[index] = await self._start(index)
        except OSError as error:
            log.error("No process could be started: %s", error)
            self._status = 1
            self._stopping.set()
            return
        while True:
            status = await asyncio.shield(worker.ended)
            if self._at[index] is not worker:
                worker = self._at[index]  # it has been replaced
                continue
            if status > 0 and index in self._not_ready:
                # It could not start, and trying again would not help; it has said why.
                self._status = status
                self._stopping.set()
                return
            if asyncio.get_running_loop().time() - worker.started > HEALTHY_AFTER:
                pause = FIRST_PAUSE
            log.error("Worker %d ended with status %d; starting it again in %.1f s", index + 1, status, pause)
            await self._send_others_elsewhere(index, worker)
            while self._at[index] is worker:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
                await self._start_again(index, worker, pause)
            worker = self._at[index]

    async def _start_again(self, index: int, dead: Worker, pause: float) -> None:
        """Puts a new worker in its place, if there is none yet and the machine has a process for it."""
        async with self._turns[index]:
            if self._at[index] is not dead:
                return
            try:
                self._at[index] = await self._start(index)
            except OSError as error:
                log.error("No process could be started; trying again in %.1f s: %s", pause, error)

    async def _send_others_elsewhere(self, index: int, dead: Worker) -> None:
        """Whoever connects meanwhile gets to another worker; where there is none, they wait in the queue."""
        async with self._turns[index]:
            others = [worker for at, worker in self._at.items() if at != index and worker.serves]
            if others and self._at[index] is dead:
                self._sockets[index] = rebound(self._sockets[index])

    async def _renew_forever(self) -> None:
        while True:
            await self._outdated.wait()
            self._outdated.clear()
            log.info("Replacing %d workers, one after the other", len(self._sockets))
            for index in range(len(self._sockets)):
                if not await self._replace(index):
                    log.error("Worker %d has no successor; the old ones go on", index + 1)
                    break
            else:
                log.info("All workers were replaced")

    async def _replace(self, index: int) -> bool:
        """Whether the new worker has taken over."""
        async with self._turns[index]:
            try:
                successor = await self._start(index, "--successor")
            except OSError as error:
                log.error("No process could be started: %s", error)
                return False
            if not await asyncio.shield(successor.ready):
                return False
            predecessor, self._at[index] = self._at[index], successor
        status = await predecessor.end()
        log.info("Worker %d was replaced; the old one ended with status %d", index + 1, status)
        return True

    async def _start(self, index: int, *options: str) -> Worker:
        """Raises OSError where the machine has no process, or no descriptor, for it."""
        ready, ready_writes = socket.socketpair()
        ready.setblocking(False)
        listen_fd, ready_fd = self._sockets[index].fileno(), ready_writes.fileno()
        descriptors = {"--listen": listen_fd, "--ready": ready_fd, "--parent": self._parent_reads}
        arguments = [part for name, value in descriptors.items() for part in (name, str(value))]
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "chat_app", "worker", *arguments, *options),
                env=self._environment(index),
                pass_fds=tuple(descriptors.values()),
                process_group=0,  # Ctrl-C reaches this process only, which then ends the workers in order
            )
        except OSError:
            ready.close()
            raise
        finally:
            ready_writes.close()
        worker = Worker(
            process,
            asyncio.ensure_future(self._heard(index, ready)),
            asyncio.ensure_future(process.wait()),
            asyncio.get_running_loop().time(),
        )
        self._alive.add(worker)
        worker.ended.add_done_callback(lambda _ended: self._alive.discard(worker))
        return worker

    def _environment(self, index: int) -> dict[str, str]:
        told = {
            siblings.NUMBER: str(index + 1),
            siblings.COUNT: str(len(self._sockets)),
            siblings.FOLDER: str(self._folder),
        }
        return {**os.environ, **told}

    async def _heard(self, index: int, ready: socket.socket) -> bool:
        """Whether the worker at the other end accepts; else it has ended."""
        with ready:
            if not await asyncio.get_running_loop().sock_recv(ready, 1):
                return False
        if index in self._not_ready:
            self._not_ready.discard(index)
            if not self._not_ready:
                announce(self._settings)
        return True
