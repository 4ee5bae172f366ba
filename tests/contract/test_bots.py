"""Bots: accounts of programs, and the tokens by which they act."""

from __future__ import annotations

import pytest
import pytest_asyncio

from tests.contract.shapes import check_message, check_stranger, check_time
from tests.support.api import Api, unique
from tests.support.chat import Chat, RefusedError


@pytest_asyncio.fixture(loop_scope="session")
async def bot(boss, server):
    """`Api` of a new bot with a token."""
    made = await boss.post("/bots", {"username": unique("bot"), "display_name": "Robin"})
    token = await boss.ok("POST", f"/bots/{made['id']}/tokens", json={"name": "main"}, status=201)
    async with Api(server.url, token["token"]) as api:
        api.user = made
        yield api


async def tokens_of(boss, bot):
    return (await boss.get(f"/bots/{bot.id}/tokens"))["items"]


async def test_a_bot_is_made_listed_renamed_and_switched_off(boss):
    name = unique("bot")
    made = await boss.ok("POST", "/bots", json={"username": name, "display_name": "Builder"}, status=201)
    assert (made["username"], made["display_name"], made["role"]) == (name, "Builder", "bot")
    assert (made["active"], made["owner_id"]) == (True, boss.id)
    assert made in await boss.all("/bots", limit=2)
    assert (await boss.patch(f"/bots/{made['id']}", {"display_name": "Mason"}))["display_name"] == "Mason"
    await boss.ok("DELETE", f"/bots/{made['id']}", status=204)
    await boss.ok("DELETE", f"/bots/{made['id']}", status=204)
    listed = {one["id"]: one for one in await boss.all("/bots")}
    assert listed[made["id"]]["active"] is False
    assert (await boss.patch(f"/bots/{made['id']}", {"active": True}))["active"] is True


async def test_a_bot_without_another_name_is_called_as_it_is_addressed(boss):
    name = unique("bot")
    assert (await boss.post("/bots", {"username": name}))["display_name"] == name


async def test_only_those_who_run_the_installation_look_after_bots(alice, bot):
    for caller in (alice, bot):
        await caller.refused("GET", "/bots", 403)
        await caller.refused("POST", "/bots", 403, json={"username": unique("bot")})
        for method, path in (
            ("PATCH", ""),
            ("DELETE", ""),
            ("GET", "/tokens"),
            ("POST", "/tokens"),
            ("DELETE", "/tokens/x"),
        ):
            await caller.refused(method, f"/bots/{bot.id}{path}", 403, json={"name": "x"})


async def test_a_person_is_no_bot(boss, alice):
    for method, path in (("PATCH", ""), ("DELETE", ""), ("GET", "/tokens"), ("POST", "/tokens")):
        await boss.refused(method, f"/bots/{alice.id}{path}", 404, json={"name": "x"})
    assert (await alice.get("/me"))["role"] == "member"


async def test_names_that_cannot_be_are_refused_with_the_reason(boss, alice):
    for body, field in (
        ({"username": "x y"}, "username"),
        ({"username": "all"}, "username"),
        ({"username": unique("bot"), "display_name": "x" * 65}, "display_name"),
        ({"display_name": "No name"}, "username"),
    ):
        assert field in (await boss.refused("POST", "/bots", 422, json=body))["fields"]
    taken = await boss.refused("POST", "/bots", 409, json={"username": alice.username})
    assert (taken["code"], set(taken["fields"])) == ("taken", {"username"})


async def test_a_token_is_told_once_and_says_when_it_was_used(boss, bot):
    listed = (await tokens_of(boss, bot))[0]
    assert bot.token.startswith("parley_bot_")
    assert "token" not in listed
    assert (listed["name"], listed["last_used_at"]) == ("main", None)
    me = await bot.get("/me")
    assert (me["id"], me["role"]) == (bot.id, "bot")
    check_time((await tokens_of(boss, bot))[0]["last_used_at"])


