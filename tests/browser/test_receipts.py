"""Receipts: ticks between two, and who has seen it in a group."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

WIDE = {"width": 1440, "height": 900}


def seen_by(person: Person) -> Locator:
    return person.page.get_by_role("list", name="Who has seen this message", exact=True).get_by_role(
        "listitem"
    )


def looks_away(person: Person) -> None:
    """The window is there, and another has the focus."""
    person.page.evaluate("document.hasFocus = () => false")


def looks_back(person: Person) -> None:
    person.page.evaluate("delete document.hasFocus; window.dispatchEvent(new Event('focus'))")


def test_read_means_that_it_was_seen_in_a_focused_window(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    bob.open(conversation)
    looks_away(bob)
    anna.say("Are you there?")
    bob.sees("Are you there?")
    expect(anna.message("Are you there?")).to_have_attribute("data-status", "delivered")
    anna.say("Hello?")
    expect(anna.message("Hello?")).to_have_attribute("data-status", "delivered")
    expect(anna.message("Are you there?")).to_have_attribute("data-status", "delivered")
    looks_back(bob)
    for text in ("Are you there?", "Hello?"):
        expect(anna.message(text)).to_have_attribute("data-status", "read")
    expect(anna.message("Hello?").get_by_text("Read", exact=True)).to_be_attached()


def test_a_group_says_how_many_have_seen_the_last_message_and_who(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    bob, cleo = new_person("Bob Carlsen"), new_person("Cleo Dumas")
    kitchen = anna.begin_group("Kitchen", bob, cleo)
    elsewhere = cleo.begin_group("Elsewhere")
    anna.open(kitchen)
    anna.say("First")
    anna.say("Second")
    expect(anna.message("Second")).to_have_attribute("data-status", "sent")
    cleo.open(elsewhere)
    bob.open(kitchen)
    seen = anna.message("Second").get_by_role("button", name=re.compile("Seen by 1"))
    expect(seen).to_be_visible()
    expect(anna.message("First").get_by_role("button", name=re.compile("Seen by"))).to_have_count(0)
    expect(anna.message("Second")).to_have_attribute("data-status", "delivered")
    seen.click()
    expect(seen_by(anna)).to_have_count(1)
    expect(seen_by(anna)).to_contain_text("Bob Carlsen")
    expect(seen_by(anna).get_by_role("time")).to_have_text(re.compile("today at"))
    delivered = anna.page.get_by_role("list", name="Delivered", exact=True)
    expect(delivered).to_contain_text("Cleo Dumas")
    cleo.open(kitchen)
    expect(seen_by(anna)).to_contain_text(["Bob Carlsen", "Cleo Dumas"])
    expect(delivered).to_have_count(0)
    expect(anna.message("Second").get_by_role("button", name=re.compile("Seen by all"))).to_be_visible()
    expect(anna.message("Second")).to_have_attribute("data-status", "read")


def test_who_has_seen_anybodys_message_is_in_its_menu(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    bob.say("Of Bob's")
    anna.sees("Of Bob's")
    anna.act_on("Of Bob's", "Seen by")
    expect(seen_by(anna)).to_contain_text("Anna Berg")
    anna.press("Close who has seen it")
    expect(seen_by(anna)).to_have_count(0)


def test_whoever_keeps_their_receipts_to_themselves_is_simply_not_among_them(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    cleo = new_person("Cleo Dumas")
    kitchen = anna.begin_group("Kitchen", bob, cleo)
    cleo.ask("PATCH", "/me", {"receipts": False})
    for person in (anna, bob, cleo):
        person.open(kitchen)
    anna.say("Hello both")
    cleo.sees("Hello both")
    bob.sees("Hello both")
    seen = anna.message("Hello both").get_by_role("button", name=re.compile("Seen by 1"))
    seen.click()
    expect(seen_by(anna)).to_have_count(1)
    expect(seen_by(anna)).to_contain_text("Bob Carlsen")
    expect(seen_by(anna).filter(has_text="Cleo Dumas")).to_have_count(0)
    expect(anna.message("Hello both")).not_to_have_attribute("data-status", "read")


def test_between_two_the_ticks_tell_when_it_was_read(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation, other = anna.begin_direct(bob), anna.begin_group("Kitchen", bob)
    anna.open(conversation)
    bob.open(other)
    anna.say("Hello")
    expect(anna.message("Hello")).to_have_attribute("data-status", "delivered")
    tick = anna.message("Hello").locator(".tick")
    tick.hover()
    expect(tick).to_have_attribute("title", re.compile(r"Delivered today at \d"))
    bob.line("Anna Berg").click()
    expect(anna.message("Hello")).to_have_attribute("data-status", "read")
    anna.field("Message").hover()
    tick.hover()
    expect(tick).to_have_attribute("title", re.compile(r"Read today at \d"))
