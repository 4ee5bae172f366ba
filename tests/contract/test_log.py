"""The log, as JSON and with everything that it can tell: it names who and where, and has nothing of what."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any

import orjson
import pytest
import pytest_asyncio

from chat_app.realtime.protocol import PAYLOADS
from tests.contract.attacks import OF_NOBODY, Victim, described, secrets_of
from tests.support.api import Api, Json, unique
from tests.support.pictures import png
from tests.support.ports import wait_until
from tests.support.servers import AppServer

MARKER = "zanzibar"
"""A word that people write, and that nothing else has."""


@pytest.fixture(scope="module")
def server(start_on) -> AppServer:
    return start_on("sqlite", CHAT_LOG_FORMAT="json", CHAT_LOG_LEVEL="debug")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ann(server: AppServer) -> AsyncIterator[Api]:
    async with Api(server.url) as api:
        yield await api.register()


def lines(server: AppServer) -> list[Json]:
    """Everything that was logged, but what a person at a terminal is told."""
    return [orjson.loads(line) for line in server.log.splitlines() if not line.startswith("Parley is ready")]


def logged(server: AppServer, event: str, **fields: Any) -> Json:
    """The one line that says so."""

    def found() -> list[Json]:
        return [line for line in lines(server) if {**line, **fields, "event": event} == line]

    wait_until(lambda: bool(found()), f"{event} in the log")
    (line,) = found()
    return line


def change(server: AppServer, statement: str) -> None:
    """Behind the back of the server."""
    with closing(sqlite3.connect(server.data_dir / "parley.db")) as database, database:
        database.execute(statement)


async def test_every_request_has_an_id_and_says_who_it_was_and_where(server, ann):
    group = await ann.group()
    response = await ann.call("GET", f"/conversations/{group['id']}/messages?before=5")
    line = logged(server, "request", request_id=response.headers["x-request-id"])
    assert line.pop("ms") >= 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line.pop("timestamp"))
    assert line == {
        "level": "debug",
        "logger": "chat_app.http.request_log",
        "event": "request",
        "request_id": response.headers["x-request-id"],
        "user": ann.id,
        "conversation": group["id"],
        "method": "GET",
        "route": "/conversations/{conversation_id}/messages",
        "status": 200,
    }


async def test_a_proxy_may_have_named_the_request_and_nobody_writes_a_line_of_their_own(server, ann):
    given = unique("edge.1_a")
    response = await ann.call("GET", "/me", headers={"X-Request-Id": given})
    assert response.headers["x-request-id"] == given
    logged(server, "request", request_id=given)
    for wrong in ('a", "level": "error', "x" * 65, "a b", "ü".encode(), ""):
        response = await ann.call("GET", "/me", headers={"X-Request-Id": wrong})
        assert re.fullmatch("[0-9a-f]{28}", response.headers["x-request-id"])


async def test_a_fault_is_found_by_the_id_that_its_answer_has(server, ann, open_chat):
    group = await ann.group()
    message = await ann.send(group["id"])
    chat = await open_chat(ann)
    change(server, f"UPDATE messages SET mentions = '{MARKER}' WHERE id = '{message['id']}'")
    response = await ann.call("GET", f"/conversations/{group['id']}/messages?around={message['seq']}")
    assert response.status_code == 500
    request = {"request_id": response.headers["x-request-id"], "user": ann.id, "conversation": group["id"]}
    broke = logged(server, "request_broke", **request)
    assert broke["level"] == "error"
    assert "JSONDecodeError" in broke["exception"]
    assert logged(server, "request", **request)["level"] == "warning"
    error = await chat.refused("changes", {"conversation_id": group["id"], "since_rev": 0})
    assert error["code"] == "internal"
    broke = logged(server, "chat_event_broke", request_id=error["request_id"], chat_event="changes")
    assert broke["conversation"] == group["id"]
    assert broke["user"] == ann.id
    assert broke["socket"]
    change(server, f"UPDATE messages SET mentions = '[]' WHERE id = '{message['id']}'")


async def test_what_a_reader_of_the_database_logs_names_the_request_or_the_socket(server, ann, open_chat):
    group = await ann.group()
    await ann.send(group["id"])
    chat = await open_chat(ann)
    change(server, "ALTER TABLE reactions RENAME TO elsewhere")
    response = await ann.call("GET", f"/conversations/{group['id']}/messages?around=1")
    history = {"conversation_id": group["id"], "around": 1}
    refused = await chat.refused("history", history)
    change(server, "ALTER TABLE elsewhere RENAME TO reactions")
    assert response.status_code == 503
    assert refused["code"] == "unavailable"
    request_id = response.headers["x-request-id"]
    assert logged(server, "read_failed", request_id=request_id)["conversation"] == group["id"]
    of_socket = [line for line in lines(server) if line["event"] == "read_failed" and "socket" in line]
    assert [(line["user"], line["conversation"]) for line in of_socket] == [(ann.id, group["id"])]


async def test_nothing_that_people_write_and_no_secret_is_in_it_whatever_is_called(server, ann, open_chat):
    async with Api(server.url) as bea, Api(server.url) as gone:
        await bea.register(display_name=MARKER)
        await gone.register()
        victim = await Victim.make(ann, bea)
        hook = await ann.post(f"/conversations/{victim.group['id']}/hooks", {"name": MARKER})
        chat = await open_chat(ann)
        for event, model in PAYLOADS.items():
            await _try(chat, event, dict.fromkeys(model.model_fields, MARKER))
            ids = {"conversation_id": victim.group["id"], "message_id": victim.message["id"]}
            texts = {"body": MARKER, "client_id": unique(MARKER), "emoji": MARKER, "state": MARKER}
            await _try(chat, event, {"on": True, "seq": 1, "since_rev": 0, "known": {}, **texts, **ids})
        for frame in (f"42{MARKER}", f'42/chat,1["{MARKER}"]', f"42/chat,1{MARKER}", f'42["{MARKER}",'):
            await chat.send_raw(frame)
        await ann.upload(f"{MARKER}\n".encode() * 100, f"{MARKER}.txt")
        await ann.upload(png(), f"{MARKER}.png")
        broken = b"\x89PNG\r\n\x1a\n" + MARKER.encode()
        await ann.refused("POST", "/files", 422, files={"file": (f"{MARKER}.png", broken)})
        for operation in sorted(await described(server), key=lambda one: one.method == "DELETE"):
            # Each with what fits and with what does not; by somebody who may, and (what ends one's own
            # session) by somebody who is not needed any more.
            caller = gone if operation.path.startswith(("/api/v1/auth", "/api/v1/sessions")) else ann
            values = victim.ids if caller is ann else dict.fromkeys(victim.ids, OF_NOBODY)
            address = operation.address(values) + f"?q={MARKER}&cursor={MARKER}"
            for texts in (operation.names & _TEXTS, operation.names):
                fields = dict.fromkeys(texts, MARKER) if operation.has_json else {}
                answer = await caller.call(operation.method, address, **operation.body(**fields))
                assert answer.status_code < 500, f"{operation} {answer.text}"
        await ann.client.post(hook["url"], json={"text": MARKER, "username": MARKER})
        await ann.client.get(f"/{MARKER}?{MARKER}")
        told = [line for line in lines(server) if MARKER in orjson.dumps(line).decode().lower()]
        assert told == []
        hook_secret = hook["url"].rpartition("/")[2]
        assert [secret for secret in [*secrets_of(ann, bea, gone), hook_secret] if secret in server.log] == []


_TEXTS = frozenset({"body", "topic", "reason", "status_text", "message", "display_name", "title", "text"})


async def _try(chat: Any, event: str, payload: Json) -> None:
    if event in ("typing", "presence"):
        await chat.tell(event, payload)
    else:
        await chat.emit(event, payload)
