"""Incoming webhooks, spoken to in Slack's and Mattermost's ways."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from slack_sdk.models.attachments import Attachment, AttachmentField
from slack_sdk.models.blocks import ContextBlock, DividerBlock, HeaderBlock, MarkdownTextObject, SectionBlock
from slack_sdk.webhook import WebhookClient

from tests.contract.shapes import check_member, check_message
from tests.support.api import Api, Json


async def hook_of(api: Api, group: Json, name: str = "Builds") -> Json:
    return await api.ok("POST", f"/conversations/{group['id']}/hooks", json={"name": name}, status=201)


async def post(hook: Json, api: Api, **how: Any) -> httpx.Response:
    """What a webhook's caller does: it knows the address alone. The port is the test's, not the setting's."""
    path = hook["url"].partition("/hooks/")[2]
    return await api.client.post(f"/hooks/{path}", **how)


async def last(api: Api, group: Json) -> Json:
    return (await api.page(group["id"], limit=1))["items"][-1]


async def test_a_webhook_is_made_listed_used_and_deleted(alice, bob):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    assert (hook["name"], hook["created_by"], hook["last_used_at"]) == (
        "Builds",
        alice.user["display_name"],
        None,
    )
    assert hook["url"].startswith("http")
    listed = (await alice.get(f"/conversations/{group['id']}/hooks"))["items"]
    assert listed == [{name: value for name, value in hook.items() if name != "url"}]
    response = await post(hook, alice, json={"text": "Build 4711 is green"})
    assert (response.status_code, response.text) == (200, "ok")
    assert response.headers["content-type"].startswith("text/plain")
    sent = await last(bob, group)
    check_message(sent)
    assert (sent["body"], sent["author"]["display_name"], sent["author"]["is_bot"]) == (
        "Build 4711 is green",
        "Builds",
        True,
    )
    assert (await alice.get(f"/conversations/{group['id']}/hooks"))["items"][0]["last_used_at"]
    await alice.ok("DELETE", f"/hooks/{hook['id']}", status=204)
    assert (await alice.get(f"/conversations/{group['id']}/hooks"))["items"] == []
    gone = await post(hook, alice, json={"text": "Nobody hears this"})
    assert (gone.status_code, gone.text) == (404, "no_service")
    assert set(await bob.members(group["id"])) == {alice.id, bob.id}
    assert (await last(bob, group))["author"]["display_name"] == "Builds"


async def test_what_a_webhook_posts_is_heard_at_once_and_the_same_for_all(alice, bob, open_chat):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    chat = await open_chat(bob)
    await post(hook, alice, json={"text": "Now", "username": "Deploys"})
    sent = await last(alice, group)
    assert (await chat.wait_for_message(sent))["message"] == sent
    assert sent["author"]["display_name"] == "Deploys"
    assert (await bob.conversation(group["id"]))["my"]["unread"] == 1


async def test_a_client_of_slacks_posts_text_blocks_and_attachments(alice, bob, server):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    client = WebhookClient(server.url + "/hooks/" + hook["url"].partition("/hooks/")[2])

    async def send(**what: Any) -> Json:
        answer = await asyncio.to_thread(client.send, **what)
        assert (answer.status_code, answer.body) == (200, "ok")
        return await last(bob, group)

    plain = await send(text="*Deployed* <https://example.org/4711|build 4711> &amp; ~nothing~ else")
    assert "<strong>Deployed</strong>" in plain["html"]
    assert 'href="https://example.org/4711"' in plain["html"]
    assert ">build 4711</a> &amp; <s>nothing</s> else" in plain["html"]

    built = await send(
        text="For those without blocks",
        blocks=[
            HeaderBlock(text="Release 2.0 is *out*"),
            SectionBlock(
                text=MarkdownTextObject(text="By *Ada*, see `notes`"), fields=["*Env*\nprod", "*Took*\n3 min"]
            ),
            DividerBlock(),
            ContextBlock(elements=[MarkdownTextObject(text="<https://example.org|more>")]),
        ],
    )
    assert "For those without" not in built["body"]
    for shown in (
        "<h3>Release 2.0 is *out*</h3>",
        "<strong>Ada</strong>",
        "<strong>Env</strong>",
        "<hr>",
        ">more</a>",
    ):
        assert shown in built["html"]

    attached = await send(
        text="Alert",
        attachments=[
            Attachment(
                text="Load is *high*",
                fallback="not shown",
                pretext="From the watch",
                title="web-1",
                title_link="https://example.org/web-1",
                fields=[AttachmentField(title="Load", value="12")],
                footer="Nagios",
            )
        ],
    )
    for shown in (
        "Alert",
        "From the watch",
        ">web-1</a>",
        "<strong>high</strong>",
        "<strong>Load</strong>: 12",
        "Nagios",
    ):
        assert shown in attached["html"]
    assert "not shown" not in attached["body"]
    assert attached["html"].index("From the watch") < attached["html"].index("<blockquote>")


