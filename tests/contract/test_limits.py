"""What is too much is refused, with the time after which it is not; what a busy bot does is not too much."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

import pytest
import pytest_asyncio
from websockets.exceptions import ConnectionClosed

from chat_app.services import limits
from tests.contract.conftest import StartOn
from tests.support.api import Api, error_of, unique
from tests.support.chat import Chat
from tests.support.servers import AppServer

STACKS = ("sqlite",)
ON = {"CHAT_RATE_LIMITS": "on"}


@pytest.fixture(scope="module")
def strict(start_on: StartOn) -> AppServer:
    """An installation as people have it: every other test runs without limits."""
    return start_on("sqlite", **ON)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def ann(strict: AppServer):
    async with Api(strict.url) as api:
        yield await api.register()


async def until_refused(most: int, call: Any) -> Any:
    """The first answer of many that is `too_many_requests`; a minute may turn on the way."""
    for _ in range(2 * most // 100 + 1):
        for answer in await asyncio.gather(*(call() for _ in range(100))):
            if "too_many_requests" in str(getattr(answer, "text", answer)):
                return answer
    raise AssertionError("nothing was refused")


async def test_a_bot_that_sends_600_messages_at_once_has_them_all_sent(strict, ann):
    group = await ann.group()
    async with await Chat.connect(strict.url, token=ann.token) as chat:
        await chat.sync()
        sends = [
            chat.ask("send", {"conversation_id": group["id"], "client_id": unique("c"), "body": f"{n}"})
            for n in range(600)
        ]
        acks = await asyncio.gather(*sends)
    assert [ack["message"]["body"] for ack in acks] == [f"{n}" for n in range(600)]


async def test_too_many_searches_are_refused_with_a_time_to_wait(ann):
    response = await until_refused(300, lambda: ann.call("GET", "/search"))
    assert response.status_code == 429
    assert 1 <= int(response.headers["retry-after"]) <= 60
    assert error_of(response)["code"] == "too_many_requests"
    await ann.get("/me")


async def test_too_many_sends_are_refused_with_a_time_to_wait_and_the_socket_stays(strict):
    async with Api(strict.url) as api:
        bea = await api.register()
        group = await bea.group()
        blank = {"conversation_id": group["id"], "client_id": "c", "body": ""}
        async with await Chat.connect(strict.url, token=bea.token) as chat:
            ack = await until_refused(3000, lambda: chat.ask("send", blank))
            error = ack["error"]
            assert error["code"] == "too_many_requests"
            assert isinstance(error["retry_after"], int)
            assert 1 <= error["retry_after"] <= 60
            assert (await chat.ok("history", {"conversation_id": group["id"]}))["last_seq"] == group[
                "last_seq"
            ]
        await bea.refused(
            "POST", f"/conversations/{group['id']}/messages", 429, json={"client_id": "c", "body": "x"}
        )


@pytest.mark.parametrize(
    "frame", ['42/chat,["typing",{"conversation_id":"x","on":true}]', "42/chat,[]", "42/chat,"], ids=repr
)
async def test_a_socket_that_never_stops_is_closed_with_a_reason(strict, ann, frame):
    chat = await Chat.connect(strict.url, token=ann.token)
    with contextlib.suppress(ConnectionClosed):
        for _ in range(2 * 6000 + 200):
            await chat.send_raw(frame)
    await chat.wait_closed()
    assert (chat.close_code, chat.close_reason) == (4029, "too_many_events")
    await ann.get("/me")


async def test_one_account_has_so_many_sockets_and_no_more(strict):
    async with Api(strict.url) as api:
        cid = await api.register()
        chats = await asyncio.gather(
            *(Chat.connect(strict.url, token=cid.token) for _ in range(limits.MOST_SOCKETS))
        )
        refused: Any = None
        try:
            await Chat.connect(strict.url, token=cid.token)
        except Exception as error:  # noqa: BLE001 - looked at below
            refused = error
        assert refused.data["error"]["code"] == "too_many_requests"
        assert refused.data["error"]["retry_after"] > 0
        await chats[0].close()
        await asyncio.gather(*(chat.close() for chat in chats[1:]))


async def test_one_webhook_posts_so_often_and_no_more(ann):
    group = await ann.group()
    hook = await ann.ok("POST", f"/conversations/{group['id']}/hooks", json={"name": "Busy"})
    address = "/hooks/" + hook["url"].rpartition("/")[2]
    response = await until_refused(300, lambda: ann.client.post(ann.url + address, json={"text": "again"}))
    assert response.status_code == 429
    assert int(response.headers["retry-after"]) >= 1


async def test_links_to_new_passwords_are_asked_for_so_often_from_one_address_and_no_more(ann):
    response = await until_refused(30, lambda: ann.call("POST", "/auth/reset", json={"login": unique("n")}))
    assert response.status_code == 429
    assert error_of(response)["code"] == "too_many_requests"
