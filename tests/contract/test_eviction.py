"""Nobody hears anything of a conversation after being removed from it, nor through a session that ended."""

from __future__ import annotations

import asyncio
import contextlib

import pytest
from websockets.exceptions import ConnectionClosed

from tests.contract.conftest import OpenChat
from tests.support.api import Api, Json, unique
from tests.support.chat import Chat, ClosedError
from tests.support.valkey import Valkey


def about(chat: Chat, mark: int, conversation_id: str) -> list[Json]:
    """What was heard of a conversation from a moment on."""
    return [
        event
        for event in chat.since(mark)
        if conversation_id in {event.get("conversation_id"), event.get("conversation", {}).get("id")}
    ]


async def removal(chat: Chat, conversation_id: str) -> int:
    """Waits for the news of being out; the place in the record just after it."""
    event = await chat.wait_for(
        lambda e: e["type"] == "conversation_removed" and e["conversation_id"] == conversation_id
    )
    return chat.events.index(event) + 1


@pytest.mark.parametrize("how", ["removed", "left", "deleted"])
async def test_who_is_out_hears_nothing_more(alice, bob, carol, open_chat, how):
    group, lobby = await alice.group(bob, carol), await alice.group(bob)
    phone, laptop = await open_chat(bob), await open_chat(bob)
    path = f"/conversations/{group['id']}"
    match how:
        case "removed":
            await alice.delete(f"{path}/members/{bob.id}")
        case "left":
            await bob.post(f"{path}/leave")
        case _:
            await alice.delete(path)
    if how != "deleted":
        sent = await alice.send(group["id"], "Behind their back")
        await carol.react(sent["id"], "👍")
        await alice.edit(sent["id"], "Edited")
        await carol.read(group["id"], sent["seq"])
        await alice.patch(path, {"name": "New name"})
        await alice.delete(f"{path}/members/{carol.id}")
    marker = await alice.send(lobby["id"], "Marker")
    for chat in (phone, laptop):
        await chat.wait_for_message(marker)
        assert about(chat, await removal(chat, group["id"]), group["id"]) == []
        assert "Behind their back" not in str(chat.events)
        await chat.refused("send", {"conversation_id": group["id"], "client_id": unique("c"), "body": "x"})
        await chat.refused("history", {"conversation_id": group["id"]})
        await chat.refused("changes", {"conversation_id": group["id"], "since_rev": 0})
        await chat.refused("read", {"conversation_id": group["id"], "seq": 1})
        ack = await chat.sync({group["id"]: 0})
        assert group["id"] not in str(ack)


async def test_not_one_event_slips_through_while_messages_pour_in(alice, bob, open_chat):
    """The removal falls between two messages: those before it are heard, of those after it none."""
    group, lobby = await alice.group(bob), await alice.group(bob)
    sender, removed = await open_chat(alice), await open_chat(bob)

    async def pour(count: int) -> list[Json]:
        requests = [
            {"conversation_id": group["id"], "client_id": unique("c"), "body": f"{n}"} for n in range(count)
        ]
        return [ack["message"] for ack in await asyncio.gather(*(sender.ask("send", r) for r in requests))]

    before = await pour(50)
    during = asyncio.create_task(pour(200))
    await sender.wait_for(lambda e: e["type"] == "message" and e["rev"] > before[-1]["rev"] + 20)
    await alice.delete(f"/conversations/{group['id']}/members/{bob.id}")
    after_removal = sender.mark
    await during
    after = await pour(20)
    await alice.put(f"/conversations/{group['id']}/members/{bob.id}", {})
    marker = await alice.send(lobby["id"], "Marker")
    await removed.wait_for_message(marker)
    place = await removal(removed, group["id"])
    heard = [e["rev"] for e in removed.events[:place] if e["type"] == "message"]
    assert heard == list(range(before[0]["rev"], before[0]["rev"] + len(heard)))
    assert len(heard) >= len(before)
    assert {m["id"] for m in after}.isdisjoint(
        e["message"]["id"] for e in removed.events if e["type"] == "message"
    )
    assert after_removal <= sender.mark