async def test_mattermosts_markdown_stays_as_it_is(alice):
    group = await alice.group()
    hook = await hook_of(alice, group)
    text = "#### Tests\n| pass | fail |\n|---|---|\n| 10 | **2** |\n[log](https://example.org) *slow*"
    await post(
        hook, alice, json={"text": text, "channel": "elsewhere", "icon_url": "https://x.example/i.png"}
    )
    sent = await last(alice, group)
    assert sent["body"] == text
    assert "<table>" in sent["html"]
    assert "<em>slow</em>" in sent["html"]


HELLO = '{"text": "Hi & *there*"}'


@pytest.mark.parametrize(
    "how",
    [
        {"data": {"payload": HELLO}},
        {"files": {"payload": (None, HELLO)}},
        {
            "content": HELLO,
            "headers": {"content-type": "application/x-www-form-urlencoded"},
        },
        {
            "content": HELLO,
            "headers": {"content-type": "application/json; charset=utf-8"},
        },
        {"content": HELLO},
    ],
    ids=["form", "multipart", "curl -d", "json", "no type"],
)
async def test_a_payload_comes_as_json_or_in_a_form(alice, how):
    group = await alice.group()
    response = await post(await hook_of(alice, group), alice, **how)
    assert response.text == "ok"
    assert (await last(alice, group))["body"] == "Hi & **there**"


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("{}", "no_text"),
        ('{"text": "  "}', "no_text"),
        ('{"text": "\\u0000"}', "no_text"),
        ('{"attachments": [], "blocks": []}', "no_text"),
        ('{"attachments": [1, null, {"color": "red"}], "blocks": [{"type": "unheard_of"}, {}]}', "no_text"),
        ("", "invalid_payload"),
        ("[]", "invalid_payload"),
        ("null", "invalid_payload"),
        ("not json", "invalid_payload"),
        ('{"text": "\\ud800"}', "invalid_payload"),
        ('{"text": 5}', "invalid_payload"),
        ('{"text": "x", "attachments": {}}', "invalid_payload"),
        ('{"text": "x", "blocks": "y"}', "invalid_payload"),
        ('{"text": "x", "username": ["y"]}', "invalid_payload"),
    ],
)
async def test_what_cannot_be_posted_is_refused_in_slacks_words(alice, payload, said):
    group = await alice.group()
    hook = await hook_of(alice, group)
    response = await post(hook, alice, content=payload, headers={"content-type": "application/json"})
    assert (response.status_code, response.text) == (400, said)
    assert (await alice.conversation(group["id"]))["last_seq"] == group["last_seq"]


async def test_forms_that_cannot_be_read_are_refused_too(alice):
    hook = await hook_of(alice, await alice.group())
    for how in (
        {"data": {"text": "not a payload"}},
        {"content": b"payload=%ff%00", "headers": {"content-type": "application/x-www-form-urlencoded"}},
        {"content": b"--x\r\nnonsense", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"nonsense", "headers": {"content-type": "multipart/form-data"}},
        {"files": {"payload": ("file.json", b'{"text": "a file"}')}},
    ):
        response = await post(hook, alice, **how)
        assert (response.status_code, response.text) == (400, "invalid_payload"), how


async def test_a_text_that_is_too_long_is_cut_and_says_so(alice):
    group = await alice.group()
    hook = await hook_of(alice, group)
    assert (await post(hook, alice, json={"text": "```\n" + "a line of code\n" * 2_000 + "```"})).text == "ok"
    sent = await last(alice, group)
    assert len(sent["body"]) <= 20_000
    assert sent["body"].endswith("```\n\n[…]")
    assert sent["html"].endswith("<p>[…]</p>")
    too_large = await post(hook, alice, json={"text": "x" * 300_000})
    assert too_large.status_code == 413


async def test_the_senders_name_is_cleaned_and_bounded(alice):
    group = await alice.group()
    hook = await hook_of(alice, group)
    for given, shown in (
        ("  A\u0000b\n c ", "A b c"),
        ("x" * 500, "x" * 64),
        ("", "Builds"),
        ("\u0007", "Builds"),
    ):
        assert (await post(hook, alice, json={"text": "x", "username": given})).text == "ok"
        assert (await last(alice, group))["author"]["display_name"] == shown


async def test_a_quote_names_who_the_webhook_said_it_was(alice, bob, open_chat):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    await post(hook, alice, json={"text": "Red", "username": "Watch"})
    alarm = await last(alice, group)
    chat = await open_chat(bob)
    reply = await alice.send(group["id"], "Looking", reply_to=alarm["id"])
    assert reply["reply_to"]["author_name"] == "Watch"
    assert (await chat.wait_for_message(reply))["message"] == reply
    assert (await bob.message(reply["id"]))["reply_to"]["author_name"] == "Watch"


