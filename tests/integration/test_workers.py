"""Several worker processes behind one port."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from tests.support.api import Api
from tests.support.chat import Chat
from tests.support.metrics import scrape, scraped_when
from tests.support.ports import wait_until
from tests.support.servers import ROOT, AppServer, environment, start_app
from tests.support.valkey import Valkey
from tests.support.waiting import figures_when


@pytest.fixture
def shared(new_postgres_database: Callable[[], str], valkey: Valkey) -> dict[str, str]:
    """An empty database and bus, as several workers need them."""
    valkey.flush()
    return {
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_REDIS_URL": valkey.url,
        "CHAT_SECRET_KEY": "the same on every machine of the installation",
    }


@pytest.fixture
def server(data_dir: Path, shared: dict[str, str]) -> Iterator[AppServer]:
    running = start_app(data_dir, CHAT_WORKERS="3", **shared)
    yield running
    if running.running:
        running.stop()


def workers(server: AppServer) -> set[int]:
    return {child.pid for child in psutil.Process(server.pid).children()}


async def test_people_on_different_workers_hear_each_other(server: AppServer) -> None:
    assert len(workers(server)) == 3
    async with Api(server.url) as ada, Api(server.url) as bo:
        await ada.register()
        await bo.register()
        group = await ada.group(bo)
        # New connections are spread by the kernel: with ten, both workers at work are all but certain.
        chats = [await Chat.connect(server.url, token=bo.token) for _ in range(10)]
        for chat in chats:
            await chat.sync()
        speaker = await Chat.connect(server.url, token=ada.token)
        await speaker.sync()
        message = await speaker.send(group["id"], "Hello, everybody")
        for chat in chats:
            await chat.wait_for_message(message)
            await chat.close()
        await speaker.close()


async def test_each_worker_tells_how_all_are_doing(server: AppServer) -> None:
    async with Api(server.url) as owner:
        await owner.register()
        group = await owner.group()
        chats = [await Chat.connect(server.url, token=owner.token) for _ in range(9)]
        for chat in chats:
            await chat.sync()
        await chats[0].send(group["id"], "Hello, everybody")
        for _ in range(6):  # each a new connection, so that more than one worker answers
            async with Api(server.url, owner.token) as caller:
                system = await figures_when(
                    caller,
                    lambda told: told["connections"] == len(chats) and told["delivery"]["p99"] is not None,
                )
                assert (system["workers"], system["workers_seen"]) == (3, 3)
        for chat in chats:
            await chat.close()
        await figures_when(owner, lambda told: told["connections"] == 0)


async def test_whichever_worker_is_asked_tells_the_metrics_of_all_and_which_one_hangs(
    server: AppServer,
) -> None:
    async with Api(server.url) as owner:
        await owner.register()
        chats = [await Chat.connect(server.url, token=owner.token) for _ in range(9)]
        for _ in range(6):  # each a new connection, so that more than one worker answers
            said = await scraped_when(server, lambda said: said("sockets") == len(chats))
            assert said.workers("sockets") == said.workers("worker_up") == {"1", "2", "3"}
            assert said("worker_up") == said("ready") == 3
            assert said.text.count("# TYPE parley_sockets ") == 1
        for chat in chats:
            await chat.close()
    hung = max(workers(server))
    os.kill(hung, signal.SIGSTOP)
    try:
        said = None
        async with asyncio.timeout(60):
            while said is None or said("worker_up") != 2:
                with contextlib.suppress(httpx.TimeoutException):  # the one that hangs was asked
                    said = await scrape(server)
        assert said.workers("worker_up") == {"1", "2", "3"}
        assert len(said.workers("sockets")) == 2
    finally:
        os.kill(hung, signal.SIGCONT)
    await scraped_when(server, lambda said: said("worker_up") == 3)


def test_nobody_waits_for_a_worker_that_has_died(server: AppServer) -> None:
    before = workers(server)
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    answered = 0
    while answered < 60:
        with contextlib.suppress(httpx.ConnectError, httpx.ReadError, httpx.RemoteProtocolError):
            # Each a new connection; a third of them would belong to the dead one, and wait for its successor.
            httpx.get(f"{server.url}/healthz", timeout=2, trust_env=False).raise_for_status()
            answered += 1
    wait_until(lambda: len(workers(server) - {victim}) == 3, "the replacement")


async def test_a_worker_that_dies_is_replaced_and_the_others_go_on(server: AppServer) -> None:
    before = workers(server)
    victim = min(before)
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: len(workers(server) - {victim}) == 3, "the replacement")
    assert before - {victim} < workers(server)
    async with Api(server.url) as ada:
        await ada.register()
        for _ in range(10):  # each a new connection, so that some reach the new worker
            async with Api(server.url, ada.token) as caller:
                assert (await caller.get("/me"))["id"] == ada.id


def test_a_worker_that_cannot_be_started_again_is_tried_until_it_can(server: AppServer) -> None:
    before = workers(server)
    victim = min(before)
    supervisor = psutil.Process(server.pid)
    usual = supervisor.rlimit(psutil.RLIMIT_NOFILE)
    supervisor.rlimit(psutil.RLIMIT_NOFILE, (3, usual[1]))  # nothing more can be opened
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: server.log.count("No process could be started") == 2, "the second try")
    supervisor.rlimit(psutil.RLIMIT_NOFILE, usual)
    wait_until(lambda: len(workers(server) - {victim}) == 3, "the replacement")
    assert before - {victim} < workers(server)


_START_WITHOUT_PYTHON = """
import socket, sys
from chat_app.launcher.workers import supervise
from chat_app.settings import Settings
sys.executable = "/there/is/no/such/program"
sys.exit(supervise(Settings(), [socket.socket() for _ in range(2)]))
"""


def test_a_start_at_which_no_process_can_be_started_ends_with_a_failure() -> None:
    started = subprocess.run(
        [sys.executable, "-c", _START_WITHOUT_PYTHON],
        env=environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert started.returncode == 1
    assert "No process could be started" in started.stdout + started.stderr


def test_the_workers_end_with_their_parent_even_when_it_is_killed(server: AppServer) -> None:
    orphans = [psutil.Process(pid) for pid in workers(server)]
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    _, alive = psutil.wait_procs(orphans, timeout=10)
    assert alive == []


async def test_all_workers_drain_and_the_whole_ends_with_status_0(server: AppServer) -> None:
    pids = [psutil.Process(pid) for pid in workers(server)]
    async with Api(server.url) as ada:
        await ada.register()
        chats = [await Chat.connect(server.url, token=ada.token) for _ in range(6)]
        await asyncio.to_thread(server.stop)
        for chat in chats:
            assert (await chat.wait_closed())[0] == 1012
    assert not any(pid.is_running() for pid in pids)


def test_installations_that_start_together_on_one_database_migrate_it_once(
    tmp_path: Path, shared: dict[str, str]
) -> None:
    servers = [AppServer(tmp_path / str(number), CHAT_WORKERS="2", **shared) for number in range(3)]
    for server in servers:
        server.launch()
    for server in servers:
        wait_until(server.is_ready, "the start of all")
    with psycopg.connect(shared["CHAT_DATABASE_URL"]) as database:
        assert database.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    for server in servers:
        server.stop()
        assert "Traceback" not in server.log


def test_redis_may_come_after_the_workers(data_dir: Path, shared: dict[str, str], valkey: Valkey) -> None:
    valkey.stop()
    server = AppServer(data_dir, CHAT_WORKERS="2", **shared)
    server.launch()
    wait_until(lambda: "Parley is ready" in server.log, "the start without Redis")
    assert not server.is_ready()
    valkey.start()
    wait_until(server.is_ready, "readiness once Redis is there")
    server.stop()
