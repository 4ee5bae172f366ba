"""A TCP connection that a test can cut, hold up and slow down."""

from __future__ import annotations

import asyncio
import contextlib
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit


class Wire:
    """Forwards to the server behind `url`. `url` is where the one who is to be disturbed connects instead."""

    def __init__(self, url: str) -> None:
        self._target = urlsplit(url)
        self._passes = asyncio.Event()
        self._passes.set()
        self._is_cut = False
        self._delay = 0.0
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._writers: set[asyncio.StreamWriter] = set()
        self.url = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        user = f"{self._target.username}@" if self._target.username else ""
        self.url = self._target._replace(netloc=f"{user}127.0.0.1:{port}").geturl()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def hold(self) -> None:
        """From now on connections stay open and nothing passes: what is sent waits until `mend`."""
        self._passes.clear()

    def cut(self) -> None:
        """Resets every connection; until `mend`, new ones are reset too."""
        self._is_cut = True
        for writer in list(self._writers):
            writer.transport.abort()

    def delay(self, seconds: float) -> None:
        """From now on everything takes so much longer, in each direction."""
        self._delay = seconds

    def mend(self) -> None:
        """As on the first day: what was held up arrives."""
        self._is_cut = False
        self._delay = 0.0
        self._passes.set()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._is_cut:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            there, back = await asyncio.open_connection(self._target.hostname, self._target.port)
        except OSError:
            self._writers.discard(writer)
            writer.transport.abort()
            return
        self._writers.add(back)
        for source, drain in ((reader, back), (there, writer)):
            task = asyncio.create_task(self._forward(source, drain))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _forward(self, source: asyncio.StreamReader, drain: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        # Read ahead of what is written, so that a delay makes nothing slower than it says.
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

        async def read() -> None:
            data = b"?"
            while data:
                try:
                    data = await source.read(65536)
                except OSError:
                    data = b""
                await under_way.put((loop.time(), data))

        reading = asyncio.create_task(read())
        try:
            with contextlib.suppress(OSError):
                while True:
                    came_at, data = await under_way.get()
                    await asyncio.sleep(came_at + self._delay - loop.time())
                    await self._passes.wait()
                    if not data:
                        break
                    drain.write(data)
                    await drain.drain()
        finally:
            reading.cancel()
            self._writers.discard(drain)
            drain.close()
