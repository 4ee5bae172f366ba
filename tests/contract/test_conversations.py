"""Groups and direct conversations: making, changing, listing, ending them."""

from __future__ import annotations

import asyncio

import pytest

from tests.contract.shapes import check_conversation


async def test_who_makes_a_group_owns_it(alice, bob):
    group = await alice.group(bob, name="Plans", topic="What next?", visibility="private")
    check_conversation(group)
    assert (group["kind"], group["name"], group["topic"]) == ("group", "Plans", "What next?")
    assert (group["visibility"], group["archived"], group["member_count"]) == ("private", False, 2)
    assert group["my"]["role"] == "owner"
    theirs = await bob.conversation(group["id"])
    check_conversation(theirs)
    assert theirs["my"]["role"] == "member"
    assert {k: theirs[k] for k in theirs if k != "my"} == {k: group[k] for k in group if k != "my"}


async def test_making_a_group_writes_at_most_one_message_and_no_unread(alice, bob, carol):
    group = await alice.group(bob, carol)
    assert group["last_seq"] <= 1
    for one in (alice, bob):
        view = await one.conversation(group["id"])
        assert view["my"]["unread"] == 0
        assert [m["kind"] for m in await one.history(group["id"])] in ([], ["system"])


async def test_members_named_twice_or_including_oneself_count_once(alice, bob):
    group = await alice.group(bob, bob, alice)
    assert group["member_count"] == 2
    assert set(await alice.members(group["id"])) == {alice.id, bob.id}
    assert (await alice.conversation(group["id"]))["my"]["role"] == "owner"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "group"},
        {"kind": "group", "name": "", "visibility": "private", "member_ids": []},
        {"kind": "group", "name": "  \n ", "visibility": "private", "member_ids": []},
        {"kind": "group", "name": "x" * 10_000, "visibility": "private", "member_ids": []},
        {"kind": "group", "name": 7, "visibility": "private", "member_ids": []},
        {"kind": "group", "name": "x", "visibility": "secret", "member_ids": []},
        {"kind": "group", "name": "x", "visibility": "private", "member_ids": "bob"},
        {"kind": "group", "name": "x", "visibility": "private", "member_ids": [None]},
        {"kind": "group", "name": "x", "visibility": "private", "member_ids": [{"id": 1}]},
        {"kind": "group", "name": "x", "topic": "y" * 100_000, "visibility": "private", "member_ids": []},
        {"kind": "party", "name": "x", "visibility": "private", "member_ids": []},
        {"kind": "direct"},
        {"kind": "direct", "member_ids": []},
        {"kind": None, "member_ids": []},
        [],
    ],
)
async def test_a_conversation_that_makes_no_sense_is_refused(alice, body):
    await alice.refused("POST", "/conversations", 422, json=body)


async def test_nobody_talks_to_somebody_who_does_not_exist(alice, bob, carol):
    for body in (
        {"kind": "direct", "member_ids": ["nobody"]},
        {"kind": "group", "name": "x", "visibility": "private", "member_ids": [bob.id, "nobody"]},
    ):
        await alice.refused("POST", "/conversations", 404, 422, json=body)
    await alice.refused(
        "POST", "/conversations", 422, json={"kind": "direct", "member_ids": [bob.id, carol.id]}
    )


async def test_two_people_have_one_direct_conversation(newcomer, bob):
    ann = await newcomer()
    body = {"kind": "direct", "member_ids": [bob.id]}
    direct = await ann.ok("POST", "/conversations", json=body, status=201)
    check_conversation(direct)
    assert (direct["kind"], direct["member_count"], direct["last_seq"]) == ("direct", 2, 0)
    assert direct["peer"]["id"] == bob.id
    again = await ann.ok("POST", "/conversations", json=body, status=200)
    assert again["id"] == direct["id"]
    theirs = await bob.ok("POST", "/conversations", json=body | {"member_ids": [ann.id]}, status=200)
    assert theirs["id"] == direct["id"]
    assert theirs["peer"]["id"] == ann.id


