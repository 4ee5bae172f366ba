"""A whole installation: HAProxy before two instances, one PostgreSQL, one Valkey, and wires between them."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from tests.chaos.wire_cut import Wire
from tests.support.haproxy import HAProxy
from tests.support.metrics import scrape
from tests.support.postgres import Postgres
from tests.support.servers import AppServer
from tests.support.valkey import Valkey

WORKERS = (1, 2)
"""Of each instance."""

RECOVERS_WITHIN = 60.0


class Installation:
    """Use it as a context. Clients connect to `url`; `wires` are by instance and by what they lead to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = AsyncExitStack()
        self.postgres = Postgres()
        self.valkey = Valkey()
        self.database_url = self.postgres.new_database()
        self.instances: list[AppServer] = []
        self.wires: dict[tuple[int, str], Wire] = {}
        self.proxy: HAProxy

    @property
    def url(self) -> str:
        return self.proxy.url

    async def __aenter__(self) -> Self:
        self._stack.callback(self.postgres.close)
        self._stack.callback(self.valkey.close)
        try:
            for number, workers in enumerate(WORKERS):
                for name, url in (("postgres", self.database_url), ("valkey", self.valkey.url)):
                    self.wires[number, name] = await self._stack.enter_async_context(Wire(url))
                instance = AppServer(
                    self._folder / f"instance-{number}",
                    CHAT_DATABASE_URL=self.wires[number, "postgres"].url,
                    CHAT_REDIS_URL=self.wires[number, "valkey"].url,
                    CHAT_WORKERS=str(workers),
                    CHAT_SECRET_KEY="the same on every machine of the installation",
                    CHAT_TRUSTED_PROXIES="127.0.0.1",
                )
                self.instances.append(instance)
                self._stack.callback(_end, instance)
            await asyncio.gather(*(asyncio.to_thread(instance.start) for instance in self.instances))
            self.proxy = HAProxy([instance.url for instance in self.instances])
            self._stack.callback(self.proxy.close)
            await self.recovered()
        except BaseException:
            await self._stack.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def workers(self) -> list[psutil.Process]:
        """The processes that serve, of all instances."""
        found: list[psutil.Process] = []
        for instance, count in zip(self.instances, WORKERS, strict=True):
            process = psutil.Process(instance.pid)
            found += [process] if count == 1 else _workers_of(process)
        return found

    def complaints(self) -> str:
        """What the instances last logged that is no mere information."""
        return "\n".join(
            f"{instance.url}: {line[:500]}"
            for instance in self.instances
            for line in [one for one in instance.log.splitlines() if "info" not in one[:80].lower()][-40:]
        )

    async def recovered(self) -> None:
        """Returns when every worker there should be is there, and everything says that it can serve."""
        async with asyncio.timeout(RECOVERS_WITHIN), httpx.AsyncClient(timeout=5, trust_env=False) as client:
            for instance, count in zip(self.instances, WORKERS, strict=True):
                while await _ready_workers(instance) < count:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            while not await _is_ready(client, self.url):  # noqa: ASYNC110
                await asyncio.sleep(0.05)


def signal_all(pid: int, number: signal.Signals) -> None:
    """A process and all below it: PostgreSQL's backends have process groups of their own."""
    process = psutil.Process(pid)
    for one in (process, *process.children(recursive=True)):
        try:
            os.kill(one.pid, number)
        except ProcessLookupError:
            continue


def _workers_of(parent: psutil.Process) -> list[psutil.Process]:
    return [child for child in parent.children() if "worker" in _words(child)]


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []


async def _ready_workers(instance: AppServer) -> float:
    """As one of them tells of them all."""
    try:
        return (await scrape(instance))("ready")
    except (httpx.TransportError, AssertionError):  # it is not there yet, or answers that it cannot tell
        return 0


async def _is_ready(client: httpx.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/readyz")).status_code == 200
    except httpx.TransportError:
        return False


def _end(instance: AppServer) -> None:
    if instance.running:
        instance.kill()