async def test_who_is_out_is_let_in_again_and_hears_on(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(bob)
    await alice.delete(f"/conversations/{group['id']}/members/{bob.id}")
    place = await removal(chat, group["id"])
    unheard = await alice.send(group["id"], "Unheard")
    await alice.put(f"/conversations/{group['id']}/members/{bob.id}", {})
    event = await chat.wait_for(
        lambda e: e["type"] == "conversation" and e["conversation"]["id"] == group["id"], since=place
    )
    assert event["conversation"]["last_rev"] >= unheard["rev"]
    heard = await alice.send(group["id"], "Heard")
    await chat.wait_for_message(heard)
    revs = [e["rev"] for e in chat.since(place, "message")]
    assert unheard["rev"] not in revs
    assert revs[-1] == heard["rev"]


@pytest.mark.parametrize("how", ["logout", "another device", "refresh token reused"])
async def test_an_ended_session_is_told_so_and_closed(newcomer, open_chat: OpenChat, how):
    ann = await newcomer()
    phone = await ann.another_device()
    group = await ann.group()
    here, same_session, elsewhere = await open_chat(ann), await open_chat(ann), await open_chat(phone)
    match how:
        case "logout":
            await ann.logout()
        case "another device":
            mine = {s["id"] for s in await phone.all("/sessions")}
            third = await phone.another_device()
            (newest,) = {s["id"] for s in await phone.all("/sessions")} - mine
            victim = await open_chat(third)
            await phone.delete(f"/sessions/{newest}")
            await victim.wait_closed()
            assert victim.events[-1]["type"] == "session_ended"
            return
        case _:
            used = ann.refresh_token
            await ann.refresh()
            await ann.refused("POST", "/auth/refresh", 401, json={"refresh_token": used})
    sent = await phone.send(group["id"], "After the end")
    await elsewhere.wait_for_message(sent)
    for chat in (here, same_session):
        await chat.wait_closed()
        assert chat.events[-1]["type"] == "session_ended"
        assert isinstance(chat.events[-1]["reason"], str)
        assert "After the end" not in str(chat.events)
    assert not elsewhere.closed


async def test_the_browsers_socket_ends_with_its_cookie(server, newcomer):
    ann = await newcomer()
    async with await Chat.connect(server.url, cookie=ann.cookie, origin=server.url) as chat:
        await chat.sync()
        await ann.logout()
        await chat.wait_closed()
        assert chat.events[-1]["type"] == "session_ended"


async def test_what_an_ended_session_still_says_is_not_done(newcomer, open_chat):
    ann = await newcomer()
    phone = await ann.another_device()
    group = await ann.group()
    chat = await open_chat(ann)
    await ann.logout()
    with contextlib.suppress(ClosedError, ConnectionClosed):  # being closed already is as good
        await chat.refused("send", {"conversation_id": group["id"], "client_id": unique("c"), "body": "Late"})
    assert "Late" not in [m["body"] for m in await phone.history(group["id"])]


@pytest.fixture(scope="module")
def pair(start_on):
    """Two servers of one installation, on PostgreSQL and a bus, and what is needed to hurt the bus."""
    bus = Valkey()
    secret = "a secret that both servers know, long enough"
    one = start_on("postgres-redis", CHAT_REDIS_URL=bus.url, CHAT_SECRET_KEY=secret)
    other = start_on(
        "postgres-redis",
        CHAT_REDIS_URL=bus.url,
        CHAT_SECRET_KEY=secret,
        CHAT_DATABASE_URL=one.env["CHAT_DATABASE_URL"],
    )
    yield one, other, bus
    bus.close()


async def test_what_happens_at_one_server_is_heard_at_the_other(pair):
    one, other, _ = pair
    async with Api(one.url) as ann, Api(other.url) as ben:
        await ann.register()
        await ben.register()
        group = await ann.group(ben)
        async with (
            await Chat.connect(one.url, token=ann.token) as here,
            await Chat.connect(other.url, token=ben.token) as there,
            await Chat.connect(other.url, token=ann.token) as ann_there,
        ):
            for chat in (here, there, ann_there):
                await chat.sync()
            for sender, listener in ((here, there), (there, here), (there, ann_there)):
                sent = await sender.send(group["id"], "Across")
                assert (await listener.wait_for_message(sent))["message"] == sent
            await ann.logout()
            for chat in (here, ann_there):
                await chat.wait_closed()
                assert chat.events[-1]["type"] == "session_ended"


async def test_the_removed_hear_nothing_also_when_the_bus_lost_the_news(pair):
    one, other, bus = pair
    async with Api(one.url) as ann, Api(other.url) as ben, Api(other.url) as cat:
        for somebody in (ann, ben, cat):
            await somebody.register()
        group = await ann.group(ben, cat)
        async with (
            await Chat.connect(other.url, token=ben.token) as removed,
            await Chat.connect(other.url, token=cat.token) as member,
        ):
            await removed.sync()
            await member.sync()
            bus.stop()
            try:
                response = await ann.call("DELETE", f"/conversations/{group['id']}/members/{ben.id}")
                missed = await ann.send(group["id"], "While the bus was down")
            finally:
                bus.start()
            assert response.status_code in {204, 503}
            if response.status_code == 503:
                await ann.delete(f"/conversations/{group['id']}/members/{ben.id}")
            later = await ann.send(group["id"], "After it came back")
            await member.wait_for_message(later, within=30)
            await member.wait_for_message(missed)
            await removed.sync()
            bodies = [e["message"]["body"] for e in removed.events if e["type"] == "message"]
            assert bodies == []


async def test_an_ended_session_hears_nothing_also_when_the_bus_lost_the_news(pair):
    one, other, bus = pair
    async with Api(one.url) as ann, Api(one.url) as ben:
        await ann.register()
        await ben.register()
        group = await ann.group(ben)
        phone = await ben.another_device()
        async with (
            phone,
            await Chat.connect(other.url, token=ben.token) as ended,
            await Chat.connect(other.url, token=phone.token) as alive,
        ):
            await ended.sync()
            await alive.sync()
            bus.stop()
            try:
                await ben.logout()
            finally:
                bus.start()
            sent = await ann.send(group["id"], "After the end")
            await alive.wait_for_message(sent, within=30)
            assert "After the end" not in str(ended.events)
            await ended.wait_closed(30)
            assert ended.events[-1]["type"] == "session_ended"


async def test_a_bus_that_comes_back_empty_costs_no_message(pair):
    one, other, bus = pair
    async with Api(one.url) as ann, Api(other.url) as ben:
        await ann.register()
        await ben.register()
        group = await ann.group(ben)
        async with await Chat.connect(other.url, token=ben.token) as there:
            await there.sync()
            sent = []
            for n in range(30):
                if n == 10:
                    bus.flush()
                if n == 20:
                    bus.stop()
                    bus.start()
                sent.append(await ann.send(group["id"], f"{n}"))
            await there.wait_for_message(sent[-1], within=30)
            assert [e["message"] for e in there.since(0, "message")] == sent
