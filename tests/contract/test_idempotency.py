"""A send may be repeated as often as the network wishes; it is one message."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.api import unique
from tests.support.servers import EVERY_STACK

STACKS = EVERY_STACK


async def test_the_same_send_again_is_the_same_message(alice, bob):
    group = await alice.group(bob)
    content = {"client_id": unique("c"), "body": "Once"}
    path = f"/conversations/{group['id']}/messages"
    first = await alice.ok("POST", path, json=content, status=201)
    for _ in range(3):
        assert await alice.ok("POST", path, json=content, status=200) == first
    view = await alice.conversation(group["id"])
    assert (view["last_seq"], view["last_rev"]) == (first["seq"], first["rev"])


async def test_it_is_the_same_message_over_both_roads(alice, bob, open_chat):
    group = await alice.group(bob)
    chat = await open_chat(alice)
    content = {"client_id": unique("c"), "body": "Once"}
    by_chat = (await chat.ok("send", content | {"conversation_id": group["id"]}))["message"]
    by_http = await alice.ok("POST", f"/conversations/{group['id']}/messages", json=content, status=200)
    again = (await chat.ok("send", content | {"conversation_id": group["id"]}))["message"]
    assert by_chat == by_http == again


async def test_other_content_under_a_used_client_id_is_refused(alice, bob, open_chat):
    group = await alice.group(bob)
    path = f"/conversations/{group['id']}/messages"
    quoted = await bob.send(group["id"])
    content = {"client_id": unique("c"), "body": "Once"}
    first = await alice.ok("POST", path, json=content, status=201)
    chat = await open_chat(alice)
    for other in (
        content | {"body": "Twice"},
        content | {"body": "Once "},
        content | {"reply_to": quoted["id"]},
        content | {"thread_root": quoted["id"]},
    ):
        error = await alice.refused("POST", path, 409, json=other)
        assert error["code"] == "client_id_reused"
        error = await chat.refused("send", other | {"conversation_id": group["id"]})
        assert error["code"] == "client_id_reused"
    assert (await alice.conversation(group["id"]))["last_seq"] == first["seq"]


async def test_a_client_id_belongs_to_its_author_and_conversation(alice, bob):
    one, two = await alice.group(bob), await alice.group(bob)
    client_id = unique("c")
    ids = {
        (await alice.send(one["id"], "Same", client_id=client_id))["id"],
        (await bob.send(one["id"], "Same", client_id=client_id))["id"],
        (await alice.send(two["id"], "Same", client_id=client_id))["id"],
    }
    assert len(ids) == 3


async def test_a_repeated_reply_is_the_same_reply(alice, bob):
    group = await alice.group(bob)
    root = await bob.send(group["id"], "Question")
    content = {"client_id": unique("c"), "body": "Answer", "reply_to": root["id"], "thread_root": root["id"]}
    path = f"/conversations/{group['id']}/messages"
    first = await alice.ok("POST", path, json=content, status=201)
    assert await alice.ok("POST", path, json=content, status=200) == first
    assert (await alice.message(root["id"]))["reply_count"] == 1


@pytest.mark.parametrize("then", ["edit", "remove", "react"])
async def test_a_late_repetition_never_makes_a_second_message(alice, bob, then):
    group = await alice.group(bob)
    content = {"client_id": unique("c"), "body": "Once"}
    path = f"/conversations/{group['id']}/messages"
    first = await alice.ok("POST", path, json=content, status=201)
    if then == "remove":
        await alice.remove(first["id"])
    else:
        await getattr(alice, then)(first["id"], "👍")
    now = await alice.message(first["id"])
    # The content is what was sent, not what has become of it: the sender only lost the answer.
    assert await alice.ok("POST", path, json=content, status=200) == now
    assert (await alice.conversation(group["id"]))["last_rev"] == now["rev"]


async def test_one_client_id_raced_over_both_roads_is_one_message(alice, bob, open_chat):
    group = await alice.group(bob)
    listener = await open_chat(bob)
    chats = [await open_chat(alice) for _ in range(2)]
    for _ in range(5):
        content = {"client_id": unique("c"), "body": "Raced"}
        over_http = [
            alice.call("POST", f"/conversations/{group['id']}/messages", json=content) for _ in range(5)
        ]
        over_chat = [chats[n % 2].ask("send", content | {"conversation_id": group["id"]}) for n in range(5)]
        responses, acks = await asyncio.gather(asyncio.gather(*over_http), asyncio.gather(*over_chat))
        messages = [r.json() for r in responses] + [ack["message"] for ack in acks]
        assert all(m == messages[0] for m in messages)
        assert sorted(r.status_code for r in responses)[:4] == [200] * 4
        found = [m for m in await alice.history(group["id"]) if m["client_id"] == content["client_id"]]
        assert found == [messages[0]]
    marker = await alice.send(group["id"], "Marker")
    await listener.wait_for_message(marker)
    heard = [e["message"]["seq"] for e in listener.events if e["type"] == "message"]
    assert heard == sorted(set(heard))


async def test_a_repetition_among_others_fails_nobody(alice, bob, open_chat):
    """Sends that share a commit with a repetition and with a reused client_id are written all the same."""
    group = await alice.group(bob)
    chat = await open_chat(alice)
    used = {"conversation_id": group["id"], "client_id": unique("c"), "body": "First"}
    first = (await chat.ok("send", used))["message"]
    requests: list[dict[str, str]] = []
    for n in range(20):
        requests.append({"conversation_id": group["id"], "client_id": unique("c"), "body": f"New {n}"})
        requests.append(used if n % 2 else used | {"body": "Other"})
    acks = await asyncio.gather(*(chat.ask("send", request) for request in requests))
    fresh = [ack["message"]["seq"] for ack in acks[::2]]
    assert fresh == list(range(first["seq"] + 1, first["seq"] + 21))
    for n, ack in enumerate(acks[1::2]):
        assert (ack == {"message": first}) if n % 2 else (ack["error"]["code"] == "client_id_reused"), ack
