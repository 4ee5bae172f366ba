"""Starting and ending the product, as the person who runs it sees it."""

import asyncio
import signal
import sqlite3
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from tests.support.api import Api, unique
from tests.support.chat import Chat, ClosedError
from tests.support.ports import wait_until
from tests.support.servers import AppServer, start_app

RESTART = 1012
"""The WebSocket's close code for "the service restarts"."""


def test_the_second_start_builds_nothing(data_dir: Path) -> None:
    server = start_app(data_dir, CHAT_SKIP_BUILD="0")
    server.stop()
    first = server.log
    server.start()
    server.stop()
    assert "Building" not in server.log.removeprefix(first)


def test_it_says_where_it_can_be_opened(data_dir: Path) -> None:
    server = start_app(data_dir)
    server.stop()
    assert server.log.count(f"Parley is ready at http://127.0.0.1:{server.port}\n") == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_it_drains_and_ends_with_status_0(data_dir: Path, number: signal.Signals) -> None:
    server = start_app(data_dir)
    async with Api(server.url) as ada:
        await ada.register()
        group = await ada.group()
        chat = await Chat.connect(server.url, token=ada.token)
        await chat.sync()
        sends = [
            asyncio.ensure_future(
                chat.ask(
                    "send", {"conversation_id": group["id"], "client_id": unique("c"), "body": str(count)}
                )
            )
            for count in range(50)
        ]
        await sends[0]  # the others are under way
        await asyncio.to_thread(server.stop, number)
        assert (await chat.wait_closed())[0] == RESTART
        answers = await asyncio.gather(*sends, return_exceptions=True)
        acknowledged = [answer["message"]["id"] for answer in answers if isinstance(answer, dict)]
        assert all(isinstance(answer, dict | ClosedError) for answer in answers)

        server.start()
        kept = {message["id"] for message in await ada.history(group["id"])}
        assert set(acknowledged) <= kept
    server.stop()


async def test_a_client_that_never_answers_cannot_hold_up_the_end(data_dir: Path) -> None:
    server = start_app(data_dir)
    async with Api(server.url) as ada:
        await ada.register()
        chat = await Chat.connect(server.url, token=ada.token, receive_buffer=2048)
        chat.stop_reading()
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{")
        await writer.drain()
        await asyncio.to_thread(server.stop)
        writer.close()
        await chat.drop()
        assert await reader.read() is not None


def test_a_second_signal_ends_it_at_once(data_dir: Path) -> None:
    server = start_app(data_dir)
    process = server.process
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGTERM)
    assert process.wait(3) in (0, 128 + signal.SIGTERM, -signal.SIGTERM)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "a lot"),
        ("PORT", "70000"),
        ("HOST", "no such address"),
        ("CHAT_DATABASE_URL", "mysql://localhost/parley"),
        ("CHAT_REDIS_URL", "localhost:6379"),
        ("CHAT_WORKERS", "none"),
        ("CHAT_WORKERS", "2"),  # without Redis and PostgreSQL
        ("CHAT_SECRET_KEY", "short"),
        ("CHAT_PUBLIC_URL", "chat.example.org"),
        ("CHAT_TRUSTED_PROXIES", "the proxy"),
        ("CHAT_REGISTRATION", "perhaps"),
        ("CHAT_MAX_UPLOAD_BYTES", "100 MB"),
        ("CHAT_RATE_LIMITS", "sometimes"),
        ("CHAT_CDN_BASE_URL", "https://cdn.example.org"),  # without its key
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_line_that_names_it(
    data_dir: Path, name: str, value: str
) -> None:
    server = AppServer(data_dir)
    server.env[name] = value
    server.launch()
    assert server.wait() == 2
    assert len(server.log.splitlines()) == 1
    assert name in server.log


def test_a_taken_port_stops_the_start_with_one_line(data_dir: Path, tmp_path: Path) -> None:
    first = start_app(data_dir)
    second = AppServer(tmp_path / "second", PORT=str(first.port))
    second.launch()
    assert second.wait() == 2
    assert second.log == f"Parley cannot start. PORT: {first.port} is already in use.\n"
    first.stop()


def test_a_database_of_a_newer_version_is_left_alone(data_dir: Path) -> None:
    server = start_app(data_dir)
    server.stop()
    with sqlite3.connect(data_dir / "parley.db") as database:
        database.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    server.log_path.unlink()
    server.launch()
    assert server.wait() == 2
    assert len(server.log.splitlines()) == 1
    assert "newer" in server.log


async def test_two_installations_run_from_one_checkout(tmp_path: Path) -> None:
    first, second = AppServer(tmp_path / "first"), AppServer(tmp_path / "second")
    first.launch()
    second.launch()
    for server in (first, second):
        wait_until(server.is_ready, "the start of both")
    async with Api(first.url) as here, Api(second.url) as there:
        await here.register("ada")
        await there.register("ada")
        assert here.id != there.id
        await there.refused("GET", "/me", 401, headers={"Authorization": f"Bearer {here.token}"})
    first.stop()
    second.stop()


async def test_no_log_has_a_token_or_what_was_searched_for(data_dir: Path) -> None:
    server = start_app(data_dir)
    async with Api(server.url) as ada:
        await ada.register()
        chat = await Chat.connect(server.url, token=ada.token)
        await chat.sync()
        await (
            await connect(f"ws://127.0.0.1:{server.port}/_event/?EIO=4&transport=websocket&token=of-the-page")
        ).close()
        await ada.call("GET", "/messages/none?access_token=in-the-url")
        await ada.call("GET", "//nowhere?q=private-words")
        await chat.close()
        secrets = [ada.token, ada.refresh_token, ada.cookie, ada.password]
    server.stop()
    for secret in (*secrets, "of-the-page", "in-the-url", "private-words", "token="):
        assert secret
        assert secret not in server.log
