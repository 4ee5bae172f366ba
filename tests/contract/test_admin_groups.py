"""What those who run an installation see of its groups, and do to them."""

from __future__ import annotations

import pytest

from tests.support.api import Api, Json, unique


async def told(boss: Api, group: Json) -> list[Json]:
    """What the log says of a group, the newest first."""
    entries = await boss.all("/admin/audit", action="group")
    return [entry for entry in entries if entry["target"]["id"] == group["id"]]


async def test_groups_are_listed_with_names_and_numbers_and_never_messages(admin, alice, bob):
    name = unique("Listed")
    group = await alice.group(bob, name=name, topic="Of beds", visibility="public")
    await alice.send(group["id"], "A secret of the garden")
    (listed,) = (await admin.get("/admin/groups", q=name[2:].lower()))["items"]
    assert {key: listed[key] for key in ("id", "name", "topic", "visibility", "posting", "archived")} == {
        "id": group["id"], "name": name, "topic": "Of beds", "visibility": "public", "posting": "everyone",
        "archived": False,
    }  # fmt: skip
    assert (listed["member_count"], listed["created_by"]["id"]) == (2, alice.id)
    assert [owner["id"] for owner in listed["owners"]] == [alice.id]
    whole = await admin.get(f"/admin/groups/{group['id']}")
    assert listed["last_seq"] == (await alice.conversation(group["id"]))["last_seq"]
    assert (whole["files"], whole["bytes"]) == (0, 0)
    for shown in (listed, whole, await admin.get(f"/admin/groups/{group['id']}/members")):
        assert "secret" not in str(shown)
    for path in ("/messages", "/members", "/files"):
        await admin.refused("GET", f"/conversations/{group['id']}{path}", 403)


async def test_what_was_sent_is_counted_once(admin, alice):
    group = await alice.group()
    file = await alice.upload(b"0123456789", "ten.txt")
    await alice.send_file(group["id"], file)
    await alice.send_file(group["id"], file)
    whole = await admin.get(f"/admin/groups/{group['id']}")
    assert (whole["files"], whole["bytes"]) == (1, 10)


async def test_direct_conversations_are_nobodys_business(boss, alice, bob):
    direct = await alice.direct(bob)
    assert direct["id"] not in [group["id"] for group in await boss.all("/admin/groups")]
    path = f"/admin/groups/{direct['id']}"
    await boss.refused("GET", path, 404)
    await boss.refused("GET", f"{path}/members", 404)
    await boss.refused("PATCH", path, 404, json={"name": "Mine"})
    await boss.refused("PUT", f"{path}/members/{boss.id}", 404, json={"role": "owner"})
    await boss.refused("DELETE", f"{path}/members/{bob.id}", 404)
    await boss.refused("DELETE", path, 404)
    assert (await alice.conversation(direct["id"]))["peer"]["id"] == bob.id


@pytest.mark.parametrize(
    "sort", [f"{way}{by}" for by in ("name", "members", "created", "active") for way in ("", "-")]
)
async def test_every_order_is_paged_without_holes_or_doubles(boss, alice, bob, sort):
    tag = unique("sorted")
    made = [
        await alice.group(name=f"B {tag}"),
        await alice.group(bob, name=f"a {tag}"),
        await alice.group(name=f"A {tag}"),
        await alice.group(name=f"C {tag}"),
    ]
    await alice.send(made[0]["id"])
    whole = [group["id"] for group in (await boss.get("/admin/groups", q=tag, sort=sort))["items"]]
    assert [group["id"] for group in await boss.all("/admin/groups", q=tag, sort=sort, limit=1)] == whole
    assert sorted(whole) == sorted(group["id"] for group in made)
    ends = {
        "created": (0, made[0]), "-created": (0, made[3]), "name": (-1, made[3]), "-name": (0, made[3]),
        "active": (-1, made[0]), "-active": (0, made[0]), "members": (-1, made[1]), "-members": (0, made[1]),
    }  # fmt: skip
    place, group = ends[sort]
    assert whole[place] == group["id"]


async def test_filters_and_the_total_agree(boss, alice):
    tag = unique("filtered")
    private, public = await alice.group(name=tag), await alice.group(name=tag, visibility="public")
    await alice.patch(f"/conversations/{private['id']}", {"archived": True})
    for which, expected in (
        ({}, [private, public]),
        ({"state": "archived"}, [private]),
        ({"state": "active"}, [public]),
        ({"visibility": "private"}, [private]),
        ({"visibility": "public", "state": "archived"}, []),
    ):
        page = await boss.get("/admin/groups", q=tag, limit=1, **which)
        found = await boss.all("/admin/groups", q=tag, limit=1, **which)
        assert sorted(one["id"] for one in found) == sorted(one["id"] for one in expected), which
        assert page["total"] == len(expected), which
    for query in ({"sort": "age"}, {"state": "gone"}, {"visibility": "secret"}, {"cursor": "0"}):
        await boss.refused("GET", "/admin/groups", 422, params=query)