async def test_two_people_who_write_to_each_other_at_once_meet_in_one_conversation(newcomer):
    ann, ben = await newcomer(), await newcomer()
    calls = [
        one.call("POST", "/conversations", json={"kind": "direct", "member_ids": [other.id]})
        for one, other in [(ann, ben), (ben, ann)] * 5
    ]
    responses = await asyncio.gather(*calls)
    assert {r.json().get("id") for r in responses} == {responses[0].json()["id"]}
    assert sorted(r.status_code for r in responses) == [200] * 9 + [201]


async def test_a_direct_conversation_has_no_system_messages(newcomer, bob):
    ann = await newcomer()
    direct = await ann.direct(bob)
    await ann.send(direct["id"], "Hi")
    assert [(m["seq"], m["kind"]) for m in await bob.history(direct["id"])] == [(1, "user")]


async def test_a_direct_conversation_takes_no_third_person(newcomer, bob, carol):
    ann = await newcomer()
    direct = await ann.direct(bob)
    await ann.refused("PUT", f"/conversations/{direct['id']}/members/{carol.id}", json={})
    await carol.refused("POST", f"/conversations/{direct['id']}/join")
    assert (await ann.conversation(direct["id"]))["member_count"] == 2
    await carol.refused("GET", f"/conversations/{direct['id']}", 404)


async def test_conversations_are_listed_newest_activity_first(newcomer, bob):
    ann = await newcomer()
    made = [(await ann.group(bob, name=f"Group {n}"))["id"] for n in range(3)]
    await ann.send(made[0])
    await bob.send(made[1])
    assert [c["id"] for c in await ann.all("/conversations")] == [made[1], made[0], made[2]]
    for conversation in await ann.all("/conversations"):
        check_conversation(conversation)


async def test_the_list_is_paged_without_holes_or_doubles(newcomer, bob):
    ann = await newcomer()
    made = [(await ann.group(bob, name=f"Group {n}"))["id"] for n in range(7)]
    for limit in (1, 2, 3, 7, 200):
        assert [c["id"] for c in await ann.all("/conversations", limit=limit)] == made[::-1], limit


async def test_the_newest_message_is_the_preview(alice, bob):
    group = await alice.group(bob)
    message = await bob.send(group["id"], "The newest")
    view = await alice.conversation(group["id"])
    assert view["last_message"]["id"] == message["id"]
    assert view["last_message"]["body"] == "The newest"
    edited = await bob.edit(message["id"], "Newer still")
    assert edited["rev"] == (await alice.conversation(group["id"]))["last_rev"]
    assert (await alice.conversation(group["id"]))["last_message"]["body"] == "Newer still"


async def test_a_group_is_renamed_and_its_topic_changed(alice, bob):
    group = await alice.group(bob, topic="Old")
    changed = await alice.patch(f"/conversations/{group['id']}", {"name": "New name"})
    check_conversation(changed)
    assert (changed["name"], changed["topic"]) == ("New name", "Old")
    changed = await alice.patch(f"/conversations/{group['id']}", {"topic": "New topic"})
    assert (changed["name"], changed["topic"]) == ("New name", "New topic")
    assert (await bob.conversation(group["id"]))["topic"] == "New topic"


async def test_what_is_not_a_groups_to_change_stays(alice, bob):
    group = await alice.group(bob)
    body = {"id": "x", "kind": "direct", "last_seq": 99, "last_rev": 99, "member_count": 0, "nonsense": True}
    await alice.call("PATCH", f"/conversations/{group['id']}", json=body)
    after = await alice.conversation(group["id"])
    for key in ("id", "kind", "member_count", "last_seq", "last_rev"):
        assert after[key] == group[key]


