"""Quoting a message, and answering it in a thread."""

from __future__ import annotations

import pytest

from tests.contract.shapes import check_message
from tests.support.api import unique


async def test_a_reply_quotes_what_it_answers(alice, bob):
    group = await alice.group(bob)
    quoted = await alice.send(group["id"], "What shall we eat?")
    reply = await bob.send(group["id"], "Soup", reply_to=quoted["id"])
    check_message(reply)
    assert reply["reply_to"]["id"] == quoted["id"]
    assert reply["reply_to"]["seq"] == quoted["seq"]
    assert reply["reply_to"]["author_name"] in {alice.user["display_name"], alice.username}
    assert reply["reply_to"]["excerpt"] == "What shall we eat?"
    assert reply["thread_root"] is None
    assert (await alice.message(quoted["id"]))["rev"] == quoted["rev"]  # being quoted changes nothing


async def test_an_edit_of_the_quoted_message_reaches_the_quotation(alice, bob, open_chat):
    group = await alice.group(bob)
    quoted = await alice.send(group["id"], "Old words")
    reply = await bob.send(group["id"], "Yes", reply_to=quoted["id"])
    chat = await open_chat(bob)
    await alice.edit(quoted["id"], "New words")
    event = await chat.wait_for(lambda e: e["type"] == "message" and e["message"]["id"] == reply["id"])
    assert event["message"]["reply_to"]["excerpt"] == "New words"
    assert event["rev"] > reply["rev"]
    assert event["message"]["edited_at"] is None  # the reply itself was not edited
    assert await bob.message(reply["id"]) == event["message"]
    changes = await chat.ok("changes", {"conversation_id": group["id"], "since_rev": reply["rev"]})
    assert sorted(m["id"] for m in changes["items"]) == sorted([quoted["id"], reply["id"]])


async def test_a_deleted_message_is_quoted_no_more(alice, bob, open_chat):
    group = await alice.group(bob)
    quoted = await alice.send(group["id"], "A secret")
    reply = await bob.send(group["id"], "Oh", reply_to=quoted["id"])
    chat = await open_chat(bob)
    await alice.remove(quoted["id"])
    event = await chat.wait_for(lambda e: e["type"] == "message" and e["message"]["id"] == reply["id"])
    assert "secret" not in str(event["message"])
    assert event["message"]["body"] == "Oh"
    assert await bob.message(reply["id"]) == event["message"]


async def test_one_answers_only_what_stands_in_the_conversation(alice, bob, open_chat):
    here, elsewhere = await alice.group(bob), await alice.group()
    foreign = await alice.send(elsewhere["id"], "Not for bob")
    chat = await open_chat(bob)
    for field in ("reply_to", "thread_root"):
        for target in (foreign["id"], "nothing", "", 5, [], {}):
            content = {"client_id": unique("c"), "body": "x", field: target}
            await bob.refused("POST", f"/conversations/{here['id']}/messages", 404, 422, json=content)
            await chat.refused("send", content | {"conversation_id": here["id"]})
    assert (await alice.conversation(here["id"]))["last_seq"] == here["last_seq"]


async def test_an_answer_in_a_thread_is_counted_at_its_root(alice, bob, open_chat):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    chat = await open_chat(alice)
    answer = await bob.send(group["id"], "Answer", thread_root=root["id"])
    check_message(answer)
    assert answer["thread_root"] == root["id"]
    assert answer["seq"] == root["seq"] + 1
    event = await chat.wait_for(lambda e: e["type"] == "message" and e["message"]["id"] == root["id"])
    assert event["message"]["reply_count"] == 1
    revs = [e["rev"] for e in chat.events if e["type"] == "message"]
    assert sorted(revs) == [root["rev"] + 1, root["rev"] + 2]
    assert await alice.message(root["id"]) == event["message"]
    assert answer["id"] in [m["id"] for m in await alice.history(group["id"])]


async def test_a_deleted_answer_is_counted_no_more(alice, bob):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    answers = [await bob.send(group["id"], "Answer", thread_root=root["id"]) for _ in range(3)]
    assert (await alice.message(root["id"]))["reply_count"] == 3
    await bob.remove(answers[1]["id"])
    assert (await alice.message(root["id"]))["reply_count"] == 2
    await bob.remove(answers[1]["id"])
    assert (await alice.message(root["id"]))["reply_count"] == 2


