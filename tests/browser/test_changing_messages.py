"""Edits, deletions and reactions, in two browsers."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


@pytest.fixture
def two(new_person: NewPerson) -> tuple[Person, Person]:
    """Anna and Bob, looking at the conversation between them."""
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    bob.open(conversation)
    return anna, bob


def test_an_edit_is_seen_by_the_other_and_says_that_it_is_one(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("Lunch at one")
    bob.sees("Lunch at one")
    anna.act_on("Lunch at one", "Edit")
    expect(anna.field("Edit message")).to_be_focused()
    anna.field("Edit message").fill("Lunch at **two**")
    anna.page.keyboard.press("Enter")
    for person in two:
        expect(person.messages).to_contain_text(["Lunch at two"])
        expect(person.messages.locator("strong")).to_have_text("two")
        expect(person.messages.get_by_text("edited", exact=True)).to_be_visible()


def test_the_last_message_of_one_s_own_is_changed_from_an_empty_composer(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("First")
    anna.say("Secnod")
    bob.sees("Secnod")
    bob.say("What?")
    anna.sees("What?")
    anna.field("Message").press("ArrowUp")
    expect(anna.field("Edit message")).to_have_value("Secnod")
    anna.field("Edit message").fill("Never mind")
    anna.page.keyboard.press("Escape")
    expect(anna.field("Edit message")).to_have_count(0)
    expect(anna.field("Message")).to_be_focused()
    anna.sees("Secnod")
    anna.field("Message").press("ArrowUp")
    anna.field("Edit message").fill("Second")
    anna.page.keyboard.press("Enter")
    bob.sees("Second")


def test_a_deletion_can_be_undone_for_a_moment(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("Not meant for you")
    bob.sees("Not meant for you")
    anna.act_on("Not meant for you", "Delete")
    expect(anna.message("Not meant for you")).to_have_count(0)
    anna.press("Undo")
    anna.sees("Not meant for you")
    bob.sees("Not meant for you")


def test_a_deleted_message_leaves_one_quiet_line_in_both_browsers(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("Not meant for you")
    bob.sees("Not meant for you")
    anna.act_on("Not meant for you", "Delete")
    for person in two:
        expect(person.messages).to_have_text(re.compile("This message was deleted."), timeout=10_000)
    bob.page.reload()
    expect(bob.messages).to_have_text(re.compile("This message was deleted."))


def test_a_reaction_counts_in_both_browsers_and_is_taken_back_by_the_same_button(
    two: tuple[Person, Person],
) -> None:
    anna, bob = two
    anna.say("Cake in the kitchen")
    bob.sees("Cake in the kitchen")
    bob.use_tool("Cake in the kitchen", "React with 🎉")
    pill = anna.messages.get_by_role("button", name="Bob Carlsen reacted with 🎉")
    pill.click()
    for person in two:
        expect(person.messages.get_by_role("button", name=re.compile("^You and .* reacted"))).to_have_text(
            "🎉2"
        )
    anna.messages.get_by_role("button", name="You and Bob Carlsen reacted with 🎉").click()
    expect(bob.messages.get_by_role("button", name="You reacted with 🎉")).to_have_text("🎉1")


def test_only_one_s_own_messages_offer_to_be_changed(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("Mine")
    bob.sees("Mine")
    bob.use_tool("Mine", "More")
    expect(bob.item("Copy text")).to_be_visible()
    expect(bob.item("Edit")).to_have_count(0)
    expect(bob.item("Delete")).to_have_count(0)


def test_the_messages_and_their_tools_are_reached_by_keyboard(two: tuple[Person, Person]) -> None:
    anna, bob = two
    for text in ("One", "Two", "Three"):
        anna.say(text)
    bob.sees("Three")
    anna.timeline.focus()
    anna.page.keyboard.press("ArrowUp")
    expect(anna.message("Three")).to_be_focused()
    anna.page.keyboard.press("ArrowUp")
    expect(anna.message("Two")).to_be_focused()
    anna.page.keyboard.press("Tab")
    expect(anna.button("React with 👍")).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(bob.message("Two").get_by_role("button", name=re.compile("👍"))).to_be_visible()
    anna.page.keyboard.press("Escape")
    expect(anna.field("Message")).to_be_focused()


def test_a_long_press_shows_the_tools_where_there_is_no_pointer(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    conversation = anna.begin_group("Notes")
    anna.write_notes(conversation, 3)
    anna.open(conversation)
    box = anna.message("Note 2").bounding_box()
    assert box
    touch = anna.page.context.new_cdp_session(anna.page)
    point = {"x": box["x"] + 60, "y": box["y"] + box["height"] / 2}
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(anna.button("More")).to_be_visible()
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    for name in ("React with 👍", "Reply", "Thread", "More"):
        expect(anna.button(name)).to_be_in_viewport(ratio=1)
    anna.button("More").tap()
    anna.item("Edit").tap()
    expect(anna.field("Edit message")).to_have_value("Note 2")
