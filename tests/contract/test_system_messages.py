"""What a group says of what was done in it."""

from __future__ import annotations

from tests.contract.shapes import check_message
from tests.support.api import Api, Json

STACKS = ("sqlite", "postgres", "postgres-redis")


async def told(api: Api, group_id: str) -> list[Json]:
    """The events of the system messages of a group, in order."""
    history = await api.history(group_id)
    for message in history:
        check_message(message)
    return [message["event"] for message in history if message["kind"] == "system"]


async def test_coming_and_going_are_told(alice, bob, carol, dave):
    group = await alice.group(bob, visibility="public")
    path = f"/conversations/{group['id']}"
    await carol.post(f"{path}/join")
    await alice.put(f"{path}/members/{dave.id}", {})
    await alice.delete(f"{path}/members/{dave.id}")
    await bob.post(f"{path}/leave")
    events = await told(alice, group["id"])
    assert [(e["type"], e["actor_id"], e["user_ids"]) for e in events] == [
        ("joined", carol.id, []),
        ("added", alice.id, [dave.id]),
        ("removed", alice.id, [dave.id]),
        ("left", bob.id, []),
    ]
    assert events[1]["actor_name"] == alice.user["display_name"]
    assert events[1]["names"] == [dave.user["display_name"]]


async def test_what_changes_in_a_group_is_told_with_the_new_value(alice, bob):
    group = await alice.group(bob)
    path = f"/conversations/{group['id']}"
    for change in (
        {"name": "Beds"},
        {"topic": "What grows <b>where</b>"},
        {"topic": ""},
        {"posting": "admins"},
        {"visibility": "public"},
        {"archived": True},
        {"archived": False},
    ):
        await alice.patch(path, change)
    await alice.patch(f"{path}/members/{bob.id}", {"role": "admin"})
    await alice.patch(f"{path}/members/{bob.id}", {"role": "owner"})
    await alice.patch(f"{path}/members/{bob.id}", {"role": "member"})
    await alice.post(f"{path}/transfer", {"user_id": bob.id})
    history = await bob.history(group["id"])
    assert [m["event"]["type"] for m in history] == [
        "renamed",
        "topic",
        "topic",
        "posting",
        "archived",
        "returned",
        "owner_added",
        "owner_removed",
        "transferred",
    ]
    assert history[0]["event"]["name"] == "Beds"
    assert history[1]["event"]["topic"] == "What grows <b>where</b>"
    assert "<b>" not in history[1]["html"]
    assert history[3]["event"]["posting"] == "admins"
    assert history[0]["body"] == f"{alice.user['display_name']} renamed the group to “Beds”."
    assert [m["author"]["id"] for m in history] == [alice.id] * 9


async def test_what_changes_nothing_is_not_told(alice, bob):
    group = await alice.group(bob, topic="Plants")
    path = f"/conversations/{group['id']}"
    await alice.patch(path, {"name": group["name"], "topic": "Plants", "posting": "everyone"})
    await alice.put(f"{path}/members/{bob.id}", {})
    await alice.post(f"{path}/members", {"user_ids": [bob.id]})
    assert await told(alice, group["id"]) == []


async def test_many_added_at_once_are_one_message(alice, bob, carol, dave):
    group = await alice.group(carol)
    wanted = [bob.id, carol.id, dave.id, bob.id]
    added = await alice.post(f"/conversations/{group['id']}/members", {"user_ids": wanted})
    assert [m["user"]["id"] for m in added["items"]] == [bob.id, carol.id, dave.id]
    assert (await alice.conversation(group["id"]))["member_count"] == 4
    (event,) = await told(bob, group["id"])
    assert (event["type"], event["user_ids"]) == ("added", [bob.id, dave.id])
    await alice.refused(
        "POST", f"/conversations/{group['id']}/members", 422, json={"user_ids": [bob.id, "nobody"]}
    )


async def test_nobody_is_told_twice_and_nobody_has_it_unread(alice, bob, carol, open_chat):
    group = await alice.group(bob, visibility="public")
    chat = await open_chat(bob)
    await carol.post(f"/conversations/{group['id']}/join")
    event = await chat.wait_for(lambda e: e["type"] == "message" and e["conversation_id"] == group["id"])
    check_message(event["message"])
    assert event["message"] == (await bob.history(group["id"]))[0]
    for one in (alice, bob, carol):
        view = await one.conversation(group["id"])
        assert (view["my"]["unread"], view["my"]["mentions"]) == (0, 0)
        assert view["last_message"]["id"] == event["message"]["id"]
    await alice.send(group["id"], "Welcome")
    assert (await bob.conversation(group["id"]))["my"]["unread"] == 1
    assert (await carol.conversation(group["id"]))["my"]["unread"] == 1


async def test_it_is_not_found_by_searching(alice, bob):
    group = await alice.group(bob)
    await alice.patch(f"/conversations/{group['id']}", {"name": "Quinoa fields"})
    await alice.send(group["id"], "I sowed quinoa")
    found = await alice.get("/search", q="quinoa", conversation_id=group["id"])
    assert [one["message"]["kind"] for one in found["items"]] == ["user"]


async def test_nobody_acts_on_it_but_an_admin_who_deletes_it(alice, bob, carol):
    group = await alice.group(bob, carol)
    path = f"/conversations/{group['id']}"
    await alice.patch(f"{path}/members/{bob.id}", {"role": "admin"})
    await bob.patch(path, {"topic": "Plants"})
    await alice.patch(f"{path}/members/{bob.id}", {"role": "member"})
    (message,) = await alice.history(group["id"])
    of = f"/messages/{message['id']}"
    for one in (alice, bob):
        await one.refused("PATCH", of, 403, json={"body": "Never mind"})
        await one.refused("PUT", f"{of}/reactions/%F0%9F%91%8D", 403)
        await one.refused("PUT", f"{of}/pin", 403)
        for relation in ("reply_to", "thread_root"):
            answer = {"client_id": relation, "body": "Indeed", relation: message["id"]}
            await one.refused("POST", f"{path}/messages", 422, json=answer)
    for one in (bob, carol):
        await one.refused("DELETE", of, 403)
    assert await alice.message(message["id"]) == message
    await alice.ok("DELETE", of, status=204)
    gone = await bob.message(message["id"])
    check_message(gone)
    assert (gone["deleted"], gone["body"]) == (True, "")


async def test_direct_conversations_have_none(alice, bob):
    direct = await alice.direct(bob)
    assert await alice.history(direct["id"]) == []


async def test_a_large_group_does_not_tell_who_comes_and_goes(alice, bob, carol, newcomer):
    group = await alice.group(bob, visibility="public")
    others = [(await newcomer()).id for _ in range(99)]
    path = f"/conversations/{group['id']}"
    await alice.post(f"{path}/members", {"user_ids": others})
    assert (await alice.conversation(group["id"]))["member_count"] == 101
    await carol.post(f"{path}/join")
    await carol.post(f"{path}/leave")
    assert await told(alice, group["id"]) == []
    await alice.patch(path, {"name": "Many"})
    assert [e["type"] for e in await told(alice, group["id"])] == ["renamed"]
