"""Reactions: one person, one emoji, once."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import pytest

from tests.contract.shapes import check_message


async def test_a_reaction_is_counted_with_who_gave_it(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    await alice.react(sent["id"], "🎉")
    reacted = await bob.react(sent["id"], "🎉")
    check_message(reacted)
    assert reacted["reactions"] == [{"emoji": "🎉", "count": 2, "user_ids": [alice.id, bob.id]}]
    assert reacted["rev"] == sent["rev"] + 2
    assert reacted["edited_at"] is None


async def test_repeating_a_reaction_changes_nothing(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    once = await bob.react(sent["id"], "👍")
    assert await bob.react(sent["id"], "👍") == once
    chat = await open_chat(bob)
    assert await chat.ok("react", {"message_id": sent["id"], "emoji": "👍", "on": True}) == {"message": once}
    off = await bob.react(sent["id"], "👍", on=False)
    assert (off["reactions"], off["rev"]) == ([], once["rev"] + 1)
    assert await bob.react(sent["id"], "👍", on=False) == off
    assert await chat.ok("react", {"message_id": sent["id"], "emoji": "👍", "on": False}) == {"message": off}
    assert (await alice.conversation(group["id"]))["last_rev"] == off["rev"]


async def test_a_shortcode_is_the_emoji_it_names(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    named = await alice.react(sent["id"], ":rocket:")
    assert await alice.react(sent["id"], "🚀") == named
    both = await bob.react(sent["id"], "🚀")
    assert [(r["emoji"], r["count"]) for r in both["reactions"]] == [("🚀", 2)]
    off = await alice.react(sent["id"], ":rocket:", on=False)
    assert [(r["emoji"], r["user_ids"]) for r in off["reactions"]] == [("🚀", [bob.id])]


@pytest.mark.parametrize("emoji", ["👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "❤️", "#️⃣", "☺️"])
async def test_every_unicode_emoji_will_do(alice, emoji):
    group = await alice.group()
    sent = await alice.send(group["id"])
    on = await alice.react(sent["id"], emoji)
    assert len(on["reactions"]) == 1
    assert (await alice.react(sent["id"], emoji, on=False))["reactions"] == []


async def test_a_tone_of_skin_is_another_reaction(alice):
    group = await alice.group()
    sent = await alice.send(group["id"])
    await alice.react(sent["id"], "👍")
    assert len((await alice.react(sent["id"], "👍🏽"))["reactions"]) == 2


@pytest.mark.parametrize(
    "emoji",
    ["abc", ":no_such_emoji_here:", "<b>", "👍👎", "👍 ", " ", "1", "x" * 5000, "::", "\u0000", "👍x", "‍"],
)
async def test_what_is_no_emoji_is_refused(alice, open_chat, emoji):
    group = await alice.group()
    sent = await alice.send(group["id"])
    path = f"/messages/{sent['id']}/reactions/{quote(emoji, safe='')}"
    await alice.refused("PUT", path, 404, 414, 422)
    chat = await open_chat(alice)
    await chat.refused("react", {"message_id": sent["id"], "emoji": emoji, "on": True})
    assert (await alice.message(sent["id"]))["reactions"] == []


async def test_reactions_keep_the_order_in_which_they_came(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    for emoji in ("🚀", "🎉", "👍"):
        await alice.react(sent["id"], emoji)
    reacted = await bob.react(sent["id"], "👍")
    assert [r["emoji"] for r in reacted["reactions"]] == ["🚀", "🎉", "👍"]


async def test_a_reaction_given_ten_times_at_once_is_one(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    await asyncio.gather(*(bob.react(sent["id"], "👍") for _ in range(10)))
    now = await alice.message(sent["id"])
    assert now["reactions"] == [{"emoji": "👍", "count": 1, "user_ids": [bob.id]}]
    assert now["rev"] == sent["rev"] + 1


async def test_a_reaction_over_the_socket_is_heard_by_all(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    mine, theirs = await open_chat(alice), await open_chat(bob)
    reacted = (await theirs.ok("react", {"message_id": sent["id"], "emoji": "👍", "on": True}))["message"]
    for chat in (mine, theirs):
        assert (await chat.wait_for_message(reacted))["message"] == reacted
