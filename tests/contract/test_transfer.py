"""Handing a group over."""

from __future__ import annotations

STACKS = ("sqlite", "postgres", "postgres-redis")


async def test_a_group_is_handed_over_at_once(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    path = f"/conversations/{group['id']}"
    chat = await open_chat(carol)
    seen = await alice.post(f"{path}/transfer", {"user_id": bob.id})
    assert seen["my"]["role"] == "admin"
    for somebody, role in ((bob, "owner"), (alice, "admin")):
        event = await chat.wait_for(
            lambda e, id_=somebody.id: (
                e["type"] == "member" and e["conversation_id"] == group["id"] and e["user_id"] == id_
            )
        )
        assert event["role"] == role
    await alice.refused("POST", f"{path}/transfer", 403, json={"user_id": alice.id})
    await bob.patch(path, {"visibility": "public"})


async def test_it_goes_to_a_member_alone_and_never_to_oneself(alice, bob, dave):
    group = await alice.group(bob)
    for nobody in (dave.id, alice.id, "nobody", ""):
        error = await alice.refused(
            "POST", f"/conversations/{group['id']}/transfer", 422, json={"user_id": nobody}
        )
        assert "user_id" in error["fields"]
    direct = await alice.direct(bob)
    await alice.refused("POST", f"/conversations/{direct['id']}/transfer", 403, json={"user_id": bob.id})
    assert (await alice.members(group["id"]))[alice.id]["role"] == "owner"
