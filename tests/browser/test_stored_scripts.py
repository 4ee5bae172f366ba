"""What somebody writes into any field is shown as it was written, on every page, and nothing of it runs."""

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person
from tests.browser.shared_files import picture, send_files, upload
from tests.support.described import operations
from tests.support.servers import AppServer

WIDE = {"width": 1440, "height": 900}
EVIL = "\"'><img src=/evil onerror=ran=1>"
CODE = (
    f"</code></pre></script><script>ran=1</script>{EVIL}"
    "<svg onload=ran=1><iframe srcdoc='<script>top.ran=1</script>'>"
)
BODY = (
    f"{CODE}\n\n[a](javascript:ran=1) [b](data:text/html,<script>ran=1</script>) ![c](/evil)"
    f" <https://example.org/{EVIL}> `{CODE}` @{EVIL} :{EVIL}:\n\n```html\n{CODE}\n```\n\n> {CODE}"
)

ALIVE = "[onerror], [onload], [src='/evil'], [srcdoc], [href^='javascript']"

SHOWS = """(text) => document.body.textContent.includes(text) ||
    [...document.querySelectorAll("input, textarea")].some(({ value }) => value.includes(text))"""

SHOWN = {
    "POST /auth/register .display_name",
    "PATCH /me .display_name",
    "PATCH /me .status_text",
    "POST /conversations .name",
    "POST /conversations .topic",
    "PATCH /conversations/{conversation_id} .name",
    "PATCH /conversations/{conversation_id} .topic",
    "PATCH /conversations/{conversation_id}/my .draft",
    "POST /conversations/{conversation_id}/messages .body",
    "PATCH /messages/{message_id} .body",
    "POST /messages/{message_id}/report .reason",
    "POST /conversations/{conversation_id}/hooks .name",
    "POST /bots .display_name",
    "POST /bots/{bot_id}/tokens .name",
}
"""The fields that are filled here, one by one."""

AS_OTHERS = {
    "PATCH /admin/users/{user_id} .display_name",
    "PATCH /admin/groups/{group_id} .name",
    "PATCH /admin/groups/{group_id} .topic",
    "PATCH /bots/{bot_id} .display_name",
    "POST /markdown .body",
}
"""Kept and shown as the same of another call."""

OF_A_FORM = {
    "username", "login", "email", "password", "current_password", "otp", "code", "token", "refresh_token",
    "invite", "client_id", "reply_to", "thread_root", "member_ids", "user_ids", "user_id", "owner_id",
    "attachment_ids", "conversation_id", "suspended_until", "avatar_url", "status_emoji", "status_until",
    "locale", "file", "kind", "dnd_until", "muted_until",
}  # fmt: skip
"""Fields that take no free text, refused where something else is in them, or that nobody is shown."""


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def harmless(person: Person) -> None:
    """Asserts that what was written is there as text, and only that."""
    person.page.wait_for_function(SHOWS, arg="<img src=/evil onerror=ran=1>")
    assert person.page.evaluate("window.ran") is None
    assert (
        person.page.locator("[onerror], [onload], [src='/evil'], [srcdoc], [href^='javascript']").count() == 0
    )


def within(person: Person, role: str, name: str | None = None) -> Locator:
    return person.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]


