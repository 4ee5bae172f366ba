"""What lies beside a conversation and above it, as in test_screens.py."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import LONG_WORD, Looks, people_talking
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


LATER = "2999-01-01T00:00:00Z"


def test_members_menus_and_dialogs(looks: Looks) -> None:
    anna, _bob, _kitchen = people_talking(looks)
    anna.page.get_by_role("button", name=re.compile("^Members")).click()
    expect(anna.page.get_by_text(re.compile("Owner")).first).to_be_visible()
    looks.look(anna, "members")
    anna.page.keyboard.press("Escape")
    if looks.is_narrow:
        anna.page.get_by_role("link", name="All conversations").click()
    anna.page.get_by_role("button", name="account").click()
    expect(anna.page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    looks.look(anna, "account-menu")
    anna.page.keyboard.press("Escape")
    anna.press("New conversation")
    expect(anna.field("Find people")).to_be_visible()
    expect(anna.page.get_by_role("dialog")).to_contain_text("Bob Carlsen")
    looks.look(anna, "new-conversation")
    anna.field("Find people").fill("zzzzz")
    expect(anna.page.get_by_role("dialog")).to_contain_text(re.compile("Nobody|No one"))
    looks.look(anna, "new-conversation-nobody")


def test_what_is_set_for_oneself(looks: Looks) -> None:
    anna, bob, kitchen = people_talking(looks)
    direct = anna.begin_direct(bob)
    bob.ask("PATCH", "/me", {"status_emoji": "🌴", "status_text": "On holiday", "dnd_until": LATER})
    anna.ask("PATCH", f"/conversations/{kitchen}/my", {"muted_until": LATER})
    anna.ask("PATCH", f"/conversations/{direct}/my", {"favourite": True})
    anna.ask("PATCH", "/me", {"status_emoji": "🍜", "status_text": "Lunch"})
    anna.open(direct)
    expect(anna.page.locator(".heading")).to_contain_text("On holiday")
    looks.look(anna, "direct")
    if looks.is_narrow:
        anna.page.get_by_role("link", name="All conversations").click()
    expect(anna.page.get_by_text("Favourites")).to_be_visible()
    looks.look(anna, "favourites")
    anna.open_account_menu()
    anna.item("🍜 Lunch").click()
    expect(anna.field("What are you up to?")).to_have_value("Lunch")
    looks.look(anna, "status")
    for section in ("profile", "notifications", "devices"):
        anna.visit(f"/settings#{section}")
        anna.is_online()
        expect(anna.page.get_by_text("This device")).to_have_count(1)
        looks.look(anna, f"settings-{section}")


def test_a_thread_pins_and_who_has_seen_it(looks: Looks) -> None:
    anna, bob, kitchen = people_talking(looks)
    path = f"/conversations/{kitchen}/messages"
    root = anna.ask("POST", path, {"client_id": "root", "body": "Menu ideas for the summer party, please"})
    texts = ("Cold noodles, with a lot of lemon", "Anything but soup", LONG_WORD)
    answers = [
        bob.ask("POST", path, {"client_id": text[:20], "body": text, "thread_root": root["id"]})
        for text in texts
    ]
    quoting = {"body": "No soup, then", "thread_root": root["id"], "reply_to": answers[1]["id"]}
    anna.ask("POST", path, {"client_id": "quoting", **quoting})
    reply = {"client_id": "reply", "body": "There is a thread", "reply_to": root["id"]}
    last = anna.ask("POST", path, reply)
    bob.ask("PUT", f"/conversations/{kitchen}/read", {"seq": last["seq"]})
    for pinned in (root, answers[0]):
        anna.ask("PUT", f"/messages/{pinned['id']}/pin")
    anna.open(kitchen)
    anna.sees("There is a thread")
    anna.use_tool("There is a thread", "Reply")
    expect(anna.page.locator(".reply-chip")).to_be_visible()
    looks.look(anna, "reply")
    anna.keys("Escape")
    anna.page.get_by_role("button", name=re.compile("4 replies")).click()
    expect(anna.page.get_by_role("feed", name="Replies", exact=True)).to_contain_text("No soup, then")
    looks.look(anna, "thread")
    anna.page.go_back()
    anna.page.get_by_role("button", name="2 pinned messages", exact=True).click()
    expect(anna.page.get_by_role("list", name="Pinned messages", exact=True)).to_contain_text("Cold noodles")
    looks.look(anna, "pins")
    anna.keys("Escape")
    anna.page.get_by_role("button", name=re.compile("^Seen by")).click()
    readers = anna.page.get_by_role("list", name="Who has seen this message", exact=True)
    expect(readers).to_contain_text("Bob Carlsen")
    looks.look(anna, "seen-by")