async def test_everybody_is_called_as_any_member_may(alice, bob):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    await post(hook, alice, json={"text": "<!channel> down, <!here>, <@U123|ops>"})
    sent = await last(alice, group)
    assert sent["body"] == "@all down, @here, @ops"
    assert {alice.id, bob.id} <= set(sent["mentions"])


async def test_a_webhook_is_nobody_to_talk_to(alice, bob):
    group = await alice.group(bob)
    hook = await hook_of(alice, group, "Unheard of elsewhere")
    member = (await alice.members(group["id"]))[hook["bot_id"]]
    check_member(member)
    assert member["user"]["role"] == "bot"
    assert (await alice.get("/users", q="Unheard of elsewhere"))["items"] == []
    await alice.refused(
        "POST", "/conversations", 422, json={"kind": "direct", "member_ids": [hook["bot_id"]]}
    )
    other = await alice.group()
    await alice.refused("PUT", f"/conversations/{other['id']}/members/{hook['bot_id']}", 404, json={})


async def test_nobody_waits_for_a_webhook_to_read(alice, bob):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    sent = await alice.send(group["id"])
    await post(hook, alice, json={"text": "x"})
    assert (await alice.get(f"/messages/{sent['id']}/receipts")) == {"read": [], "delivered": []}
    await bob.read(group["id"], sent["seq"])
    read = (await alice.get(f"/messages/{sent['id']}/receipts"))["read"]
    assert [entry["user"]["id"] for entry in read] == [bob.id]


async def test_removing_it_from_the_group_deletes_the_webhook(alice, bob):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    await alice.delete(f"/conversations/{group['id']}/members/{hook['bot_id']}")
    assert (await alice.get(f"/conversations/{group['id']}/hooks"))["items"] == []
    assert (await post(hook, alice, json={"text": "x"})).status_code == 404


async def test_an_archived_group_takes_nothing_and_a_deleted_one_is_forgotten(alice):
    group = await alice.group()
    hook = await hook_of(alice, group)
    await alice.patch(f"/conversations/{group['id']}", {"archived": True})
    response = await post(hook, alice, json={"text": "x"})
    assert (response.status_code, response.text) == (410, "channel_is_archived")
    await alice.patch(f"/conversations/{group['id']}", {"archived": False})
    await alice.delete(f"/conversations/{group['id']}")
    assert (await post(hook, alice, json={"text": "x"})).status_code == 404


async def test_only_those_who_manage_the_group_delete_a_webhook(alice, bob, dave):
    group = await alice.group(bob)
    hook = await hook_of(alice, group)
    await bob.refused("DELETE", f"/hooks/{hook['id']}", 403)
    await dave.refused("DELETE", f"/hooks/{hook['id']}", 404)
    await alice.refused("DELETE", "/hooks/nonsense", 404)
    assert (await post(hook, alice, json={"text": "still here"})).text == "ok"


async def test_a_direct_conversation_has_no_webhooks(alice, bob):
    direct = await alice.direct(bob)
    await alice.refused("GET", f"/conversations/{direct['id']}/hooks", 403)
    await alice.refused("POST", f"/conversations/{direct['id']}/hooks", 403, json={"name": "x"})


async def test_what_a_webhook_is_made_of_is_checked(alice):
    group = await alice.group()
    path = f"/conversations/{group['id']}/hooks"
    for body in (
        {},
        {"name": ""},
        {"name": "x" * 65},
        {"name": 5},
        {"name": "x", "avatar_url": "data:,x"},
    ):
        await alice.refused("POST", path, 422, json=body)
    made = await alice.post(path, {"name": "x", "avatar_url": "https://example.org/x.png"})
    assert made["avatar_url"] is None  # nothing of other hosts is shown


async def test_unknown_addresses_of_webhooks_say_so(alice):
    for token in ("nonsense", "x" * 5_000, "%00", "%2F", "-"):
        response = await alice.client.post(f"/hooks/{token}", json={"text": "x"})
        assert response.status_code == 404, token
    for method, path in (("GET", "/hooks/nonsense"), ("POST", "/hooks/a/b"), ("POST", "/hooks/")):
        assert (await alice.client.request(method, path)).status_code == 404


async def test_no_secret_is_in_the_log_or_the_metrics(server, alice):
    group = await alice.group()
    hook = await hook_of(alice, group)
    token = hook["url"].partition("/hooks/")[2]
    await post(hook, alice, json={"text": "x"})
    await alice.client.get(f"/hooks/{token}")
    metrics = (await alice.call("GET", "//metrics")).text
    assert 'route="/hooks/{token}"' in metrics
    assert token not in metrics
    assert token not in server.log