def free_text(description: dict[str, Any]) -> set[str]:
    """Every field of the API that takes text of its caller's choice."""

    def resolved(schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            schema = description["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
        return schema

    def is_text(schema: dict[str, Any]) -> bool:
        schema = resolved(schema)
        kinds = schema.get("type", ())
        several = [one for key in ("anyOf", "oneOf") for one in schema.get(key, ())]
        if "items" in schema:
            several.append(schema["items"])
        return ("string" in kinds and "enum" not in schema) or any(map(is_text, several))

    def properties(schema: dict[str, Any]) -> dict[str, Any]:
        schema = resolved(schema)
        found = dict(schema.get("properties", {}))
        for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
            found |= properties(one)
        return found

    return {
        f"{operation} .{name}"
        for operation in operations(description)
        for content in operation.content.values()
        for name, schema in properties(content).items()
        if is_text(schema) and name not in OF_A_FORM
    }


def post_to_hook(person: Person, hook: dict[str, Any]) -> None:
    payload = {
        "text": BODY,
        "username": EVIL,
        "icon_url": "javascript:ran=1",
        "attachments": [
            {
                "title": EVIL,
                "title_link": "javascript:ran=1",
                "pretext": BODY,
                "text": BODY,
                "author_name": EVIL,
                "footer": EVIL,
                "fields": [{"title": EVIL, "value": BODY}],
                "fallback": EVIL,
                "image_url": "javascript:ran=1",
            }
        ],
    }
    url = person.url + "/hooks/" + hook["url"].partition("/hooks/")[2]
    request = Request(url, json.dumps(payload).encode(), {"Content-Type": "application/json"})
    assert urlopen(request).read() == b"ok"


def test_every_field_that_can_be_written_is_shown_on_every_page_and_runs_nowhere(
    new_person: NewPerson,
) -> None:
    owner = new_person(f"Olga {EVIL}", viewport=WIDE, user_agent=f"Mozilla/5.0 {EVIL} Firefox/1.0")
    victim = new_person("Vera Victim", viewport=WIDE)
    assert free_text(owner.ask("GET", "/openapi.json")) == SHOWN | AS_OTHERS

    owner.ask("PATCH", "/me", {"display_name": f"Olga {EVIL}", "status_text": EVIL})
    room = {"kind": "group", "name": EVIL, "topic": EVIL, "member_ids": [victim.id]}
    group = owner.ask("POST", "/conversations", room | {"visibility": "public"})["id"]
    owner.ask("PATCH", f"/conversations/{group}", {"name": f"{EVIL}!", "topic": f"{EVIL}!"})
    said = owner.ask("POST", f"/conversations/{group}/messages", {"client_id": "1", "body": BODY})
    owner.ask("PATCH", f"/messages/{said['id']}", {"body": BODY + " edited"})
    owner.ask("PUT", f"/messages/{said['id']}/pin")
    for client_id, where in (("2", "reply_to"), ("3", "thread_root")):
        body = {"client_id": client_id, "body": BODY, where: said["id"]}
        owner.ask("POST", f"/conversations/{group}/messages", body)
    files = [
        upload(owner, f"{EVIL}.{suffix}", content)
        for suffix, content in (("html", CODE.encode()), ("py", CODE.encode()), ("jpg", picture()))
    ]
    send_files(owner, group, *files)
    hook = owner.ask("POST", f"/conversations/{group}/hooks", {"name": EVIL})
    post_to_hook(owner, hook)
    bot = owner.ask("POST", "/bots", {"username": "bot", "display_name": EVIL})
    owner.ask("POST", f"/bots/{bot['id']}/tokens", {"name": EVIL})
    invite = owner.ask("POST", "/invites", {"conversation_id": group})
    reported = victim.ask("POST", f"/conversations/{group}/messages", {"client_id": "4", "body": BODY})
    victim.ask("POST", f"/messages/{said['id']}/report", {"reason": EVIL})
    owner.ask("POST", f"/messages/{reported['id']}/report", {"reason": EVIL})
    owner.ask("PATCH", "/admin/settings", {"name": EVIL, "message_of_sign_in": EVIL})
    owner.ask("PATCH", f"/conversations/{group}/my", {"draft": BODY})

    # What members see of a conversation.
    victim.open(group)
    expect(victim.messages).to_have_count(7)
    harmless(victim)
    victim.press("Members")
    expect(victim.button("Media, files and links")).to_be_visible()
    harmless(victim)
    victim.press("Media, files and links")
    for tab in ("Media", "Files", "Links"):
        within(victim, "tab", tab).click()
        harmless(victim)
    victim.open(group)
    victim.timeline.get_by_role("button", name="1 reply", exact=False).first.click()
    expect(victim.page.get_by_role("complementary").last).to_contain_text("onerror")
    harmless(victim)
    victim.visit("/search?q=edited")
    expect(victim.page.get_by_role("main")).to_contain_text("onerror")
    harmless(victim)
    victim.visit("/")
    victim.is_online()
    victim.press("Browse groups")
    harmless(victim)

    # What its writer sees.
    owner.open(group)
    expect(owner.field("Message")).to_have_value(BODY)
    harmless(owner)
    owner.visit("/settings")
    harmless(owner)
    for place in ("", "/users", "/groups", f"/groups/{group}", "/moderation", "/bots", "/audit", "/settings"):
        owner.visit(f"/admin{place}")
        expect(owner.page.get_by_role("heading", level=1)).to_be_visible()
        harmless(owner)

    # What strangers see.
    stranger = new_person("Nobody", account=False)
    stranger.visit("/login")
    harmless(stranger)
    stranger.visit(f"/register?{invite['url'].partition('?')[2]}")
    harmless(stranger)

    # A page of its own, which is downloaded and then opened from a disk.
    answer = owner.context.request.get(f"{owner.url}/api/v1/conversations/{group}/export?format=html")
    kept = new_person("Reader", account=False)
    kept.page.set_content(answer.text())
    harmless(kept)
    assert PASSWORD not in answer.text()
