"""Sessions: refreshing them, ending them, everywhere at once."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.api import Api
from tests.support.chat import Chat, RefusedError


async def test_refreshing_gives_a_new_refresh_token_and_an_access_token_that_works(newcomer):
    ann = await newcomer()
    first = ann.refresh_token
    await ann.refresh()
    assert ann.refresh_token != first
    assert (await ann.get("/me"))["id"] == ann.id


async def test_a_refresh_token_presented_twice_revokes_its_whole_family(newcomer):
    ann = await newcomer()
    stolen = ann.refresh_token
    other_device = await ann.another_device()
    await ann.refresh()
    await ann.refresh()
    newest = ann.refresh_token
    await ann.refused("POST", "/auth/refresh", 401, json={"refresh_token": stolen})
    await ann.refused("POST", "/auth/refresh", 401, json={"refresh_token": newest})
    await other_device.refresh()  # another family


async def test_a_refresh_token_raced_by_ten_is_used_once_at_most(newcomer):
    ann = await newcomer()
    body = {"refresh_token": ann.refresh_token}
    calls = [ann.call("POST", "/auth/refresh", json=body) for _ in range(10)]
    statuses = [response.status_code for response in await asyncio.gather(*calls)]
    assert statuses.count(200) <= 1
    assert set(statuses) <= {200, 401}


async def test_only_a_refresh_token_refreshes(server, newcomer):
    ann = await newcomer()
    async with Api(server.url) as api:
        for token in (ann.token, "", "nonsense", "a.b.c", "x" * 10_000, "\u0000"):
            await api.refused("POST", "/auth/refresh", 401, 422, json={"refresh_token": token})
        for body in (
            {},
            {"refresh_token": None},
            {"refresh_token": 5},
            {"refresh_token": [ann.refresh_token]},
        ):
            await api.refused("POST", "/auth/refresh", 422, json=body)
    await ann.refresh()


async def test_after_signing_out_neither_token_nor_cookie_is_worth_anything(server, newcomer):
    ann = await newcomer()
    response = await ann.call("POST", "/auth/logout")
    assert response.status_code == 204
    await ann.refused("GET", "/me", 401)
    await ann.refused("POST", "/auth/refresh", 401, json={"refresh_token": ann.refresh_token})
    async with Api(server.url) as browser:
        await browser.refused("GET", "/me", 401, headers={"Cookie": ann.cookie})


async def test_signing_out_clears_the_browsers_cookie(server, newcomer):
    ann = await newcomer()
    async with Api(server.url) as browser:
        response = await browser.call(
            "POST", "/auth/logout", headers={"Cookie": ann.cookie, "Origin": server.url}
        )
        assert response.status_code == 204
        name = ann.cookie.split("=")[0]
        (cleared,) = [c for c in response.headers.get_list("set-cookie") if c.startswith(f"{name}=")]
        assert "max-age=0" in cleared.lower() or "1970" in cleared
        await browser.refused("GET", "/me", 401, headers={"Cookie": ann.cookie})


async def test_signing_out_ends_one_session_and_no_other(newcomer):
    ann = await newcomer()
    phone = await ann.another_device()
    await ann.logout()
    assert (await phone.get("/me"))["id"] == ann.id
    await phone.refresh()


async def test_ones_devices_are_listed_and_can_be_ended_one_by_one(newcomer):
    ann = await newcomer()
    before = {session["id"] for session in await ann.all("/sessions")}
    phone = await ann.another_device()
    (new,) = {session["id"] for session in await ann.all("/sessions")} - before
    await ann.ok("DELETE", f"/sessions/{new}", status=204)
    await phone.refused("GET", "/me", 401)
    await phone.refused("POST", "/auth/refresh", 401, json={"refresh_token": phone.refresh_token})
    assert {session["id"] for session in await ann.all("/sessions")} == before


async def test_nobody_ends_the_session_of_another(alice, bob):
    (session, *_) = await alice.all("/sessions")
    assert session["id"] not in [s["id"] for s in await bob.all("/sessions")]
    await bob.refused("DELETE", f"/sessions/{session['id']}", 404)
    await bob.refused("DELETE", "/sessions/nothing", 404)
    await alice.get("/me")


async def test_a_list_of_devices_tells_no_secrets(alice):
    response = await alice.call("GET", "/sessions")
    for secret in (alice.token, alice.refresh_token, alice.cookie.split("=", 1)[1]):
        assert secret not in response.text


async def test_the_browser_is_known_by_its_cookie(server, alice):
    async with Api(server.url) as browser:
        response = await browser.call("GET", "/me", headers={"Cookie": alice.cookie})
        assert response.json()["id"] == alice.id
    async with await Chat.connect(server.url, cookie=alice.cookie, origin=server.url) as chat:
        assert (await chat.sync())["me"]["id"] == alice.id


async def test_an_ended_session_opens_no_socket(server, newcomer):
    ann = await newcomer()
    await ann.logout()
    for how in ({"token": ann.token}, {"cookie": ann.cookie, "origin": server.url}):
        with pytest.raises(RefusedError) as refused:
            await Chat.connect(server.url, **how)
        assert refused.value.data is not None
        assert refused.value.data["error"]["code"]
        assert refused.value.data["error"]["message"]
