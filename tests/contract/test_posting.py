"""Who may write in a group: everybody, or only its admins."""

from __future__ import annotations

import pytest

from tests.contract.shapes import check_conversation

STACKS = ("sqlite", "postgres", "postgres-redis")


async def test_where_only_admins_write_members_are_refused_on_every_road(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol, posting="admins")
    check_conversation(group)
    assert group["posting"] == "admins"
    path = f"/conversations/{group['id']}"
    await alice.patch(f"{path}/members/{bob.id}", {"role": "admin"})
    said = await alice.send(group["id"], "Tomorrow we sow")
    await bob.send(group["id"], "At nine")
    chat = await open_chat(carol)
    for answer in ({}, {"reply_to": said["id"]}, {"thread_root": said["id"]}):
        content = {"client_id": "mine", "body": "May I?"} | answer
        error = await carol.refused("POST", f"{path}/messages", 403, json=content)
        assert error["code"] == "posting_restricted"
        error = await chat.refused("send", content | {"conversation_id": group["id"]})
        assert error["code"] == "posting_restricted"
    await carol.react(said["id"], "👍")
    assert [m["body"] for m in await carol.history(group["id"])] == ["Tomorrow we sow", "At nine"]


async def test_admins_open_and_close_a_group_and_it_takes_effect_at_once(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    path = f"/conversations/{group['id']}"
    await alice.patch(f"{path}/members/{bob.id}", {"role": "admin"})
    chat = await open_chat(carol)
    assert (await bob.patch(path, {"posting": "admins"}))["posting"] == "admins"
    heard = await chat.wait_for(
        lambda e: e["type"] == "conversation" and e["conversation"]["posting"] == "admins"
    )
    assert heard["conversation"]["id"] == group["id"]
    await carol.refused("POST", f"{path}/messages", 403, json={"client_id": "1", "body": "May I?"})
    await bob.patch(path, {"posting": "everyone"})
    await carol.send(group["id"], "Thanks")


async def test_who_becomes_a_plain_member_may_not_write_any_more(alice, bob):
    group = await alice.group(bob, posting="admins")
    path = f"/conversations/{group['id']}"
    await alice.patch(f"{path}/members/{bob.id}", {"role": "admin"})
    await bob.send(group["id"], "Before")
    await alice.patch(f"{path}/members/{bob.id}", {"role": "member"})
    await bob.refused("POST", f"{path}/messages", 403, json={"client_id": "1", "body": "After"})


@pytest.mark.parametrize("posting", ["", "nobody", 1, True])
async def test_what_is_no_policy_is_refused(alice, posting):
    group = await alice.group()
    error = await alice.refused(
        "PATCH", f"/conversations/{group['id']}", 422, json={"posting": posting, "name": "Changed"}
    )
    assert "posting" in error["fields"]
    assert (await alice.conversation(group["id"]))["name"] == group["name"]


async def test_a_direct_conversation_has_no_policy(alice, bob):
    direct = await alice.direct(bob)
    assert direct["posting"] == "everyone"
    await alice.refused("PATCH", f"/conversations/{direct['id']}", 403, json={"posting": "admins"})
