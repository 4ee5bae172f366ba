"""Whom a message mentions: by name, all of a group, or whoever is there."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.api import Api, Json, unique


async def mentions(api: Api, conversation: Json) -> int:
    return (await api.conversation(conversation["id"]))["my"]["mentions"]


async def test_all_reaches_everybody_but_the_author(alice, bob, carol):
    group = await alice.group(bob, carol)
    sent = await bob.send(group["id"], "Hear, @all")
    assert sorted(sent["mentions"]) == sorted([alice.id, carol.id])
    assert '<span class="mention" data-name="all">@all</span>' in sent["html"]
    assert (await mentions(alice, group), await mentions(bob, group)) == (1, 0)


def is_told(user: Api, state: str) -> Callable[[Json], bool]:
    return lambda e: e["type"] == "presence" and (e["user_id"], e["state"]) == (user.id, state)


async def test_here_reaches_whoever_is_connected(alice, newcomer, open_chat):
    there, elsewhere = await newcomer(), await newcomer()
    group = await alice.group(there, elsewhere)
    watching = await open_chat(alice)
    await open_chat(there)
    await watching.wait_for(is_told(there, "online"))
    sent = await alice.send(group["id"], "Lunch, @here?")
    assert sent["mentions"] == [there.id]
    assert (await mentions(there, group), await mentions(elsewhere, group)) == (1, 0)


async def test_an_edit_keeps_those_who_were_there_when_it_was_sent(alice, newcomer, open_chat):
    there, later = await newcomer(), await newcomer()
    group = await alice.group(there, later)
    watching, chat = await open_chat(alice), await open_chat(there)
    await watching.wait_for(is_told(there, "online"))
    sent = await alice.send(group["id"], "Lunch, @here?")
    await chat.close()
    await watching.wait_for(is_told(there, "offline"))
    edited = await alice.edit(sent["id"], f"Lunch at one, @here? And @{later.username}?")
    assert sorted(edited["mentions"]) == sorted([there.id, later.id])


async def test_an_edit_can_call_all_and_take_it_back(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"], "Hear")
    assert (await alice.edit(sent["id"], "Hear, @all"))["mentions"] == [bob.id]
    assert await mentions(bob, group) == 1
    assert (await alice.edit(sent["id"], "Hear"))["mentions"] == []
    assert await mentions(bob, group) == 0


async def test_nobody_is_mentioned_twice(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"], f"@{bob.username}, @all and @here")
    assert sent["mentions"] == [bob.id]


async def test_in_a_direct_conversation_all_is_a_word(alice, bob):
    direct = await alice.direct(bob)
    sent = await alice.send(direct["id"], "Hear, @all and @here")
    assert sent["mentions"] == []


async def test_in_code_all_is_a_word(alice, bob):
    group = await alice.group(bob)
    assert (await alice.send(group["id"], "Write `@all`"))["mentions"] == []


async def test_what_calls_everybody_is_nobody_s_name(server):
    async with Api(server.url) as api:
        for name in ("all", "here", "everyone", "channel"):
            body = {"username": name, "email": f"{unique('m')}@example.org", "password": "grey heron at noon"}
            error = await api.refused("POST", "/auth/register", 422, json=body)
            assert error["fields"] == {"username": "is reserved"}


async def test_members_are_found_by_a_part_of_a_name(alice, newcomer):
    wanted, other = await newcomer(unique("zeb"), display_name="Zebulon Quist"), await newcomer()
    group = await alice.group(wanted, other)
    path = f"/conversations/{group['id']}/members"
    for q in ("quist", "@zeb", "ZEB"):
        assert [m["user"]["id"] for m in (await alice.get(path, q=q))["items"]] == [wanted.id], q
    assert (await alice.get(path, q="nobody at all"))["items"] == []


async def test_people_are_named_by_their_ids(alice, bob, carol):
    answer = await alice.get("/users", ids=f"{bob.id},{carol.id},nobody,{bob.id}")
    assert {user["id"] for user in answer["items"]} == {bob.id, carol.id}
    assert answer["next"] is None
    await alice.refused("GET", "/users", 422, params={"ids": ",".join(["x"] * 201)})


async def test_a_text_is_rendered_as_the_message_will_be(alice, bob):
    group = await alice.group(bob)
    body = f"Hello **world**, @{bob.username}\n\n```py\nx = 1\n```"
    shown = await alice.post("/markdown", {"body": body})
    assert shown == {"html": (await alice.send(group["id"], body))["html"]}
    assert await alice.post("/markdown", {"body": " "}) == {"html": ""}
    await alice.refused("POST", "/markdown", 422, json={"body": "x" * 20_001})


async def test_a_text_is_rendered_for_whoever_is_signed_in(server):
    async with Api(server.url) as api:
        await api.refused("POST", "/markdown", 401, json={"body": "Hello"})
