"""The focus never gets lost, and what happens elsewhere on the page is told to whoever reads by ear."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

PHONE = {"viewport": {"width": 360, "height": 720}}


def announcements(person: Person) -> Locator:
    return person.page.locator(".announcements")


def test_the_first_stop_leads_past_the_list(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    anna.tab_back_to("button", "Skip to the conversation")
    expect(anna.button("Skip to the conversation")).to_be_in_viewport()
    anna.keys("Enter")
    expect(anna.field("Message")).to_be_focused()


def test_closing_a_dialog_and_a_menu_gives_the_focus_back(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    anna.tab_back_to("button", "New conversation")
    anna.keys("Enter")
    expect(anna.field("Find people")).to_be_focused()
    anna.keys("Escape")
    expect(anna.button("New conversation")).to_be_focused()
    anna.tab_to("button", "Actions for Kitchen")
    anna.keys("Enter")
    expect(anna.item("Copy link")).to_be_visible()
    anna.keys("Escape")
    expect(anna.button("Actions for Kitchen")).to_be_focused()


def test_deleting_a_message_by_keyboard_leads_back_to_writing(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    anna.say("Not this")
    expect(anna.messages.last).to_have_attribute("data-status", "sent")
    anna.tab_back_to("log", "Kitchen")
    anna.keys("ArrowUp", "Delete")
    expect(anna.field("Message")).to_be_focused()


def test_a_suggestion_that_is_gone_leaves_the_focus_where_one_can_go_on(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    between = anna.begin_direct(bob)
    anna.open(between)
    anna.button("Wave hello").focus()
    bob.open(between)
    bob.say("Hello")
    expect(anna.button("Wave hello")).to_have_count(0)
    expect(anna.page.locator("#timeline:focus, #timeline :focus, #composer:focus")).to_have_count(1)


def test_whoever_is_taken_out_of_a_conversation_is_not_lost(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen, _ = anna.begin_group("Kitchen", bob), anna.begin_direct(bob)
    bob.open(kitchen)
    expect(bob.field("Message")).to_be_focused()
    anna.ask("DELETE", f"/conversations/{kitchen}/members/{bob.id}")
    expect(bob.page.get_by_role("heading", name="Anna Berg", level=1)).to_be_visible()
    expect(bob.field("Message")).to_be_focused()


@pytest.mark.parametrize("has_others", [False, True])
def test_where_nothing_is_left_the_focus_is_on_the_page(new_person: NewPerson, has_others: bool) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen", **(PHONE if has_others else {}))
    kitchen = anna.begin_group("Kitchen", bob)
    if has_others:
        anna.begin_direct(bob)
    bob.open(kitchen)
    bob.field("Message").focus()
    anna.ask("DELETE", f"/conversations/{kitchen}/members/{bob.id}")
    expect(bob.page.get_by_text("You are no longer in Kitchen.")).to_be_visible()
    expect(bob.page.locator("main:focus, main :focus")).to_have_count(1)


def test_on_a_phone_the_focus_goes_with_the_pane(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", **PHONE)
    anna.begin_group("Kitchen")
    anna.visit("/#conversations")
    anna.is_online()
    anna.line("Kitchen").focus()
    anna.keys("Enter")
    expect(anna.page.locator("main:focus, main :focus")).to_have_count(1)
    anna.page.get_by_role("link", name="All conversations").press("Enter")
    expect(anna.line("Kitchen")).to_be_focused()


def test_new_messages_are_announced_and_the_history_is_not(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    bob.write_notes(kitchen, 60)
    anna.open(kitchen)
    anna.sees("Note 60")
    expect(anna.timeline).to_have_attribute("aria-live", "off")
    expect(announcements(anna)).to_have_attribute("aria-live", "polite")
    expect(announcements(anna)).to_be_empty()
    bob.open(kitchen)
    bob.say("Soup is ready")
    expect(announcements(anna)).to_have_text("Bob Carlsen: Soup is ready")


def test_that_a_message_is_sent_is_announced_where_it_took_a_while(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.page.clock.install()
    anna.open(anna.begin_group("Kitchen"))
    anna.say("At once")
    expect(anna.message("At once")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    anna.cut_off()
    anna.say("Later")
    anna.page.clock.fast_forward(5000)
    anna.plug_in()
    expect(announcements(anna)).to_have_text("Sent")
