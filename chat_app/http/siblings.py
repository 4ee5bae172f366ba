"""The workers of one machine tell each other their figures, so that whichever is asked can answer for all.

They share a port, so nobody outside can ask a certain one. Each listens on a Unix socket in a folder that
belongs to their supervisor; whoever connects is told, and the connection ends.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import structlog

NUMBER, COUNT, FOLDER = "PARLEY_WORKER", "PARLEY_WORKERS", "PARLEY_WORKER_SOCKETS"
"""What the supervisor tells a worker in its environment: which it is, of how many, and the folder."""

_PATIENCE = 2.0
"""Seconds for a worker to answer. One that does not is hung, or is being started."""

log = structlog.get_logger(__name__)


class Siblings:
    """`number` is this worker's, from 1 to `count`; it is the same again after a restart."""

    def __init__(self, number: int = 1, count: int = 1, folder: Path | None = None) -> None:
        self.number = number
        self.count = count
        self._folder = folder
        self._server: asyncio.Server | None = None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Siblings":
        """As the supervisor says; without one this worker is alone."""
        if FOLDER not in environment:
            return cls()
        return cls(int(environment[NUMBER]), int(environment[COUNT]), Path(environment[FOLDER]))

    async def start(self, figures: Callable[[], Awaitable[str]]) -> None:
        """From now on the others are told, as often as they ask."""
        if self._folder is None:
            return

        async def tell(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                writer.write((await figures()).encode())
                await writer.drain()
            except OSError:
                pass  # who asked has gone
            finally:
                writer.close()

        path = self._path(self.number)
        path.unlink(missing_ok=True)  # of the one before, which was killed or is about to end
        self._server = await asyncio.start_unix_server(tell, path)

    async def stop(self) -> None:
        """The socket stays where it is: it may be that of the next worker with this number by now."""
        if self._server is not None:
            self._server.close()

    async def ask(self) -> dict[int, str | None]:
        """The figures of each of the others, by its number; None where it does not answer."""
        others = [number for number in range(1, self.count + 1) if number != self.number]
        return dict(zip(others, await asyncio.gather(*map(self._ask, others)), strict=True))

    async def _ask(self, number: int) -> str | None:
        writer = None
        try:
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await asyncio.open_unix_connection(self._path(number))
                return (await reader.read()).decode() or None
        except (OSError, TimeoutError) as error:
            log.warning("worker_silent", worker=number, error=type(error).__name__)
            return None
        finally:
            if writer is not None:
                with contextlib.suppress(OSError):
                    writer.close()

    def _path(self, number: int) -> Path:
        assert self._folder is not None  # noqa: S101
        return self._folder / f"{number}.sock"
