"""Messages: sending, editing, deleting, and what their text may be."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from tests.contract.shapes import check_message
from tests.support.api import unique


async def test_a_message_comes_back_as_it_was_sent(alice, bob):
    group = await alice.group(bob)
    client_id = unique("c")
    sent = await alice.send(group["id"], "Hello **world**", client_id=client_id)
    check_message(sent)
    assert sent["conversation_id"] == group["id"]
    assert sent["client_id"] == client_id
    assert (sent["kind"], sent["body"]) == ("user", "Hello **world**")
    assert "<strong>world</strong>" in sent["html"]
    assert sent["author"]["id"] == alice.id
    assert sent["author"]["username"] == alice.username
    assert (sent["reply_to"], sent["thread_root"], sent["reply_count"]) == (None, None, 0)
    assert (sent["attachments"], sent["reactions"], sent["mentions"]) == ([], [], [])
    assert (sent["pinned"], sent["edited_at"], sent["deleted"]) == (False, None, False)
    assert sent["seq"] == group["last_seq"] + 1
    assert sent["rev"] == group["last_rev"] + 1


async def test_a_message_is_the_same_for_every_reader_on_every_road(alice, bob, open_chat):
    group = await alice.group(bob)
    mine, theirs = await open_chat(alice), await open_chat(bob)
    sent = await mine.send(group["id"], "The same _for all_ 🌍")
    check_message(sent)
    events = [await chat.wait_for_message(sent) for chat in (mine, theirs)]
    history = await theirs.ok("history", {"conversation_id": group["id"], "limit": 1})
    changes = await theirs.ok("changes", {"conversation_id": group["id"], "since_rev": sent["rev"] - 1})
    assert [e["message"] for e in events] == [sent, sent]
    assert history["items"] == [sent]
    assert changes["items"] == [sent]
    assert await alice.message(sent["id"]) == await bob.message(sent["id"]) == sent
    assert (await bob.history(group["id"]))[-1] == sent


async def test_seq_counts_messages_and_rev_counts_changes_without_holes(alice, bob):
    group = await alice.group(bob)
    seq, rev = group["last_seq"], group["last_rev"]
    first = await alice.send(group["id"])
    second = await bob.send(group["id"])
    assert [(m["seq"], m["rev"]) for m in (first, second)] == [(seq + 1, rev + 1), (seq + 2, rev + 2)]
    edited = await alice.edit(first["id"], "Edited")
    assert (edited["seq"], edited["rev"]) == (seq + 1, rev + 3)
    reacted = await bob.react(first["id"], "👍")
    assert reacted["rev"] == rev + 4
    await bob.remove(second["id"])
    assert (await alice.message(second["id"]))["rev"] == rev + 5
    pinned = await alice.pin(first["id"])
    assert pinned["rev"] == rev + 6
    view = await alice.conversation(group["id"])
    assert (view["last_seq"], view["last_rev"]) == (seq + 2, rev + 6)


@pytest.mark.parametrize(
    "body",
    [
        "x",
        "é" * 20_000,
        "👩‍👩‍👧‍👦 ZWJ, 🏳️‍🌈 flags, 👍🏽 tones",
        "\u05e2\u05d1\u05e8\u05d9\u05ea \u200f and \u0627\u0644\u0639 \u202e turned",
        "e\u0301 is not \u00e9",
        "tabs\tand\r\nlines\n\n\nand   spaces",
        "\u2028\u2029\ufeff zero\u200bwidth",
        "\U0010ffff and \ue000",
        '{"json": ["like"]}',
        '42/chat,["events",[]]',
        "quote ' double \" back \\ percent % semi ; --",
        "&amp; &lt; <b>not bold</b>",
        "```py\nprint('<hi>')\n```",
    ],
)
async def test_a_body_is_kept_letter_by_letter(alice, body):
    group = await alice.group()
    sent = await alice.send(group["id"], body)
    assert sent["body"] == body
    assert (await alice.message(sent["id"]))["body"] == body


@pytest.mark.parametrize("body", ["", " ", "\n\t \u00a0", "x" * 20_001, None, 5, ["x"], {"a": "b"}, True])
async def test_a_body_that_is_no_text_is_refused(alice, open_chat, body):
    group = await alice.group()
    content = {"client_id": unique("c"), "body": body}
    await alice.refused("POST", f"/conversations/{group['id']}/messages", 422, json=content)
    chat = await open_chat(alice)
    await chat.refused("send", content | {"conversation_id": group["id"]})
    assert (await alice.conversation(group["id"]))["last_seq"] == group["last_seq"]


@pytest.mark.parametrize("client_id", ["", "x" * 65, None, 5, ["x"], {}])
async def test_a_client_id_has_1_to_64_characters(alice, open_chat, client_id):
    group = await alice.group()
    content = {"client_id": client_id, "body": "x"}
    await alice.refused("POST", f"/conversations/{group['id']}/messages", 422, json=content)
    chat = await open_chat(alice)
    await chat.refused("send", content | {"conversation_id": group["id"]})


@pytest.mark.parametrize("client_id", ["x", "y" * 64, "ünï/cödé 🙂?&=#%"])
async def test_a_client_id_is_the_clients_own(alice, client_id):
    group = await alice.group()
    assert (await alice.send(group["id"], client_id=client_id))["client_id"] == client_id


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "![x](javascript:alert(1))",
        "<a href='javascript:alert(1)'>x</a>",
        "<svg onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "`<script>`</code><script>alert(1)</script>",
        '```"><script>alert(1)</script>\nx\n```',
        '<https://example.org/"onmouseover="alert(1)>',
        "<style>*{display:none}</style>",
        "<form action=//evil.example><input name=a>",
    ],
)
async def test_nothing_in_the_html_runs(alice, body):
    group = await alice.group()
    for tag, attributes in tags_of((await alice.send(group["id"], body))["html"]):
        assert tag not in {
            "script",
            "svg",
            "iframe",
            "style",
            "form",
            "input",
            "object",
            "embed",
            "link",
            "meta",
        }
        for name, value in attributes:
            assert not name.startswith("on"), (tag, name, value)
            assert name != "srcdoc"
            if name in {"href", "src"}:
                assert (value or "").startswith(("http://", "https://", "mailto:", "/", "#")), value


def tags_of(html: str) -> list[tuple[str, list[tuple[str, str | None]]]]:
    """Every tag with its attributes, as a browser reads them."""
    found: list[tuple[str, list[tuple[str, str | None]]]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.append((tag, attrs))

    Reader().feed(html)
    return found


async def test_ones_own_message_is_edited(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"], "Frist")
    by_http = await alice.edit(sent["id"], "First")
    check_message(by_http)
    assert (by_http["body"], by_http["seq"], by_http["rev"]) == ("First", sent["seq"], sent["rev"] + 1)
    assert by_http["edited_at"] is not None
    assert by_http["created_at"] == sent["created_at"]
    assert "First" in by_http["html"]
    chat = await open_chat(alice)
    by_chat = (await chat.ok("edit", {"message_id": sent["id"], "body": "The first"}))["message"]
    assert (by_chat["body"], by_chat["rev"]) == ("The first", sent["rev"] + 2)
    assert await bob.message(sent["id"]) == by_chat


@pytest.mark.parametrize("body", ["", "  ", "x" * 20_001, None, 7])
async def test_an_edit_leaves_a_text(alice, open_chat, body):
    group = await alice.group()
    sent = await alice.send(group["id"])
    await alice.refused("PATCH", f"/messages/{sent['id']}", 422, json={"body": body})
    chat = await open_chat(alice)
    await chat.refused("edit", {"message_id": sent["id"], "body": body})
    assert await alice.message(sent["id"]) == sent


async def test_a_deleted_message_leaves_a_tombstone(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(group["id"], "A secret")
    await alice.send(group["id"], "Another")
    response = await alice.call("DELETE", f"/messages/{sent['id']}")
    assert response.status_code in {200, 204}
    tombstone = await bob.message(sent["id"])
    check_message(tombstone)
    assert tombstone["deleted"] is True
    assert (tombstone["body"], tombstone["attachments"], tombstone["seq"]) == ("", [], sent["seq"])
    assert "secret" not in str(tombstone)
    assert tombstone["rev"] == sent["rev"] + 2
    assert (await bob.history(group["id"]))[sent["seq"] - 1] == tombstone
    again = await bob.message(sent["id"])
    await alice.call("DELETE", f"/messages/{sent['id']}")
    assert await bob.message(sent["id"]) == again  # deleting again changes nothing


async def test_deleting_over_the_socket_acknowledges_the_tombstone(alice, open_chat):
    group = await alice.group()
    sent = await alice.send(group["id"], "Gone")
    chat = await open_chat(alice)
    tombstone = (await chat.ok("delete", {"message_id": sent["id"]}))["message"]
    check_message(tombstone)
    assert (tombstone["deleted"], tombstone["body"]) == (True, "")
    assert await alice.message(sent["id"]) == tombstone


async def test_a_deleted_message_cannot_be_edited_back_to_life(alice):
    group = await alice.group()
    sent = await alice.send(group["id"])
    await alice.remove(sent["id"])
    await alice.refused("PATCH", f"/messages/{sent['id']}", json={"body": "Back"})
    assert (await alice.message(sent["id"]))["body"] == ""


async def test_a_system_message_is_nobodys_to_edit(alice, bob):
    group = await alice.group(bob)
    for message in await alice.history(group["id"]):
        await alice.refused("PATCH", f"/messages/{message['id']}", json={"body": "Changed"})


async def test_the_unknown_is_not_found(alice, open_chat):
    chat = await open_chat(alice)
    await alice.refused("GET", "/messages/nothing", 404)
    await alice.refused("PATCH", "/messages/nothing", 404, json={"body": "x"})
    await alice.refused("DELETE", "/messages/nothing", 404)
    await alice.refused("POST", "/conversations/nothing/messages", 404, json={"client_id": "x", "body": "x"})
    await chat.refused("send", {"conversation_id": "nothing", "client_id": "x", "body": "x"})
    await chat.refused("edit", {"message_id": "nothing", "body": "x"})
    await chat.refused("delete", {"message_id": "nothing"})


async def test_a_message_mentions_members_by_their_username(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(
        group["id"], f"Ask @{bob.username}, not @nobody-at-all or mail@{bob.username}x.org"
    )
    assert sent["mentions"] == [bob.id]
    edited = await alice.edit(sent["id"], "Ask nobody")
    assert edited["mentions"] == []


async def test_the_author_is_the_caller_whatever_the_body_claims(alice, bob):
    group = await alice.group(bob)
    sent = await alice.send(
        group["id"], author={"id": bob.id}, author_id=bob.id, kind="system", seq=99, rev=99, pinned=True
    )
    assert (sent["author"]["id"], sent["kind"], sent["pinned"]) == (alice.id, "user", False)
    assert sent["seq"] == group["last_seq"] + 1
