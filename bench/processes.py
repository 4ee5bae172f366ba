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

from bench.machine import ROOT, on_server_core

FIRST_PORT, LAST_PORT = 4400, 4499


def free_port() -> int:
    """A port nobody listens on, out of the range that is the benchmark's."""
    for port in range(FIRST_PORT, LAST_PORT + 1):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"every port from {FIRST_PORT} to {LAST_PORT} is taken")


class Server:
    """A server process and its children, pinned to the server's core."""

    running: ClassVar[list[Server]] = []

    def __init__(self, command: list[str], env: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output, on_server_core():
            self._process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | env,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._root = psutil.Process(self._process.pid)
        self.running.append(self)

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
        return sum(sum(process.cpu_times()[:2]) for process in self._tree())

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


def listens(port: int) -> Callable[[], bool]:
    """Whether something accepts connections at `port`."""

    def is_up() -> bool:
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", port)) == 0

    return is_up


PYTHON = sys.executable