async def test_an_answer_can_quote_another_in_its_thread(alice, bob):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    first = await bob.send(group["id"], "First", thread_root=root["id"])
    second = await alice.send(group["id"], "Second", thread_root=root["id"], reply_to=first["id"])
    assert second["thread_root"] == root["id"]
    assert second["reply_to"]["id"] == first["id"]


@pytest.mark.parametrize("action", ["edit", "react", "pin"])
async def test_what_is_done_to_an_answer_leaves_the_count_alone(alice, bob, action):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    answer = await alice.send(group["id"], "Answer", thread_root=root["id"])
    before = await alice.message(root["id"])
    arguments = {"edit": ("Changed",), "react": ("👍",), "pin": ()}[action]
    await getattr(alice, action)(answer["id"], *arguments)
    assert await alice.message(root["id"]) == before


async def answers_to(root, *people):
    """One answer of each of these people in turn, in the thread on a message."""
    return [await who.send(root["conversation_id"], "Answer", thread_root=root["id"]) for who in people]


async def test_a_thread_is_read_by_its_root(alice, bob, open_chat):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    answers = await answers_to(root, bob, alice)
    await bob.send(group["id"], "Not in the thread")
    (other,) = await answers_to(await alice.send(group["id"], "Another topic"), bob)
    thread = await bob.get(f"/messages/{root['id']}/replies")
    assert thread["root"] == await alice.message(root["id"])
    assert thread["root"]["reply_count"] == 2
    assert thread["items"] == answers
    assert thread["next"] is None
    conversation = await alice.conversation(group["id"])
    assert (thread["last_seq"], thread["last_rev"]) == (conversation["last_seq"], conversation["last_rev"])
    chat = await open_chat(bob)
    assert await chat.ok("replies", {"message_id": root["id"]}) == thread
    nothing = await alice.get(f"/messages/{other['id']}/replies")
    assert nothing["items"] == []
    assert nothing["root"] == other


async def test_a_thread_is_paged_in_both_directions(alice, bob, open_chat):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    answers = await answers_to(root, *(5 * (alice,)))
    chat = await open_chat(bob)
    pages, before = [], None
    while not pages or before:
        where = {"before": int(before)} if before else {}
        page = await chat.ok("replies", {"message_id": root["id"], "limit": 2} | where)
        assert page["root"]["id"] == root["id"]
        pages.insert(0, page["items"])
        before = page["next"]
    assert [message for page in pages for message in page] == answers
    path = f"/messages/{root['id']}/replies"
    page = await bob.get(path, after=answers[1]["seq"], limit=2)
    assert page["items"] == answers[2:4]
    assert page["next"] == str(answers[3]["seq"])
    assert (await bob.get(path, after=page["next"]))["items"] == answers[4:]
    await bob.refused("GET", f"{path}?after=1&before=5", 422)
    await chat.refused("replies", {"message_id": root["id"], "limit": 0})


async def test_a_thread_stays_when_its_root_is_deleted(alice, bob):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    answers = await answers_to(root, bob, bob)
    await alice.remove(root["id"])
    await bob.remove(answers[0]["id"])
    thread = await alice.get(f"/messages/{root['id']}/replies")
    assert thread["root"]["deleted"]
    assert thread["root"]["reply_count"] == 1
    assert [(message["id"], message["deleted"]) for message in thread["items"]] == [
        (answers[0]["id"], True),
        (answers[1]["id"], False),
    ]


async def test_a_message_is_pinned_over_the_socket(alice, bob, open_chat):
    group = await alice.group(bob)
    root = await alice.send(group["id"], "Topic")
    (answer,) = await answers_to(root, bob)
    chat = await open_chat(bob)
    for on in (True, True, False):
        pinned = (await chat.ok("pin", {"message_id": answer["id"], "on": on}))["message"]
        assert pinned["pinned"] is on
        assert pinned == await alice.message(answer["id"])
    await chat.refused("pin", {"message_id": answer["id"]})
