"""Invite links: who may make them, whom they let in, and when they end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.api import PASSWORD, Api, unique

STACKS = ("sqlite", "postgres", "postgres-redis")


def account(**more: str) -> dict[str, str]:
    name = unique()
    return {"username": name, "email": f"{name}@example.org", "password": PASSWORD} | more


async def test_a_link_brings_somebody_into_a_private_group(alice, bob, dave, server):
    group = await alice.group(bob, name="Seeds", topic="What to sow")
    invite = await alice.ok("POST", "/invites", json={"conversation_id": group["id"]}, status=201)
    assert invite["url"].endswith(f"/register?invite={invite['code']}")
    async with Api(server.url) as stranger:
        seen = await stranger.get(f"/invites/{invite['code']}")
    assert seen["you"] is None
    assert (await dave.get(f"/invites/{invite['code']}"))["you"] == dave.user["display_name"]
    assert (seen["works"], seen["over"], seen["inviter"]) == (True, None, alice.user["display_name"])
    assert seen["group"] == {
        "name": "Seeds",
        "topic": "What to sow",
        "avatar_url": None,
        "member_count": 2,
    }
    await dave.refused("GET", f"/conversations/{group['id']}", 404)
    joined = await dave.post(f"/invites/{invite['code']}/accept")
    assert (joined["id"], joined["my"]["role"], joined["member_count"]) == (group["id"], "member", 3)
    assert joined["last_message"]["event"]["type"] == "joined"


async def test_a_person_counts_once_and_members_not_at_all(alice, bob, dave):
    group = await alice.group(bob)
    invite = await alice.post("/invites", {"conversation_id": group["id"], "max_uses": 5})
    accept, listed = f"/invites/{invite['code']}/accept", f"/conversations/{group['id']}/invites"
    await bob.post(accept)
    await dave.post(accept)
    await dave.post(accept)
    await dave.post(f"/conversations/{group['id']}/leave")
    await dave.post(accept)
    (found,) = (await alice.get(listed))["items"]
    assert (found["uses"], found["max_uses"], found["over"]) == (1, 5, None)
    assert "code" not in found
    assert (await alice.conversation(group["id"]))["member_count"] == 3


async def test_of_twenty_who_come_at_once_by_a_link_for_one_exactly_one_comes_in(alice, newcomer):
    group = await alice.group()
    invite = await alice.post("/invites", {"conversation_id": group["id"], "max_uses": 1})
    people = [await newcomer() for _ in range(20)]
    calls = [one.call("POST", f"/invites/{invite['code']}/accept") for one in people]
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [200] + [404] * 19
    codes = {answer.json()["error"]["code"] for answer in answers if answer.status_code == 404}
    assert codes == {"invite_over"}
    assert (await alice.conversation(group["id"]))["member_count"] == 2


async def test_a_link_that_is_over_says_so_and_lets_nobody_in(alice, bob, carol, dave, server):
    group = await alice.group(bob)
    path = f"/conversations/{group['id']}"
    await alice.patch(f"{path}/members/{bob.id}", {"role": "admin"})
    revoked = await alice.post("/invites", {"conversation_id": group["id"]})
    used_up = await alice.post("/invites", {"conversation_id": group["id"], "max_uses": 1})
    resting = await alice.post("/invites", {"conversation_id": group["id"]})
    await bob.ok("DELETE", f"/invites/{revoked['id']}", status=204)
    await bob.ok("DELETE", f"/invites/{revoked['id']}", status=204)
    await carol.post(f"/invites/{used_up['code']}/accept")
    await alice.patch(path, {"archived": True})
    async with Api(server.url) as stranger:
        for invite, why in ((revoked, "revoked"), (used_up, "used_up"), (resting, "gone")):
            seen = await stranger.get(f"/invites/{invite['code']}")
            assert (seen["works"], seen["over"], seen["group"]) == (False, why, None)
            error = await dave.refused("POST", f"/invites/{invite['code']}/accept", 404)
            assert error["code"] == "invite_over"
            body = account(invite=invite["code"])
            error = await stranger.refused("POST", "/auth/register", 404, json=body)
            assert error["code"] == "invite_over"
        await stranger.refused("GET", "/invites/nothing-like-it", 404)
    await alice.patch(path, {"archived": False})
    await dave.post(f"/invites/{resting['code']}/accept")


async def test_only_who_may_invite_revokes(alice, bob, dave):
    group = await alice.group(bob)
    invite = await alice.post("/invites", {"conversation_id": group["id"]})
    for one in (bob, dave):
        await one.refused("DELETE", f"/invites/{invite['id']}", 404)
    await alice.refused("DELETE", "/invites/nothing-like-it", 404)
    await dave.post(f"/invites/{invite['code']}/accept")


async def test_what_is_no_limit_is_refused(alice, bob):
    group = await alice.group()
    for wrong in (
        {"expires_in": 0},
        {"expires_in": -5},
        {"expires_in": 10**12},
        {"expires_in": "soon"},
        {"max_uses": 0},
        {"max_uses": 2**40},
        {"max_uses": True},
    ):
        error = await alice.refused("POST", "/invites", 422, json={"conversation_id": group["id"]} | wrong)
        assert set(error["fields"]) == set(wrong)
    direct = await alice.direct(bob)
    await alice.refused("POST", "/invites", 403, json={"conversation_id": direct["id"]})
    await alice.refused("POST", "/invites", 404, json={"conversation_id": "nowhere"})


async def test_an_invite_into_the_installation_leads_those_who_are_there_nowhere(alice, boss, dave):
    invite = await alice.post("/invites", {})  # registration is open: everybody invites
    error = await dave.refused("POST", f"/invites/{invite['code']}/accept", 409)
    assert error["code"] == "already_here"
    await alice.refused("GET", "/invites", 403)
    assert invite["id"] in [one["id"] for one in (await boss.get("/invites"))["items"]]
    await boss.ok("DELETE", f"/invites/{invite['id']}", status=204)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def by_invitation(start_on, stack) -> AsyncIterator[tuple[Api, str]]:
    """The owner of an installation that takes who is invited, and its address."""
    server = start_on(stack, CHAT_REGISTRATION="invite")
    async with Api(server.url) as owner:
        yield await owner.register(), server.url


async def test_where_one_must_be_invited_an_invite_makes_an_account_in_its_group(by_invitation):
    owner, url = by_invitation
    group = await owner.group(name="Welcome")
    invite = await owner.post("/invites", {"conversation_id": group["id"], "max_uses": 1})
    async with Api(url) as guest, Api(url) as other:
        await other.refused("POST", "/auth/register", 403, json=account())
        await other.refused("POST", "/auth/register", 404, json=account(invite="nothing-like-it"))
        await other.refused("POST", "/auth/register", 422, json=account(invite=invite["code"], password="x"))
        await guest.register(invite=invite["code"])
        (seen,) = (await guest.get("/conversations"))["items"]
        assert (seen["id"], seen["my"]["role"]) == (group["id"], "member")
        error = await other.refused("POST", "/auth/register", 404, json=account(invite=invite["code"]))
        assert error["code"] == "invite_over"
        await guest.refused("POST", "/invites", 403, json={})


async def test_of_twenty_who_register_at_once_by_a_link_for_one_exactly_one_does(by_invitation):
    owner, url = by_invitation
    invite = await owner.post("/invites", {"max_uses": 1})
    async with Api(url) as guest:
        calls = [guest.call("POST", "/auth/register", json=account(invite=invite["code"])) for _ in range(20)]
        answers = await asyncio.gather(*calls)
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 19
    (listed,) = [one for one in (await owner.get("/invites"))["items"] if one["id"] == invite["id"]]
    assert (listed["uses"], listed["over"]) == (1, "used_up")
