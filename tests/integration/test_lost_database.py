"""The product while its database is away: at the start, stopped, and hanging."""

import asyncio
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.support.api import Api, unique
from tests.support.chat import Chat, HandshakeError
from tests.support.ports import wait_until
from tests.support.postgres import Postgres
from tests.support.servers import AppServer, start_app

BOUND = 10.0
"""Seconds within which somebody who asks a server with a hanging database is told."""


@pytest.fixture(scope="module")
def mortal_postgres() -> Iterator[Postgres]:
    """One that other tests do not use."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="module")
def database(mortal_postgres: Postgres) -> str:
    return mortal_postgres.new_database()


def asked(server: AppServer, path: str, accept: str = "*/*") -> tuple[int, Any]:
    """Status and body of an answer; JSON is decoded. Status 0 where nothing listens yet."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=BOUND)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        response = connection.getresponse()
        body = response.read()
    except ConnectionRefusedError:
        return 0, None
    finally:
        connection.close()
    is_json = response.headers.get_content_type() == "application/json"
    return response.status, orjson.loads(body) if is_json else body.decode()


async def test_a_start_waits_for_the_database_and_says_so(
    data_dir: Path, mortal_postgres: Postgres, database: str
) -> None:
    mortal_postgres.stop()
    server = AppServer(data_dir, CHAT_DATABASE_URL=database)
    server.launch()
    wait_until(lambda: asked(server, "/healthz")[0] == 200, "an answer while it waits")

    status, told = asked(server, "/readyz")
    assert (status, told["status"], told["database"]) == (503, "waiting", "down")
    status, told = asked(server, "/api/v1/me")
    assert (status, told["error"]["code"]) == (503, "unavailable")
    status, told = asked(server, "/login", "text/html")
    assert status == 503
    assert "waits for its database" in told
    with pytest.raises(HandshakeError) as refused:
        await Chat.connect(server.url, token="of nobody")
    assert refused.value.status == 503

    mortal_postgres.start()
    wait_until(server.is_ready, "readiness once the database is there")
    async with Api(server.url) as ada:
        await ada.register()
    server.stop()
    lines = server.log.splitlines()
    assert lines[0].startswith("Waiting for the database. ")
    assert "CHAT_DATABASE_URL" in lines[0]
    assert lines[1].startswith("The database is there, after ")
    assert "Traceback" not in server.log


def test_a_start_that_waits_ends_at_once_when_it_is_asked_to(
    data_dir: Path, mortal_postgres: Postgres
) -> None:
    server = AppServer(data_dir, CHAT_DATABASE_URL="postgresql://parley@127.0.0.1:1/none")
    server.launch()
    wait_until(lambda: asked(server, "/healthz")[0] == 200, "an answer while it waits")
    began = time.monotonic()
    server.stop()
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "wrong",
    [
        "postgresql://parley@127.0.0.1:{port}/no_such_database",
        "postgresql://nobody@127.0.0.1:{port}/postgres",
    ],
    ids=["name", "user"],
)
def test_a_database_that_is_there_and_refuses_us_stops_the_start_with_one_line(
    data_dir: Path, mortal_postgres: Postgres, wrong: str
) -> None:
    server = AppServer(data_dir, CHAT_DATABASE_URL=wrong.format(port=mortal_postgres.port))
    server.launch()
    assert server.wait() == 2
    assert len(server.log.splitlines()) == 1
    assert "CHAT_DATABASE_URL" in server.log
    assert "does not exist" in server.log


async def test_sends_are_refused_to_be_tried_again_while_the_database_is_away_or_hangs(
    data_dir: Path, mortal_postgres: Postgres, database: str
) -> None:
    server = start_app(data_dir, CHAT_DATABASE_URL=database)
    async with Api(server.url) as ada, Api(server.url) as bo:
        await ada.register()
        await bo.register()
        group = await ada.group(bo)
        speaker = await Chat.connect(server.url, token=ada.token)
        listener = await Chat.connect(server.url, token=bo.token)
        for chat in (speaker, listener):
            await chat.sync()

        for lose, find in (
            (mortal_postgres.pause, mortal_postgres.resume),
            (mortal_postgres.stop, mortal_postgres.start),
        ):
            lose()
            sends = [
                {"conversation_id": group["id"], "client_id": unique("c"), "body": f"Meanwhile {number}"}
                for number in range(20)
            ]
            began = time.monotonic()
            answers = await asyncio.gather(
                *(speaker.emit("send", send, within=BOUND) for send in sends),
                ada.call("GET", "/me"),
                asyncio.to_thread(asked, server, "/readyz"),
            )
            took = time.monotonic() - began
            *refusals, over_http, (status, readiness) = answers
            assert took < BOUND
            assert {refusal["error"]["code"] for refusal in refusals} == {"unavailable"}
            assert over_http.status_code == 503
            assert int(over_http.headers["Retry-After"]) >= 1
            assert (status, readiness["status"], readiness["database"]) == (503, "unavailable", "down")

            began = time.monotonic()  # now that it is known to be lost, nobody waits to be told
            posted = {"client_id": unique("c"), "body": "At once"}
            refused = await ada.call("POST", f"/conversations/{group['id']}/messages", json=posted)
            assert refused.status_code == 503
            assert (await speaker.refused("send", sends[0]))["code"] == "unavailable"
            assert time.monotonic() - began < 1
            assert asked(server, "/healthz")[0] == 200

            await asyncio.to_thread(find)
            await asyncio.to_thread(wait_until, server.is_ready, "readiness once the database is back")
            for send in sends:  # over the same socket, which has outlived it
                message = (await speaker.ok("send", send))["message"]
                await listener.wait_for_message(message)
        bodies = [message["body"] for message in await ada.history(group["id"]) if message["kind"] == "user"]
        assert bodies == [f"Meanwhile {number}" for number in range(20)] * 2

        mortal_postgres.pause()
        await asyncio.to_thread(server.stop)
        mortal_postgres.resume()
        for chat in (speaker, listener):
            assert (await chat.wait_closed())[0] == 1012
    assert "Traceback" not in server.log
