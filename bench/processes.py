"""Server processes of a run: started on their core, watched, ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bench.machine import ROOT, on_all_cores, on_server_core

FIRST_PORT, LAST_PORT = 4400, 4499


def free_port() -> int:
    """A port nobody listens on, out of the range that is the benchmark's.

    Where the search begins differs from run to run: two at once would meet before either listens.
    """
    count = LAST_PORT + 1 - FIRST_PORT
    for offset in range(count):
        port = FIRST_PORT + (os.getpid() * 17 + offset) % count
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"every port from {FIRST_PORT} to {LAST_PORT} is taken")


class Server:
    """A server process and its children: pinned to the server's core, or on all of them if `spread`.

    `tree` is the checkout whose code it runs.
    """

    running: ClassVar[list[Server]] = []

    def __init__(
        self, command: list[str], env: dict[str, str], log: Path, *, tree: Path = ROOT, spread: bool = False
    ) -> None:
        self.log = log
        self._command, self._env, self._tree_of_code = command, env, tree
        self._spread = spread
        self._spent = 0.0
        self.start()

    def start(self) -> None:
        """Anew, where it has ended."""
        with self.log.open("ab") as output, on_all_cores() if self._spread else on_server_core():
            self._process = subprocess.Popen(
                self._command,
                cwd=self._tree_of_code,
                env=os.environ | self._env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._root = psutil.Process(self._process.pid)
        self.running.append(self)

    def kill(self) -> None:
        """Ends it without warning, and all its children."""
        self._spent = self.cpu_seconds()
        self.running.remove(self)
        for process in self._tree():
            process.kill()
        self._process.wait()

    def wait_until(self, is_up: Callable[[], bool], seconds: float = 60) -> None:
        """Returns when the server answers; raises with the end of its log when it died or never does."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            if is_up():
                return
            time.sleep(0.05)
        tail = self.log.read_text(errors="replace")[-2000:]
        self.stop()
        raise RuntimeError(f"the server did not come up; its log ends:\n{tail}")

    def _tree(self) -> list[psutil.Process]:
        return [self._root, *self._root.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Processor time of the whole tree so far."""
        return self._spent + sum(sum(process.cpu_times()[:2]) for process in self._tree())

    def sockets_of_each(self, port: int) -> list[int]:
        """How many connections to `port` each process of the tree holds, where it holds any."""
        counts = [
            sum(
                1
                for one in process.net_connections("tcp")
                if one.status == "ESTABLISHED" and one.laddr.port == port
            )
            for process in self._tree()
        ]
        return [count for count in counts if count]

    def memory(self) -> tuple[float, float]:
        """RSS and PSS of the whole tree, in MiB."""
        rss = pss = 0
        for process in self._tree():
            fields = process.memory_full_info()
            rss, pss = rss + fields.rss, pss + fields.pss
        return rss / 2**20, pss / 2**20

    def forget_peaks(self) -> None:
        """From here on `peak` counts anew."""
        for process in self._tree():
            Path(f"/proc/{process.pid}/clear_refs").write_text("5")

    def peak(self) -> float:
        """The most that each process of the tree had resident since `forget_peaks`, in MiB together."""
        kib = 0
        for process in self._tree():
            status = Path(f"/proc/{process.pid}/status").read_text()
            kib += int(status.partition("VmHWM:")[2].split(maxsplit=1)[0])
        return kib / 1024

    @property
    def pid(self) -> int:
        return self._process.pid

    def stop(self) -> None:
        """Asks, and after ten seconds insists. Harmless when it has ended already."""
        if self in self.running:
            self.running.remove(self)
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()


def answers(url: str) -> Callable[[], bool]:
    """Whether a GET of `url` gets a 200."""

    def is_up() -> bool:
        try:
            with urlopen(url, timeout=1) as response:
                return response.status == 200
        except (URLError, OSError):
            return False

    return is_up


def says(log: Path, words: str) -> Callable[[], bool]:
    """Whether the log has them."""
    return lambda: words in log.read_text(errors="replace")


def listens(port: int) -> Callable[[], bool]:
    """Whether something accepts connections at `port`."""

    def is_up() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return is_up


PYTHON = sys.executable
