"""Mentions: offered as one types, marked for whoever is meant."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


@pytest.fixture
def two(new_person: NewPerson) -> tuple[Person, Person, str]:
    """Anna and Bob in a group, both looking at it."""
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    group = anna.begin_group("Kitchen", bob)
    anna.open(group)
    bob.open(group)
    return anna, bob, group


def offers(person: Person) -> Locator:
    return person.page.get_by_role("listbox").get_by_role("option")


def test_a_member_is_offered_after_an_at_and_chosen_with_enter(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    field = anna.field("Message")
    field.press_sequentially("Ask @b")
    expect(offers(anna)).to_have_count(1)
    expect(offers(anna)).to_contain_text(["Bob Carlsen"])
    active = offers(anna).first.get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", active or "")
    field.press("Enter")
    expect(field).to_have_value(f"Ask @{bob.username} ")
    expect(offers(anna)).to_have_count(0)
    field.press_sequentially("please")
    field.press("Enter")
    mention = bob.messages.last.locator(".mention")
    expect(mention).to_have_text(f"@{bob.username}")
    expect(bob.messages.last).to_have_attribute("data-for-me", "true")
    expect(anna.messages.last).not_to_have_attribute("data-for-me", "true")
    colours = [
        person.messages.last.locator(".mention").evaluate("span => getComputedStyle(span).color")
        for person in (anna, bob)
    ]
    assert colours[0] != colours[1]


def test_the_list_is_walked_with_arrows_and_closed_with_escape(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    field = anna.field("Message")
    field.press_sequentially("@")
    expect(offers(anna)).to_have_count(3)
    expect(offers(anna)).to_contain_text(["Bob Carlsen", "@all", "@here"])
    field.press("ArrowDown")
    expect(offers(anna).nth(1)).to_have_attribute("aria-selected", "true")
    field.press("Escape")
    expect(offers(anna)).to_have_count(0)
    field.press_sequentially("bo")
    expect(offers(anna)).to_have_count(0)
    field.press("Enter")
    bob.sees("@bo")


def test_everybody_is_called_at_once(two: tuple[Person, Person, str], new_person: NewPerson) -> None:
    anna, bob, _ = two
    elsewhere = bob.begin_group("Elsewhere")
    bob.open(elsewhere)
    field = anna.field("Message")
    field.press_sequentially("Hear, @al")
    field.press("Tab")
    expect(field).to_have_value("Hear, @all ")
    field.press("Enter")
    expect(bob.badge("Kitchen")).to_have_attribute("data-unread", re.compile("[1-9]"))
    bob.line("Kitchen").click()
    expect(bob.messages.last).to_have_attribute("data-for-me", "true")


def test_in_an_address_or_in_code_nobody_is_offered(two: tuple[Person, Person, str]) -> None:
    anna, _, _ = two
    field = anna.field("Message")
    field.press_sequentially("mail@b `@b")
    expect(offers(anna)).to_have_count(0)
    field.press_sequentially("` @b")
    expect(offers(anna)).to_have_count(1)


def test_on_a_phone_a_member_is_chosen_by_touch(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    bob = new_person("Bob Carlsen")
    anna.open(anna.begin_group("Kitchen", bob))
    field = anna.field("Message")
    field.press_sequentially("@bo")
    offers(anna).first.tap()
    expect(field).to_have_value(f"@{bob.username} ")
    expect(field).to_be_focused()


def test_a_change_can_add_a_mention(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    anna.say("Ask")
    bob.sees("Ask")
    anna.field("Message").press("ArrowUp")
    field = anna.field("Edit message")
    field.press_sequentially(" @b")
    expect(offers(anna)).to_have_count(1)
    field.press("Enter")
    field.press("Enter")
    expect(bob.messages.last).to_have_attribute("data-for-me", "true")
