"""Delivered and read: two numbers for each member."""

from __future__ import annotations

import pytest

from tests.contract.shapes import check_time


async def test_a_receipt_reaches_the_others_live(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    mine, theirs = await open_chat(alice), await open_chat(bob)

    def receipt(event):
        return (
            event["type"] == "receipt"
            and event["conversation_id"] == group["id"]
            and event["user_id"] == bob.id
        )

    ack = await theirs.ok("delivered", {"conversation_id": group["id"], "seq": sent["seq"]})
    assert "error" not in ack
    event = await mine.wait_for(receipt)
    assert event["delivered_seq"] == sent["seq"]
    assert event["read_seq"] < sent["seq"]
    mark = mine.mark
    ack = await theirs.ok("read", {"conversation_id": group["id"], "seq": sent["seq"]})
    assert (ack["read_seq"], ack["unread"]) == (sent["seq"], 0)
    event = await mine.wait_for(lambda e: receipt(e) and e["read_seq"] == sent["seq"], since=mark)
    assert event["delivered_seq"] >= sent["seq"]  # what is read was delivered
    await theirs.wait_for(lambda e: receipt(e) and e["read_seq"] == sent["seq"])


async def test_who_read_a_message_and_to_whom_it_was_delivered(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    sent = await alice.send(group["id"])
    await bob.read(group["id"], sent["seq"])
    chat = await open_chat(carol)
    await chat.ok("delivered", {"conversation_id": group["id"], "seq": sent["seq"]})
    receipts = await alice.get(f"/messages/{sent['id']}/receipts")
    assert [r["user"]["id"] for r in receipts["read"]] == [bob.id]
    assert carol.id in [r["user"]["id"] for r in receipts["delivered"]]
    everyone = [r["user"]["id"] for kind in ("read", "delivered") for r in receipts[kind]]
    assert alice.id not in everyone
    for kind in ("read", "delivered"):
        for entry in receipts[kind]:
            check_time(entry["at"])


async def test_sending_reads_everything_before(alice, bob):
    group = await alice.group(bob)
    first = await alice.send(group["id"], "Question")
    answer = await bob.send(group["id"], "Answer")
    assert (await bob.conversation(group["id"]))["my"]["read_seq"] == answer["seq"]
    receipts = await alice.get(f"/messages/{first['id']}/receipts")
    assert [r["user"]["id"] for r in receipts["read"]] == [bob.id]


async def test_a_sender_hears_of_their_own_receipt_after_the_message(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(alice)
    sent = await chat.send(group["id"], "Hello")
    await chat.wait_for(
        lambda e: e["type"] == "receipt" and e["user_id"] == alice.id and e["read_seq"] == sent["seq"]
    )
    kinds = [e["type"] for e in chat.events if e.get("conversation_id") == group["id"]]
    assert kinds.index("message") < kinds.index("receipt")


async def test_delivered_never_moves_back_and_never_beyond_what_exists(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = [await alice.send(group["id"]) for _ in range(3)][-1]
    chat = await open_chat(bob)
    for seq in (sent["seq"] + 1000, 1):
        await chat.emit("delivered", {"conversation_id": group["id"], "seq": seq})
        assert (await alice.members(group["id"]))[bob.id]["delivered_seq"] == sent["seq"]


async def test_sync_brings_the_receipts_of_every_conversation(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    await bob.read(group["id"], sent["seq"])
    chat = await open_chat(alice, sync=False)
    ack = await chat.sync()
    members = await alice.members(group["id"])
    assert ack["receipts"][group["id"]] == {
        id_: [m["read_seq"], m["delivered_seq"]] for id_, m in members.items()
    }
    assert ack["receipts"][group["id"]][bob.id][0] == sent["seq"]


@pytest.mark.parametrize("event", ["read", "delivered"])
async def test_no_receipts_for_what_one_may_not_read(alice, dave, open_chat, event):
    group = await alice.group()
    sent = await alice.send(group["id"])
    chat = await open_chat(dave)
    await chat.refused(event, {"conversation_id": group["id"], "seq": sent["seq"]})
    await dave.refused("PUT", f"/conversations/{group['id']}/read", 404, json={"seq": 1})
    assert dave.id not in (await alice.members(group["id"]))
