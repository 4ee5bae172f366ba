"""`sync`: what a client must hear to be up to date, and no more."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.shapes import check_conversation, check_message, check_user
from tests.support.api import unique
from tests.support.servers import EVERY_STACK

STACKS = EVERY_STACK


async def many(chat, conversation_id: str, count: int) -> None:
    requests = [
        {"conversation_id": conversation_id, "client_id": unique("c"), "body": f"{n}"} for n in range(count)
    ]
    acks = await asyncio.gather(*(chat.ask("send", request) for request in requests))
    assert all("message" in ack for ack in acks)


async def test_sync_brings_oneself_and_ones_conversations(newcomer, bob, open_chat):
    ann = await newcomer()
    group, direct = await ann.group(bob), await ann.direct(bob)
    chat = await open_chat(ann, sync=False)
    ack = await chat.sync()
    assert set(ack) >= {"me", "conversations", "changes", "reset", "presence", "receipts"}
    check_user(ack["me"])
    assert ack["me"]["id"] == ann.id
    for conversation in ack["conversations"]:
        check_conversation(conversation)
    assert [c["id"] for c in ack["conversations"]] == [direct["id"], group["id"]]
    assert ack["conversations"] == await ann.all("/conversations")
    assert (ack["changes"], ack["reset"]) == ({}, [])
    assert set(ack["receipts"]) == {group["id"], direct["id"]}
    assert set(ack["presence"].values()) <= {"online", "away", "offline"}


async def test_somebody_new_has_nothing_to_sync(newcomer, open_chat):
    chat = await open_chat(await newcomer(), sync=False)
    ack = await chat.sync()
    assert (ack["conversations"], ack["changes"], ack["reset"], ack["receipts"]) == ([], {}, [], {})


async def test_what_one_was_told_is_told_to_the_next_as_it_is_by_then(newcomer, open_chat):
    ann, ben = await newcomer(), await newcomer()
    group = await ann.group(ben)
    sent = [await ann.send(group["id"], f"{n}") for n in range(3)]
    chats = [await open_chat(who, sync=False) for who in (ann, ben)]

    async def told() -> list[tuple[str, str]]:
        history = await ann.history(group["id"])
        for chat in chats:
            ack = await chat.sync({group["id"]: sent[0]["rev"]})
            (last,) = [c["last_message"] for c in ack["conversations"] if c["id"] == group["id"]]
            changes = ack["changes"][group["id"]]
            assert sorted(changes, key=lambda message: message["seq"]) == history[-2:]
            assert last == history[-1]
        return [(message["author"]["display_name"], message["body"]) for message in history[-2:]]

    name = ann.user["display_name"]
    assert await told() == [(name, "1"), (name, "2")]
    await ann.edit(sent[1]["id"], "1 again")
    assert await told() == [(name, "1 again"), (name, "2")]
    await ann.patch("/me", {"display_name": "Ann Again"})
    assert await told() == [("Ann Again", "1 again"), ("Ann Again", "2")]


async def test_a_conversation_that_is_known_gets_what_changed_since(newcomer, bob, open_chat):
    ann = await newcomer()
    group = await ann.group(bob)
    sent = [await ann.send(group["id"], f"{n}") for n in range(5)]
    known = sent[-1]["rev"]
    chat = await open_chat(ann, sync=False)
    assert (await chat.sync({group["id"]: known}))["changes"] == {group["id"]: []}
    await bob.react(sent[0]["id"], "👍")
    await ann.edit(sent[1]["id"], "Edited")
    await ann.remove(sent[2]["id"])
    new = await bob.send(group["id"], "New")
    (changes,) = [(await chat.sync({group["id"]: known}))["changes"]]
    assert list(changes) == [group["id"]]
    for message in changes[group["id"]]:
        check_message(message)
    expected = {m["id"]: m for m in await ann.history(group["id"]) if m["rev"] > known}
    assert {m["id"]: m for m in changes[group["id"]]} == expected
    assert set(expected) == {sent[0]["id"], sent[1]["id"], sent[2]["id"], new["id"]}


async def test_a_conversation_that_is_not_named_gets_nothing(newcomer, bob, open_chat):
    ann = await newcomer()
    one, two = await ann.group(bob), await ann.group(bob)
    for group in (one, two):
        await bob.send(group["id"])
    chat = await open_chat(ann, sync=False)
    ack = await chat.sync({one["id"]: 0})
    assert list(ack["changes"]) == [one["id"]]
    assert ack["changes"][one["id"]] == await ann.history(one["id"])


async def test_500_changes_behind_is_repaired_and_501_is_a_reset(newcomer, bob, open_chat):
    ann = await newcomer()
    group = await ann.group(bob)
    chat = await open_chat(ann)
    await many(chat, group["id"], 501)
    last_rev = (await ann.conversation(group["id"]))["last_rev"]
    ack = await chat.sync({group["id"]: last_rev - 500})
    assert len(ack["changes"][group["id"]]) == 500
    assert ack["reset"] == []
    ack = await chat.sync({group["id"]: last_rev - 501})
    assert group["id"] not in ack["changes"]
    assert ack["reset"] == [group["id"]]
    changes = {"conversation_id": group["id"], "since_rev": last_rev - 500}
    assert len((await chat.ok("changes", changes))["items"]) == 500
    assert await chat.ok("changes", changes | {"since_rev": last_rev - 501}) == {"reset": True}


async def test_what_is_gone_is_not_in_the_list(newcomer, bob, open_chat):
    ann = await newcomer()
    left, deleted, kept = [await bob.group(ann) for _ in range(3)]
    await ann.post(f"/conversations/{left['id']}/leave")
    await bob.delete(f"/conversations/{deleted['id']}")
    chat = await open_chat(ann, sync=False)
    ack = await chat.sync({left["id"]: 0, deleted["id"]: 0, kept["id"]: 0, "never-was": 0})
    assert [c["id"] for c in ack["conversations"]] == [kept["id"]]
    assert set(ack["changes"]) == {kept["id"]}
    assert ack["reset"] == []
    assert set(ack["receipts"]) == {kept["id"]}


async def test_naming_the_conversation_of_others_tells_nothing(newcomer, bob, open_chat):
    ann = await newcomer()
    secret = await bob.group()
    await bob.send(secret["id"], "A secret")
    chat = await open_chat(ann, sync=False)
    ack = await chat.sync({secret["id"]: 0})
    assert secret["id"] not in str(ack)
    assert "secret" not in str(ack)
    await chat.refused("history", {"conversation_id": secret["id"]})
    await chat.refused("changes", {"conversation_id": secret["id"], "since_rev": 0})


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"known": None},
        {"known": []},
        {"known": "all"},
        {"known": {"x": "1"}},
        {"known": {"x": None}},
        {"known": {"x": 1.5}},
        {"known": {"x": {}}},
    ],
)
async def test_knowing_something_else_is_refused_and_the_socket_goes_on(alice, open_chat, payload):
    chat = await open_chat(alice, sync=False)
    ack = await chat.emit("sync", payload)
    assert isinstance(ack, dict)
    assert "error" in ack or "conversations" in ack
    if payload:
        assert "error" in ack
    await chat.sync()


async def test_a_rev_from_the_future_does_not_hide_the_present(newcomer, bob, open_chat):
    """A server restored from a backup is behind its clients; they must not believe themselves up to date."""
    ann = await newcomer()
    group = await ann.group(bob)
    sent = await bob.send(group["id"])
    chat = await open_chat(ann, sync=False)
    for known in (sent["rev"] + 1, 2**31, 2**60):
        ack = await chat.sync({group["id"]: known})
        assert ack["reset"] == [group["id"]] or ack["changes"] == {group["id"]: []}


async def test_there_are_no_events_before_sync(alice, bob, open_chat):
    group = await alice.group(bob)
    synced, unsynced = await open_chat(bob), await open_chat(bob, sync=False)
    sent = await alice.send(group["id"])
    await synced.wait_for_message(sent)
    ack = await unsynced.sync({group["id"]: 0})
    assert sent in ack["changes"][group["id"]]
    later = await alice.send(group["id"])
    await unsynced.wait_for_message(later)
    assert unsynced.received[0].kind == "ack"
    revs = [e["rev"] for e in unsynced.events if e["type"] == "message"]
    assert revs == [later["rev"]]


async def test_sync_may_be_repeated_and_events_still_come_once(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(bob)
    first = await chat.sync()
    second = await chat.sync()
    assert first == second
    sent = await alice.send(group["id"])
    await chat.wait_for_message(sent)
    marker = await alice.send(group["id"])
    await chat.wait_for_message(marker)
    assert [e["rev"] for e in chat.since(0, "message")] == [sent["rev"], marker["rev"]]


async def test_nothing_falls_between_sync_and_the_events(alice, bob, open_chat):
    """Syncs in the middle of a stream of messages: what the ack lacks comes as events, in order, no hole."""
    group = await alice.group(bob)
    sender = await open_chat(alice)
    streaming = asyncio.create_task(many(sender, group["id"], 300))
    chats = [await open_chat(bob, sync=False) for _ in range(6)]
    acks = []
    for chat in chats:
        acks.append(await chat.sync({group["id"]: 0}))
        await sender.changed(0.05)
    await streaming
    marker = await alice.send(group["id"], "Marker")
    for chat, ack in zip(chats, acks, strict=True):
        await chat.wait_for_message(marker)
        held = max((m["rev"] for m in ack["changes"][group["id"]]), default=0)
        assert [m["rev"] for m in ack["changes"][group["id"]]] == list(range(1, held + 1))
        live = [e["rev"] for e in chat.since(0, "message")]
        assert live == sorted(set(live))
        assert [rev for rev in live if rev > held] == list(range(held + 1, marker["rev"] + 1))
        (view,) = [c for c in ack["conversations"] if c["id"] == group["id"]]
        assert view["last_rev"] == held  # list and changes are of one moment


async def test_presence_of_those_one_shares_a_conversation_with(newcomer, open_chat):
    ann, ben, stranger = await newcomer(), await newcomer(), await newcomer()
    await ann.group(ben)
    watching = await open_chat(ann)
    await open_chat(stranger)
    await open_chat(ben)
    await watching.wait_for(
        lambda e: e["type"] == "presence" and e["user_id"] == ben.id and e["state"] == "online"
    )
    ack = await watching.sync()
    assert ack["presence"][ben.id] == "online"
    assert stranger.id not in ack["presence"]
    assert stranger.id not in [e["user_id"] for e in watching.since(0, "presence")]