@pytest.mark.parametrize(
    "body",
    [
        {"name": ""},
        {"name": " "},
        {"name": 5},
        {"visibility": "x"},
        {"archived": "maybe"},
        {"topic": ["x"]},
        [],
    ],
)
async def test_a_change_that_makes_no_sense_is_refused(alice, body):
    group = await alice.group()
    await alice.refused("PATCH", f"/conversations/{group['id']}", 422, json=body)
    assert (await alice.conversation(group["id"]))["name"] == group["name"]


async def test_a_public_group_can_be_joined_by_anyone_and_left_again(alice, dave):
    group = await alice.group(visibility="public")
    joined = await dave.ok("POST", f"/conversations/{group['id']}/join", status=200)
    check_conversation(joined)
    assert joined["my"]["role"] == "member"
    assert joined["member_count"] == 2
    again = await dave.ok("POST", f"/conversations/{group['id']}/join", status=200)
    assert again["member_count"] == 2
    assert group["id"] in [c["id"] for c in await dave.all("/conversations")]
    await dave.ok("POST", f"/conversations/{group['id']}/leave", status=204)
    assert group["id"] not in [c["id"] for c in await dave.all("/conversations")]
    assert (await alice.conversation(group["id"]))["member_count"] == 1
    await dave.refused("POST", f"/conversations/{group['id']}/messages", json={"client_id": "x", "body": "x"})


async def test_a_private_group_is_unknown_to_those_outside(alice, bob, dave):
    group = await alice.group(bob)
    message = await alice.send(group["id"])
    for method, path in [
        ("GET", f"/conversations/{group['id']}"),
        ("GET", f"/conversations/{group['id']}/messages"),
        ("GET", f"/conversations/{group['id']}/members"),
        ("GET", f"/conversations/{group['id']}/pins"),
        ("POST", f"/conversations/{group['id']}/join"),
        ("GET", f"/messages/{message['id']}"),
        ("GET", f"/messages/{message['id']}/receipts"),
        ("PUT", f"/messages/{message['id']}/pin"),
        ("DELETE", f"/messages/{message['id']}"),
    ]:
        # word for word what is said of one that never was
        error = await dave.refused(method, path, 404)
        never = path.replace(group["id"], "0" * len(group["id"])).replace(
            message["id"], "0" * len(message["id"])
        )
        assert await dave.refused(method, never, 404) == error, path


async def test_a_deleted_group_is_gone_for_everyone(alice, bob):
    group = await alice.group(bob)
    message = await bob.send(group["id"])
    await alice.ok("DELETE", f"/conversations/{group['id']}", status=204)
    for one in (alice, bob):
        await one.refused("GET", f"/conversations/{group['id']}", 404)
        await one.refused("GET", f"/messages/{message['id']}", 404)
        assert group["id"] not in [c["id"] for c in await one.all("/conversations")]
    await alice.refused("DELETE", f"/conversations/{group['id']}", 404)


async def test_an_archived_group_can_be_read_and_brought_back(alice, bob):
    group = await alice.group(bob)
    message = await bob.send(group["id"])
    archived = await alice.patch(f"/conversations/{group['id']}", {"archived": True})
    assert archived["archived"] is True
    assert (await bob.message(message["id"]))["id"] == message["id"]
    await bob.refused("POST", f"/conversations/{group['id']}/messages", json={"client_id": "x", "body": "x"})
    restored = await alice.patch(f"/conversations/{group['id']}", {"archived": False})
    assert restored["archived"] is False
    await bob.send(group["id"])


async def test_changes_of_a_group_reach_its_members(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(bob)
    await alice.patch(f"/conversations/{group['id']}", {"name": "Renamed"})
    event = await chat.wait_for(
        lambda e: e["type"] == "conversation" and e["conversation"]["name"] == "Renamed"
    )
    check_conversation(event["conversation"])
    assert event["conversation"]["my"]["role"] == "member"  # for the reader, not for who did it
    await alice.delete(f"/conversations/{group['id']}")
    await chat.wait_for(lambda e: e["type"] == "conversation_removed" and e["conversation_id"] == group["id"])
