"""Pins: put up, seen by all, found again, taken down."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

WIDE = {"width": 1440, "height": 900}


def head(person: Person) -> Locator:
    """The button in the head of the conversation."""
    return person.page.get_by_role("button", name=re.compile(r"\d pinned message"))


def pins(person: Person) -> Locator:
    return person.page.get_by_role("list", name="Pinned messages", exact=True).get_by_role("listitem")


def test_a_pin_is_seen_and_counted_in_both_browsers(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("The key is under the mat")
    anna.say("Something else")
    bob.sees("Something else")
    expect(head(bob)).to_have_count(0)
    anna.act_on("The key is under the mat", "Pin")
    for person in (anna, bob):
        expect(person.message("The key is under the mat").get_by_text("Pinned", exact=True)).to_be_visible()
        expect(head(person)).to_have_attribute("aria-label", "1 pinned message")
    head(bob).click()
    expect(pins(bob)).to_have_count(1)
    expect(pins(bob)).to_contain_text("The key is under the mat")
    anna.act_on("Something else", "Pin")
    expect(pins(bob)).to_contain_text(["Something else", "The key is under the mat"])
    bob.button("Unpin").last.click()
    expect(pins(bob)).to_have_count(1)
    expect(anna.message("The key is under the mat").get_by_text("Pinned", exact=True)).to_have_count(0)
    expect(head(anna)).to_have_attribute("aria-label", "1 pinned message")


def test_an_old_pin_leads_to_its_message(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 190)
    items = anna.ask("GET", f"/conversations/{kitchen}/messages?limit=200")["items"]
    old = next(message for message in items if message["body"] == "Note 3")
    anna.ask("PUT", f"/messages/{old['id']}/pin")
    anna.open(kitchen)
    anna.sees("Note 190")
    expect(anna.message("Note 3")).to_have_count(0)
    head(anna).click()
    anna.press("Go to the message")
    expect(anna.message("Note 3")).to_be_in_viewport()
    expect(anna.message("Note 3")).to_have_attribute("data-highlighted", "true")
    expect(pins(anna)).to_have_count(1)


def test_a_pinned_reply_leads_into_its_thread(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 3)
    root = anna.ask("GET", f"/conversations/{kitchen}/messages")["items"][-2]
    body = {"client_id": "answer", "body": "The answer", "thread_root": root["id"]}
    answer = anna.ask("POST", f"/conversations/{kitchen}/messages", body)
    anna.ask("PUT", f"/messages/{answer['id']}/pin")
    anna.open(kitchen)
    head(anna).click()
    anna.press("Go to the message")
    feed = anna.page.get_by_role("feed", name="Replies", exact=True)
    expect(feed.get_by_role("article")).to_have_attribute("data-highlighted", "true")
    expect(feed).to_contain_text("The answer")


def test_a_pin_without_a_network_is_there_at_once_and_sent_later(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Keep this")
    bob.sees("Keep this")
    anna.cut_off()
    anna.message("Keep this").focus()
    anna.keys("p")
    expect(anna.message("Keep this").get_by_text("Pinned", exact=True)).to_be_visible()
    anna.plug_in()
    expect(bob.message("Keep this").get_by_text("Pinned", exact=True)).to_be_visible(timeout=20_000)


def test_a_deleted_message_is_pinned_no_more(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Keep this")
    anna.act_on("Keep this", "Pin")
    head(bob).click()
    expect(pins(bob)).to_have_count(1)
    anna.act_on("Keep this", "Delete")
    expect(bob.page.get_by_text("Nothing is pinned here yet.")).to_be_visible(timeout=10_000)
    bob.press("Close pinned messages")
    expect(head(bob)).to_have_count(0)