async def test_a_bot_takes_part_like_people(bot, alice, bob, open_chat):
    group = await alice.group(bob)
    await alice.refused("PUT", f"/conversations/{group['id']}/members/{unique()}", 404, json={})
    await alice.put(f"/conversations/{group['id']}/members/{bot.id}", {})
    chat = await open_chat(bot)
    sent = await alice.send(group["id"], f"Hello @{bot.user['username']}")
    assert (await chat.wait_for_message(sent))["message"] == sent
    assert sent["mentions"] == [bot.id]
    answer = await chat.ask("send", {"conversation_id": group["id"], "client_id": "1", "body": "Beep"})
    check_message(answer["message"])
    assert answer["message"]["author"]["is_bot"] is True
    assert "is_bot" not in sent["author"]
    assert await bob.message(answer["message"]["id"]) == answer["message"]
    assert [found["id"] for found in (await bob.get("/users", q=bot.user["username"]))["items"]] == [bot.id]
    check_stranger((await bob.members(group["id"]))[bot.id]["user"])


async def test_an_ended_token_ends_at_once_on_every_road(boss, bot, server):
    chat = await Chat.connect(server.url, token=bot.token)
    await chat.sync()
    token_id = (await tokens_of(boss, bot))[0]["id"]
    await boss.ok("DELETE", f"/bots/{bot.id}/tokens/{token_id}", status=204)
    assert (await chat.wait_closed())[0] == 4001
    assert (await bot.refused("GET", "/me", 401))["code"] == "bad_token"
    with pytest.raises(RefusedError):
        await Chat.connect(server.url, token=bot.token)
    await boss.refused("DELETE", f"/bots/{bot.id}/tokens/{token_id}", 404)
    assert await tokens_of(boss, bot) == []


async def test_a_bot_that_is_switched_off_loses_all_its_tokens(boss, bot):
    second = await boss.post(f"/bots/{bot.id}/tokens", {"name": "second"})
    await bot.get("/me")
    await boss.delete(f"/bots/{bot.id}")
    await bot.refused("GET", "/me", 401)
    refused = await boss.refused("POST", f"/bots/{bot.id}/tokens", 409, json={"name": "third"})
    assert refused["code"] == "bot_inactive"
    await boss.patch(f"/bots/{bot.id}", {"active": True})
    for token in (bot.token, second["token"]):
        await bot.refused("GET", "/me", 401, headers={"Authorization": f"Bearer {token}"})


async def test_a_token_is_no_cookie_and_cannot_be_refreshed(bot, alice, server):
    name = alice.cookie.partition("=")[0]
    async with Api(server.url) as stranger:
        await stranger.refused("GET", "/me", 401, headers={"Cookie": f"{name}={bot.token}"})
        await stranger.refused("POST", "/auth/refresh", 401, json={"refresh_token": bot.token})
        with pytest.raises(RefusedError):
            await Chat.connect(server.url, cookie=f"{name}={bot.token}", origin=server.url)


async def test_a_cookie_is_no_token(alice, server):
    secret = alice.cookie.partition("=")[2]
    async with Api(server.url) as stranger:
        for token in (secret, f"parley_bot_{secret}", "parley_bot_", "parley_bot_" + "x" * 5000):
            await stranger.refused("GET", "/me", 401, headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("password", ["-", "", "parley", "correct horse battery staple"])
async def test_a_bot_cannot_sign_in_by_any_password(bot, server, password):
    async with Api(server.url) as stranger:
        for login in (bot.user["username"], f"{bot.id}@bot.invalid"):
            body = {"login": login, "password": password}
            await stranger.refused("POST", "/auth/login", 401, 422, json=body)


async def test_a_bot_has_a_bounded_number_of_tokens_each_with_a_name(boss, bot):
    for name in ("", "  ", "x" * 65, "a\u0000b"):
        await boss.refused("POST", f"/bots/{bot.id}/tokens", 422, json={"name": name})
    for count in range(19):
        await boss.post(f"/bots/{bot.id}/tokens", {"name": f"token {count}"})
    refused = await boss.refused("POST", f"/bots/{bot.id}/tokens", 409, json={"name": "one more"})
    assert refused["code"] == "too_many_tokens"
    assert len({token["id"] for token in await tokens_of(boss, bot)}) == 20
