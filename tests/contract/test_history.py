"""Reading a conversation: pages in every direction, and what changed since."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.contract.shapes import check_message
from tests.support.api import Api, Json
from tests.support.chat import Chat


class Room:
    """A conversation of 30 messages with an edit, a tombstone, a thread and a reaction in it."""

    def __init__(self, api: Api, chat: Chat, id_: str, messages: list[Json]) -> None:
        self.api, self.chat, self.id, self.messages = api, chat, id_, messages
        self.last = len(messages)

    def seqs(self, page: Json) -> list[int]:
        return [m["seq"] for m in page["items"]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(alice: Api, bob: Api) -> AsyncIterator[Room]:
    group = await alice.group(bob)
    async with await Chat.connect(alice.url, token=alice.token) as chat:
        await chat.sync()
        while (sent := await chat.send(group["id"], "A message"))["seq"] < 30:
            pass
        messages = await alice.history(group["id"])
        by_seq = {m["seq"]: m for m in messages}
        await alice.edit(by_seq[12]["id"], "Edited")
        await alice.remove(by_seq[15]["id"])
        await bob.react(by_seq[20]["id"], "👍")
        assert sent["seq"] == 30
        yield Room(alice, chat, group["id"], await alice.history(group["id"]))


async def test_the_newest_come_without_asking_for_more(room):
    page = await room.api.page(room.id, limit=5)
    assert room.seqs(page) == [26, 27, 28, 29, 30]
    assert page["items"] == room.messages[-5:]
    assert (page["last_seq"], page["last_rev"]) == (30, max(m["rev"] for m in room.messages))
    for message in page["items"]:
        check_message(message)


async def test_before_and_after_exclude_the_message_named(room):
    for road in ("http", "chat"):

        async def page(road: str = road, **where: int) -> list[int]:
            if road == "http":
                return room.seqs(await room.api.page(room.id, **where))
            return room.seqs(await room.chat.ok("history", {"conversation_id": room.id} | where))

        assert await page(before=10, limit=4) == [6, 7, 8, 9]
        assert await page(after=10, limit=4) == [11, 12, 13, 14]
        assert await page(before=3, limit=10) == [1, 2]
        assert await page(after=28, limit=10) == [29, 30]
        assert await page(before=1) == []
        assert await page(after=30) == []
        assert await page(before=1000, limit=3) == [28, 29, 30]
        assert await page(after=0, limit=3) == [1, 2, 3]
        assert await page() == list(range(1, 31))


async def test_around_a_message_are_its_neighbours_on_both_sides(room):
    for where in (1, 2, 15, 29, 30):
        by_http = await room.api.page(room.id, around=where, limit=7)
        by_chat = await room.chat.ok("history", {"conversation_id": room.id, "around": where, "limit": 7})
        seqs = room.seqs(by_http)
        assert where in seqs
        assert len(seqs) <= 7
        assert seqs == list(range(seqs[0], seqs[-1] + 1))
        if 4 < where < 27:
            assert seqs[0] < where < seqs[-1]
        assert room.seqs(by_chat) == seqs


async def test_at_a_time_are_both_sides_of_the_first_message_of_that_time_or_later(room):
    for index, message in enumerate(room.messages):
        first = next(m for m in room.messages if m["created_at"] >= message["created_at"])
        for time in (message["created_at"], message["created_at"].replace("Z", "+00:00")):
            by_http = await room.api.page(room.id, at=time, limit=7)
            by_chat = await room.chat.ok("history", {"conversation_id": room.id, "at": time, "limit": 7})
            around = await room.api.page(room.id, around=first["seq"], limit=7)
            assert by_http == around, index
            assert by_chat["items"] == around["items"]


async def test_at_a_time_outside_of_the_conversation_is_its_nearer_end(room):
    first = await room.api.page(room.id, at="1999-12-31T23:59:59Z", limit=7)
    last = await room.api.page(room.id, at="9999-12-31T23:59:59.999-14:00", limit=7)
    assert room.seqs(first) == [1, 2, 3, 4, 5, 6, 7]
    assert room.seqs(last) == [24, 25, 26, 27, 28, 29, 30]


@pytest.mark.parametrize("time", ["", "yesterday", "2026-01-02", "2026-01-02T03:04:05", "12", "x" * 100])
async def test_a_time_is_as_rfc_3339_writes_it(room, time):
    await room.api.refused("GET", f"/conversations/{room.id}/messages", 422, params={"at": time})
    await room.chat.refused("history", {"conversation_id": room.id, "at": time})
    await room.chat.refused("history", {"conversation_id": room.id, "at": 12})


@pytest.mark.parametrize("limit", [1, 2, 7, 29, 30, 31, 200])
async def test_pages_in_either_direction_leave_no_holes_and_repeat_nothing(room, limit):
    forward: list[Json] = []
    while page := (await room.api.page(room.id, after=forward[-1]["seq"] if forward else 0, limit=limit))[
        "items"
    ]:
        assert len(page) <= limit
        forward += page
    backward: list[Json] = []
    while page := (await room.api.page(room.id, before=backward[0]["seq"] if backward else 31, limit=limit))[
        "items"
    ]:
        backward = page + backward
    assert forward == backward == room.messages


async def test_a_page_has_50_messages_unless_asked_otherwise_and_200_at_most(alice, open_chat):
    group = await alice.group()
    chat = await open_chat(alice)
    sends = [
        chat.ask("send", {"conversation_id": group["id"], "client_id": f"c{n}", "body": "x"})
        for n in range(205)
    ]
    await asyncio.gather(*sends)
    assert len((await alice.page(group["id"]))["items"]) == 50
    assert len((await alice.page(group["id"], limit=200))["items"]) == 200
    for limit in ("201", "100000", "0", "-1", "x", "1.5", "", "1e2", "99999999999999999999"):
        response = await alice.call("GET", f"/conversations/{group['id']}/messages", params={"limit": limit})
        assert response.status_code in {200, 422}, limit
        if response.status_code == 200:
            assert len(response.json()["items"]) <= 200


@pytest.mark.parametrize("where", ["before", "after", "around", "since_rev"])
@pytest.mark.parametrize(
    "value", ["x", "-1", "1.5", "", "null", "99999999999999999999", "9223372036854775808", "\u0661"]
)
async def test_a_place_that_makes_no_sense_breaks_nothing(room, where, value):
    response = await room.api.call("GET", f"/conversations/{room.id}/messages", params={where: value})
    assert response.status_code in {200, 422}
    if value in {"x", "1.5", "null"}:
        assert response.status_code == 422


async def test_since_rev_brings_each_changed_message_once_as_it_is_now(room):
    last_rev = max(m["rev"] for m in room.messages)
    for since in (0, 1, 10, 30, last_rev - 1, last_rev):
        page = await room.api.page(room.id, since_rev=since, limit=200)
        expected = [m for m in room.messages if m["rev"] > since]
        assert sorted(page["items"], key=lambda m: m["seq"]) == expected
        assert page["last_rev"] == last_rev
        by_chat = await room.chat.ok("changes", {"conversation_id": room.id, "since_rev": since})
        assert sorted(by_chat["items"], key=lambda m: m["seq"]) == expected
        assert by_chat["last_rev"] == last_rev


async def test_a_tombstone_is_part_of_the_history(room):
    assert [m["seq"] for m in room.messages if m["deleted"]] == [15]
    page = await room.chat.ok("history", {"conversation_id": room.id, "around": 15, "limit": 1})
    assert room.seqs(page) == [15]
    assert page["items"][0]["body"] == ""


async def test_history_over_the_socket_is_history_over_http(room):
    for where in ({}, {"before": 20, "limit": 7}, {"after": 5, "limit": 200}, {"limit": 1}):
        by_http = await room.api.page(room.id, **where)
        by_chat = await room.chat.ok("history", {"conversation_id": room.id} | where)
        for key in ("items", "last_seq", "last_rev"):
            assert by_chat[key] == by_http[key]
        assert by_http["next"] is None or isinstance(by_http["next"], str)


async def test_an_empty_conversation_has_an_empty_history(newcomer, alice):
    ann = await newcomer()
    direct = await ann.direct(alice)
    page = await ann.page(direct["id"])
    assert (page["items"], page["last_seq"], page["last_rev"]) == ([], 0, 0)
    assert (await ann.page(direct["id"], around=1))["items"] == []
    assert (await ann.page(direct["id"], at="2026-01-02T03:04:05Z"))["items"] == []
