"""Pinned messages."""

from __future__ import annotations

from tests.contract.shapes import check_message


async def test_a_pinned_message_is_listed_until_it_is_unpinned(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"], "Keep this")
    assert (await bob.get(f"/conversations/{group['id']}/pins"))["items"] == []
    pinned = await bob.pin(sent["id"])
    check_message(pinned)
    assert (pinned["pinned"], pinned["rev"]) == (True, sent["rev"] + 1)
    assert (await alice.get(f"/conversations/{group['id']}/pins"))["items"] == [pinned]
    unpinned = await alice.pin(sent["id"], on=False)
    assert (unpinned["pinned"], unpinned["rev"]) == (False, sent["rev"] + 2)
    assert (await bob.get(f"/conversations/{group['id']}/pins"))["items"] == []


async def test_pinning_again_changes_nothing(alice):
    group = await alice.group()
    sent = await alice.send(group["id"])
    assert await alice.pin(sent["id"], on=False) == sent
    pinned = await alice.pin(sent["id"])
    assert await alice.pin(sent["id"]) == pinned
    assert (await alice.conversation(group["id"]))["last_rev"] == pinned["rev"]


async def test_a_pin_is_heard_by_all(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    chat = await open_chat(bob)
    pinned = await alice.pin(sent["id"])
    assert (await chat.wait_for_message(pinned))["message"] == pinned


async def test_pins_are_paged_without_holes_or_doubles(alice):
    group = await alice.group()
    pinned = {(await alice.pin((await alice.send(group["id"]))["id"]))["id"] for _ in range(5)}
    paged = [m["id"] for m in await alice.all(f"/conversations/{group['id']}/pins", limit=2)]
    assert sorted(paged) == sorted(pinned)
