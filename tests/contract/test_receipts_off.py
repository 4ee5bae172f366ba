"""Who switches receipts off is not seen reading, and sees nobody else reading."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api import Api, Json


@pytest_asyncio.fixture(loop_scope="session")
async def hidden(bob: Api) -> AsyncIterator[Api]:
    """bob, with his receipts off."""
    await bob.patch("/me", {"receipts": False})
    yield bob
    await bob.patch("/me", {"receipts": True})


def receipts_of(chat, conversation: Json, user: Api, since: int = 0) -> list[Json]:
    return [
        event
        for event in chat.events[since:]
        if event["type"] == "receipt"
        and (event["conversation_id"], event["user_id"]) == (conversation["id"], user.id)
    ]


async def test_the_switch_is_ones_own_affair(alice, hidden):
    assert (await hidden.get("/me"))["receipts"] is False
    others = (await alice.get("/users", q=hidden.username))["items"]
    assert "receipts" not in others[0]


async def test_nobody_learns_how_far_they_read(alice, hidden, carol, open_chat):
    group = await alice.group(hidden, carol)
    sent = await alice.send(group["id"])
    watching, other = await open_chat(alice), await open_chat(hidden)
    await hidden.read(group["id"], sent["seq"])
    marker = await alice.send(group["id"], "Marker")
    await watching.wait_for_message(marker)
    told = receipts_of(watching, group, hidden)
    assert [event["read_seq"] for event in told] == [0] * len(told)
    assert receipts_of(other, group, hidden)[-1]["read_seq"] == sent["seq"]
    for reader in (alice, carol):
        assert (await reader.members(group["id"]))[hidden.id]["read_seq"] == 0
        receipts = await reader.get(f"/messages/{sent['id']}/receipts")
        assert hidden.id not in [entry["user"]["id"] for entry in receipts["read"]]
        assert hidden.id in [entry["user"]["id"] for entry in receipts["delivered"]]
    async with await open_chat(carol, sync=False) as fresh:
        assert (await fresh.sync())["receipts"][group["id"]][hidden.id] == [0, sent["seq"]]


async def test_they_learn_it_of_nobody_either(alice, hidden, carol, open_chat):
    group = await alice.group(hidden, carol)
    sent = await alice.send(group["id"])
    watching, frank = await open_chat(hidden), await open_chat(alice)
    await carol.read(group["id"], sent["seq"])
    await frank.wait_for(
        lambda e: e["type"] == "receipt" and (e["user_id"], e["read_seq"]) == (carol.id, sent["seq"])
    )
    await watching.wait_for_message(await alice.send(group["id"], "Marker"))
    for other in (alice, carol):
        assert {event["read_seq"] for event in receipts_of(watching, group, other)} <= {0}
        assert (await hidden.members(group["id"]))[other.id]["read_seq"] == 0
    assert (await hidden.get(f"/messages/{sent['id']}/receipts"))["read"] == []
    async with await open_chat(hidden, sync=False) as fresh:
        pointers = (await fresh.sync())["receipts"][group["id"]]
        assert (pointers[alice.id][0], pointers[carol.id]) == (0, [0, sent["seq"]])


async def test_what_they_have_read_stays_exact_for_themselves(alice, hidden):
    group = await alice.group(hidden)
    sent = [await alice.send(group["id"]) for _ in range(3)]
    answer = await hidden.read(group["id"], sent[1]["seq"])
    assert (answer["read_seq"], answer["unread"]) == (sent[1]["seq"], 1)
    assert (await hidden.conversation(group["id"]))["my"]["read_seq"] == sent[1]["seq"]
    assert (await hidden.members(group["id"]))[hidden.id]["read_seq"] == sent[1]["seq"]


async def test_not_even_that_something_moved_is_told(alice, hidden, open_chat):
    group = await alice.group(hidden)
    sent = await alice.send(group["id"])
    watching, reading = await open_chat(alice), await open_chat(hidden)
    await reading.ok("delivered", {"conversation_id": group["id"], "seq": sent["seq"]})
    await watching.wait_for(lambda e: e["type"] == "receipt" and e["delivered_seq"] == sent["seq"])
    mark = watching.mark
    await reading.ok("read", {"conversation_id": group["id"], "seq": sent["seq"]})
    await watching.wait_for_message(await alice.send(group["id"], "Marker"))
    assert receipts_of(watching, group, hidden, mark) == []


async def test_sending_does_not_give_them_away(alice, hidden, open_chat):
    group = await alice.group(hidden)
    sent = await alice.send(group["id"])
    watching = await open_chat(alice)
    answer = await hidden.send(group["id"], "An answer")
    await watching.wait_for(
        lambda e: e["type"] == "receipt" and (e["user_id"], e["delivered_seq"]) == (hidden.id, answer["seq"])
    )
    assert {event["read_seq"] for event in receipts_of(watching, group, hidden)} == {0}
    assert (await alice.get(f"/messages/{sent['id']}/receipts"))["read"] == []


async def test_switching_is_seen_at_once_by_both_sides(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    sent = await alice.send(group["id"])
    for reader in (bob, carol):
        await reader.read(group["id"], sent["seq"])
    chats = {"alice": await open_chat(alice), "bob": await open_chat(bob)}
    for receipts, seen in ((False, 0), (True, sent["seq"])):
        marks = {name: chat.mark for name, chat in chats.items()}
        await bob.patch("/me", {"receipts": receipts})
        for name, about in (("alice", bob), ("bob", carol), ("bob", alice)):
            event = await chats[name].wait_for(
                lambda e, about=about: (
                    e["type"] == "receipt" and (e["conversation_id"], e["user_id"]) == (group["id"], about.id)
                ),
                since=marks[name],
            )
            assert event["read_seq"] == seen
        own = await chats["bob"].wait_for(lambda e: e["type"] == "me", since=marks["bob"])
        assert own["me"]["receipts"] is receipts
        assert not [e for e in chats["alice"].events if e["type"] == "me"]
