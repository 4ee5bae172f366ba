"""Smaller copies of pictures, made in processes of their own.

A decoder is a large program that reads what strangers made: it runs where a limit of memory and time holds,
and where its end is nobody else's (`picture_worker`).
"""

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import structlog

from chat_app.media.problems import Broken, TooLargePicture

PROCESSES = 2
SECONDS = 15
"""Within which a picture has to be done."""

_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "LD_LIBRARY_PATH")
"""All that the processes know of ours: no settings and no secrets."""

_JOBS = 200
"""After so many a process makes place for a fresh one."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Variant:
    """A smaller copy (WebP), at most `size` pixels at its longest side."""

    size: int
    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Width and height are those of the upright picture; `thumbhash` is base64."""

    width: int
    height: int
    animated: bool
    thumbhash: str
    variants: tuple[Variant, ...]


class Pictures:
    """A few processes, started when they are first wanted."""

    def __init__(self) -> None:
        self._idle: list[_Process] = []
        self._all: set[_Process] = set()
        self._free = asyncio.Semaphore(PROCESSES)

    async def make(self, path: Path, folder: Path) -> Picture:
        """Looks at the picture and makes its smaller copies in the folder.

        Raises:
            Broken, TooLargePicture.
        """
        made = await self._ask({"do": "make", "path": str(path), "folder": str(folder)})
        variants = tuple(
            Variant(one["size"], Path(one["path"]), one["width"], one["height"]) for one in made["variants"]
        )
        return Picture(made["width"], made["height"], made["animated"], made["thumbhash"], variants)

    async def crop(self, path: Path, out: Path, square: tuple[int, int, int] | None, size: int) -> None:
        """Cuts `square` (x, y, side) out of the upright picture, or the largest one in its middle, and writes
        it as a still WebP of `size` pixels at each side. What lies beyond the picture is left out.

        Raises:
            Broken, TooLargePicture.
        """
        await self._ask({"do": "crop", "path": str(path), "out": str(out), "square": square, "size": size})

    async def stop(self) -> None:
        for process in list(self._all):
            await process.end()

    async def _ask(self, job: dict[str, Any]) -> dict[str, Any]:
        async with self._free:
            process = self._rested() or await self._begin()
            try:
                async with asyncio.timeout(SECONDS):
                    answer = await process.ask(job)
            except (TimeoutError, _Died) as error:
                log.warning("picture_not_made", why=type(error).__name__.strip("_").lower())
                raise Broken from None
            finally:
                if process.is_at_rest and process.jobs < _JOBS:
                    self._idle.append(process)
                else:
                    self._all.discard(process)
                    await process.end()
        match answer.get("problem"):
            case None:
                return answer
            case "too_large":
                raise TooLargePicture
            case problem:
                log.info("picture_refused", why=problem)
                raise Broken

    def _rested(self) -> "_Process | None":
        """One that lives: somebody may have ended it meanwhile."""
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                return process
            self._all.discard(process)
        return None

    async def _begin(self) -> "_Process":
        process = _Process(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "chat_app.media.picture_worker",
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
                start_new_session=True,  # Ctrl-C ends the server, which ends these
            )
        )
        self._all.add(process)
        return process


class _Died(Exception):
    """The process ended in the middle of a picture."""


class _Process:
    """One process and the line to it. It ends by itself when the line does, however this process ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.jobs = 0
        self.is_at_rest = True

    @property
    def is_alive(self) -> bool:
        return self._process.returncode is None

    async def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin  # noqa: S101
        assert self._process.stdout  # noqa: S101
        self.jobs += 1
        self.is_at_rest = False
        try:
            self._process.stdin.write(orjson.dumps(job) + b"\n")
            await self._process.stdin.drain()
            line = await self._process.stdout.readline()
        except (BrokenPipeError, ConnectionResetError):
            line = b""
        if not line.endswith(b"\n"):
            raise _Died
        self.is_at_rest = True
        return orjson.loads(line)

    async def end(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        await self._process.wait()
