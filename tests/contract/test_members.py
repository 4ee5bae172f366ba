"""Who is in a group, as what, and since when."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.shapes import check_conversation, check_member
from tests.support.api import Json


def of(event: Json, conversation_id: str, user_id: str) -> bool:
    return (
        event["type"] == "member"
        and event["conversation_id"] == conversation_id
        and event["user_id"] == user_id
    )


async def test_members_are_listed_with_their_roles(alice, bob):
    group = await alice.group(bob)
    members = await alice.members(group["id"])
    for member in members.values():
        check_member(member)
    assert {id_: m["role"] for id_, m in members.items()} == {alice.id: "owner", bob.id: "member"}
    assert await bob.members(group["id"]) == members


async def test_the_list_of_members_is_paged_without_holes_or_doubles(alice, bob, carol, dave):
    group = await alice.group(bob, carol, dave)
    paged = [m["user"]["id"] for m in await alice.all(f"/conversations/{group['id']}/members", limit=1)]
    assert sorted(paged) == sorted([alice.id, bob.id, carol.id, dave.id])


async def test_somebody_added_is_a_member_at_once_and_hears_of_it(alice, bob, dave, open_chat):
    group = await alice.group(bob)
    newcomer, other = await open_chat(dave), await open_chat(bob)
    member = await alice.put(f"/conversations/{group['id']}/members/{dave.id}", {})
    check_member(member)
    assert (member["user"]["id"], member["role"]) == (dave.id, "member")
    event = await newcomer.wait_for(
        lambda e: e["type"] == "conversation" and e["conversation"]["id"] == group["id"]
    )
    check_conversation(event["conversation"])
    assert event["conversation"]["my"]["role"] == "member"
    assert (await other.wait_for(lambda e: of(e, group["id"], dave.id)))["role"] == "member"
    message = await alice.send(group["id"], "Welcome")
    await newcomer.wait_for_message(message)
    assert (await dave.message(message["id"]))["body"] == "Welcome"


async def test_adding_somebody_again_changes_nothing(alice, bob):
    group = await alice.group(bob)
    await alice.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "admin"})
    before = await alice.conversation(group["id"])
    member = await alice.put(f"/conversations/{group['id']}/members/{bob.id}", {})
    assert member["role"] == "admin"
    assert await alice.conversation(group["id"]) == before


async def test_a_person_added_by_ten_at_once_is_there_once(alice, bob, dave):
    group = await alice.group(bob)
    calls = [alice.call("PUT", f"/conversations/{group['id']}/members/{dave.id}", json={}) for _ in range(10)]
    assert all(r.is_success for r in await asyncio.gather(*calls))
    assert (await alice.conversation(group["id"]))["member_count"] == 3
    assert len(await alice.all(f"/conversations/{group['id']}/members")) == 3


async def test_nobody_who_does_not_exist_is_added(alice):
    group = await alice.group()
    await alice.refused("PUT", f"/conversations/{group['id']}/members/nobody", 404, 422, json={})


async def test_a_role_changes_and_everyone_hears_of_it(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    chats = [await open_chat(one) for one in (bob, carol)]
    member = await alice.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "admin"})
    check_member(member)
    assert member["role"] == "admin"
    for chat in chats:
        assert (await chat.wait_for(lambda e: of(e, group["id"], bob.id)))["role"] == "admin"
    assert (await bob.conversation(group["id"]))["my"]["role"] == "admin"


@pytest.mark.parametrize("body", [{"role": "king"}, {"role": 1}, {"role": ["admin"]}, []])
async def test_there_are_three_roles_and_no_more(alice, bob, body):
    group = await alice.group(bob)
    await alice.refused("PATCH", f"/conversations/{group['id']}/members/{bob.id}", 422, json=body)
    assert (await alice.members(group["id"]))[bob.id]["role"] == "member"


async def test_the_role_of_a_stranger_cannot_be_changed(alice, dave):
    group = await alice.group()
    await alice.refused(
        "PATCH", f"/conversations/{group['id']}/members/{dave.id}", 404, json={"role": "admin"}
    )
    await alice.refused("DELETE", f"/conversations/{group['id']}/members/{dave.id}", 404)


async def test_somebody_removed_is_outside_and_the_others_hear_of_it(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    removed, other = await open_chat(bob), await open_chat(carol)
    await alice.ok("DELETE", f"/conversations/{group['id']}/members/{bob.id}", status=204)
    await removed.wait_for(
        lambda e: e["type"] == "conversation_removed" and e["conversation_id"] == group["id"]
    )
    assert (await other.wait_for(lambda e: of(e, group["id"], bob.id)))["role"] is None
    await bob.refused("GET", f"/conversations/{group['id']}", 404)
    assert set(await alice.members(group["id"])) == {alice.id, carol.id}


async def test_the_count_of_members_follows(alice, bob, carol, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(bob)

    def count(n: int):
        return lambda e: (
            e["type"] == "conversation"
            and e["conversation"]["id"] == group["id"]
            and e["conversation"]["member_count"] == n
        )

    await alice.put(f"/conversations/{group['id']}/members/{carol.id}", {})
    await chat.wait_for(count(3))
    mark = chat.mark
    await alice.delete(f"/conversations/{group['id']}/members/{carol.id}")
    await chat.wait_for(count(2), since=mark)


async def test_the_last_owner_cannot_leave_or_step_down_before_there_is_another(alice, bob):
    group = await alice.group(bob)
    mine = f"/conversations/{group['id']}/members/{alice.id}"
    await alice.refused("POST", f"/conversations/{group['id']}/leave")
    await alice.refused("DELETE", mine)
    await alice.refused("PATCH", mine, json={"role": "member"})
    await alice.refused("PATCH", mine, json={"role": "admin"})
    assert (await alice.members(group["id"]))[alice.id]["role"] == "owner"
    await alice.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "owner"})
    await alice.ok("POST", f"/conversations/{group['id']}/leave", status=204)
    assert {id_: m["role"] for id_, m in (await bob.members(group["id"])).items()} == {bob.id: "owner"}


async def test_two_owners_who_leave_at_once_leave_one_behind(alice, bob, carol):
    group = await alice.group(bob, carol)
    await alice.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "owner"})
    calls = [one.call("POST", f"/conversations/{group['id']}/leave") for one in (alice, bob)]
    await asyncio.gather(*calls)
    roles = [m["role"] for m in (await carol.members(group["id"])).values()]
    assert roles.count("owner") >= 1


async def test_who_comes_back_sees_the_history_again(alice, bob):
    group = await alice.group(bob)
    await alice.send(group["id"], "Before")
    await alice.delete(f"/conversations/{group['id']}/members/{bob.id}")
    await alice.send(group["id"], "While away")
    await alice.put(f"/conversations/{group['id']}/members/{bob.id}", {})
    assert await bob.history(group["id"]) == await alice.history(group["id"])