async def test_members_hear_what_an_admin_does_as_if_an_owner_had(admin, alice, bob, open_chat):
    group = await alice.group(bob, name="Before")
    chat = await open_chat(bob)
    path = f"/admin/groups/{group['id']}"

    def shown(**fields: object):
        return lambda e: (
            e["type"] == "conversation"
            and all(
                e["conversation"][name] == value for name, value in ({"id": group["id"]} | fields).items()
            )
        )

    changed = await admin.patch(
        path, {"name": "After", "topic": "New", "visibility": "public", "last_seq": 99}
    )
    assert (changed["name"], changed["topic"], changed["visibility"]) == ("After", "New", "private")
    await chat.wait_for(shown(name="After", topic="New"))
    await admin.patch(path, {"archived": True})
    await chat.wait_for(shown(archived=True))
    await bob.refused(
        "POST", f"/conversations/{group['id']}/messages", 403, json={"client_id": "1", "body": "x"}
    )
    await admin.patch(path, {"archived": False})
    await admin.patch(path, {"archived": False})  # again changes nothing
    entries = await told(admin, group)
    assert [entry["action"] for entry in entries] == ["group.unarchive", "group.archive", "group.change"]
    assert entries[-1]["data"] == {
        "name": {"from": "Before", "to": "After"}, "topic": {"from": "", "to": "New"},
    }  # fmt: skip
    assert {entry["ip"] for entry in entries} == {"127.0.0.1"}
    for body in ({"name": ""}, {"name": "x" * 81}, {"topic": "x" * 251}, {"archived": 1}, {"name": 5}):
        await admin.refused("PATCH", path, 422, json=body)


async def test_an_orphaned_group_gets_an_owner_who_need_not_be_a_member(admin, alice, bob, carol, open_chat):
    group = await alice.group(bob)
    taken_in, other = await open_chat(carol), await open_chat(bob)
    changed = await admin.patch(f"/admin/groups/{group['id']}", {"owner_id": carol.id})
    assert {owner["id"] for owner in changed["owners"]} == {alice.id, carol.id}
    seen = await taken_in.wait_for(
        lambda e: e["type"] == "conversation" and e["conversation"]["id"] == group["id"]
    )
    assert seen["conversation"]["my"]["role"] == "owner"
    event = await other.wait_for(lambda e: e["type"] == "member" and e["user_id"] == carol.id)
    assert event["role"] == "owner"
    (entry,) = await told(admin, group)
    assert (entry["action"], entry["data"]["user"]["id"]) == ("group.add_member", carol.id)
    await admin.refused("PATCH", f"/admin/groups/{group['id']}", 404, json={"owner_id": "0" * 28})


async def test_members_are_listed_given_roles_and_removed(admin, alice, bob, carol, open_chat):
    group = await alice.group(bob)
    path = f"/admin/groups/{group['id']}/members"
    chat = await open_chat(bob)
    member = await admin.put(f"{path}/{carol.id}", {"role": "admin"})
    assert (member["user"]["id"], member["role"]) == (carol.id, "admin")
    again = await admin.put(f"{path}/{carol.id}", {"role": "admin"})
    assert (again["user"]["id"], again["role"], again["joined_at"]) == (
        carol.id, "admin", member["joined_at"],
    )  # fmt: skip
    listed = await admin.all(path, limit=1)
    assert {m["user"]["id"]: m["role"] for m in listed} == {
        alice.id: "owner", bob.id: "member", carol.id: "admin",
    }  # fmt: skip
    assert "read_seq" not in listed[0]  # how far somebody has read is theirs to tell
    assert [m["user"]["id"] for m in await admin.all(path, q=carol.username)] == [carol.id]
    await admin.ok("DELETE", f"{path}/{bob.id}", status=204)
    await chat.wait_for(lambda e: e["type"] == "conversation_removed" and e["conversation_id"] == group["id"])
    await bob.refused("GET", f"/conversations/{group['id']}", 404)
    await admin.refused("DELETE", f"{path}/{bob.id}", 404)
    await admin.refused("PUT", f"{path}/{bob.id}", 422, json={"role": "king"})
    assert [e["action"] for e in await told(admin, group)] == ["group.remove_member", "group.add_member"]


async def test_the_last_owner_stays_whoever_asks(admin, alice, bob):
    group = await alice.group(bob)
    path = f"/admin/groups/{group['id']}/members/{alice.id}"
    assert (await admin.refused("DELETE", path, 409))["code"] == "last_owner"
    assert (await admin.refused("PUT", path, 409, json={"role": "member"}))["code"] == "last_owner"
    assert await told(admin, group) == []


async def test_a_deleted_group_is_gone_for_everybody_and_stays_told_of(admin, alice, bob, open_chat):
    group = await alice.group(bob, name="To be deleted")
    await alice.send(group["id"])
    chat = await open_chat(bob)
    await admin.ok("DELETE", f"/admin/groups/{group['id']}", status=204)
    await chat.wait_for(lambda e: e["type"] == "conversation_removed" and e["conversation_id"] == group["id"])
    await alice.refused("GET", f"/conversations/{group['id']}", 404)
    for method in ("GET", "DELETE"):
        await admin.refused(method, f"/admin/groups/{group['id']}", 404)
    (entry,) = await told(admin, group)
    assert (entry["action"], entry["target"]["name"]) == ("group.delete", "To be deleted")
    assert entry["data"]["members"] == 2
