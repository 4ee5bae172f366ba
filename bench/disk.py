"""The disk by itself: what a small write that has to be safe takes, and when it is calm again."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path
from time import perf_counter, sleep

from bench.figures import quantile

_SIZE = 8 * 1024
_EVERY = 0.02
_FILE = 4 * 1024 * 1024
_CALM = 0.01
_PATIENCE = 60.0


def remove(folder: Path) -> None:
    """Deletes it and waits for the disk to recover from that, for a minute at most.

    To give gigabytes back can keep a disk at work for many seconds (a file system mounted with `discard`
    tells it of each block), which would be measured as the next subject's.
    """
    shutil.rmtree(folder)
    calm(folder.parent)


def calm(folder: Path) -> None:
    """Waits until the disk is at rest after much was written to it, for a minute at most."""
    os.sync()
    end = perf_counter() + _PATIENCE
    while perf_counter() < end:
        probe = DiskProbe(folder)
        probe.start()
        sleep(1)
        if probe.end()["disk_max_ms"] < _CALM * 1e3:
            return


class DiskProbe(threading.Thread):
    """Writes 8 KiB into a file of `folder` fifty times a second and waits until they are on the disk.

    A message that has to be kept cannot be faster than that: where the disk of a shared machine stands
    still for 0.2 s, so does everything that promises not to lose what it acknowledged.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._path = folder / "probe"
        self._took: list[float] = []
        self._end = threading.Event()

    def run(self) -> None:
        descriptor = os.open(self._path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600)
        position, content = 0, os.urandom(_SIZE)
        try:
            while not self._end.wait(_EVERY):
                began = perf_counter()
                os.pwrite(descriptor, content, position)
                os.fsync(descriptor)
                self._took.append(perf_counter() - began)
                position = (position + _SIZE) % _FILE
        finally:
            os.close(descriptor)
            self._path.unlink()

    def end(self) -> dict[str, float]:
        """Milliseconds that a write took."""
        self._end.set()
        self.join()
        ordered = sorted(self._took)
        return {"disk_p99_ms": quantile(ordered, 0.99) * 1e3, "disk_max_ms": ordered[-1] * 1e3}
