"""A group can be taken away whole."""

from __future__ import annotations

import json

import httpx

from tests.support.api import Api, Json

STACKS = ("sqlite", "postgres", "postgres-redis")


async def exported(api: Api, group_id: str, file_format: str) -> httpx.Response:
    response = await api.call("GET", f"/conversations/{group_id}/export", params={"format": file_format})
    assert response.status_code == 200, response.text
    return response


async def lines(api: Api, group_id: str) -> list[Json]:
    response = await exported(api, group_id, "jsonl")
    return [json.loads(line) for line in response.text.splitlines()]


async def test_as_lines_it_is_the_group_its_members_and_every_message_whole(alice, bob):
    group = await alice.group(bob, name="Beds / Beete", topic="Plants")
    first = await alice.send(group["id"], "First")
    await bob.send(group["id"], "Answer", reply_to=first["id"])
    await bob.send(group["id"], "In the thread", thread_root=first["id"])
    await alice.remove((await alice.send(group["id"], "Never mind"))["id"])
    await alice.send_file(group["id"], await alice.upload(name="beds.txt"))
    await bob.react(first["id"], "👍")
    await alice.patch(f"/conversations/{group['id']}", {"topic": "More plants"})
    found = await lines(alice, group["id"])
    assert [one["type"] for one in found] == ["conversation", "member", "member"] + ["message"] * 6
    assert (found[0]["name"], found[0]["topic"], found[0]["last_seq"]) == ("Beds / Beete", "More plants", 6)
    assert {one["user"]["id"]: one["role"] for one in found[1:3]} == {alice.id: "owner", bob.id: "member"}
    said = [{name: value for name, value in one.items() if name != "type"} for one in found[3:]]
    assert said == await bob.history(group["id"])


async def test_a_long_history_comes_whole_and_in_order(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(alice)
    for n in range(450):
        await chat.ok("send", {"conversation_id": group["id"], "client_id": f"n{n}", "body": f"Number {n}"})
    said = [one["body"] for one in await lines(alice, group["id"]) if one["type"] == "message"]
    assert said == [f"Number {n}" for n in range(450)]


async def test_as_a_page_it_is_safe_and_says_who_said_what(alice, bob):
    group = await alice.group(bob, name='<script>alert("name")</script>')
    evil = "<img src=x onerror=alert(1)> **bold** [x](javascript:alert(1))"
    first = await alice.send(group["id"], evil)
    await bob.send(group["id"], "Quoting", reply_to=first["id"])
    await alice.send_file(group["id"], await alice.upload(name="<b>.txt"))
    await alice.patch(f"/conversations/{group['id']}", {"topic": "<i>"})
    response = await exported(alice, group["id"], "html")
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["content-security-policy"].startswith("default-src 'none'")
    assert response.headers["content-security-policy"].endswith("sandbox")
    page = response.text
    for forbidden in ("<script", "<img", "<i>", "<b>.txt", 'href="javascript'):
        assert forbidden not in page
    for expected in (
        "<strong>bold</strong>",
        "Quoting",
        "set the topic to",
        alice.user["display_name"],
        "&lt;script&gt;",
    ):
        assert expected in page


async def test_its_name_is_that_of_the_group(alice):
    group = await alice.group(name="Beete 2026")
    response = await exported(alice, group["id"], "jsonl")
    assert response.headers["content-disposition"] == 'attachment; filename="Beete 2026.jsonl"'


async def test_only_who_may_takes_it_away(alice, bob, carol, dave):
    group = await alice.group(bob, carol, visibility="public")
    path = f"/conversations/{group['id']}/export"
    await alice.patch(f"/conversations/{group['id']}/members/{bob.id}", {"role": "admin"})
    await exported(bob, group["id"], "html")
    await carol.refused("GET", path, 403)
    await dave.refused("GET", path, 403)
    await alice.refused("GET", path, 422, params={"format": "pdf"})
    await alice.refused("GET", f"/conversations/{(await alice.direct(bob))['id']}/export", 403)
    await dave.refused("GET", f"/conversations/{(await alice.group())['id']}/export", 404)
    await alice.patch(f"/conversations/{group['id']}", {"archived": True})
    await exported(alice, group["id"], "jsonl")
