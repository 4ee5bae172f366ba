"""Quotations: begun, kept, sent, followed to what they quote."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


@pytest.fixture
def two(new_person: NewPerson) -> tuple[Person, Person, str]:
    """Anna and Bob, looking at a group of theirs."""
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    return anna, bob, kitchen


def begin_reply(person: Person, text: str) -> None:
    person.use_tool(text, "Reply")
    expect(person.field("Message")).to_be_focused()


def quotation(person: Person, text: str) -> Locator:
    """What the message quotes."""
    return person.message(text).get_by_role("button", name=re.compile("Go to what"))


def test_a_reply_quotes_what_it_answers_at_once_and_in_both_browsers(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    anna.say("Shall we have **soup**?")
    expect(bob.messages).to_contain_text(["soup"])
    bob.use_tool(bob.messages.filter(has_text="soup"), "Reply")
    expect(bob.page.get_by_text("Replying to Anna Berg")).to_be_visible()
    bob.cut_off()
    bob.say("Gladly")
    expect(quotation(bob, "Gladly")).to_contain_text("Shall we have soup?")
    expect(bob.message("Gladly")).to_have_attribute("data-status", "pending")
    expect(bob.page.get_by_text("Replying to Anna Berg")).to_have_count(0)
    bob.plug_in()
    expect(quotation(anna, "Gladly")).to_contain_text("Shall we have soup?", timeout=20_000)


def test_pressing_a_quotation_leads_to_what_it_quotes(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 120)
    items = anna.ask("GET", f"/conversations/{kitchen}/messages?limit=200")["items"]
    first = next(message for message in items if message["body"] == "Note 1")
    body = {"client_id": "answer", "body": "Do you remember?", "reply_to": first["id"]}
    anna.ask("POST", f"/conversations/{kitchen}/messages", body)
    anna.open(kitchen)
    anna.sees("Do you remember?")
    expect(anna.message("Note 1")).to_have_count(0)
    quotation(anna, "Do you remember?").click()
    expect(anna.message("Note 1")).to_be_in_viewport()
    expect(anna.message("Note 1")).to_have_attribute("data-highlighted", "true")


def test_a_quotation_follows_an_edit_and_forgets_a_deletion(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    anna.say("Old words")
    bob.sees("Old words")
    begin_reply(bob, "Old words")
    bob.say("I see")
    anna.sees("I see")
    anna.act_on("Old words", "Edit")
    anna.field("Edit message").fill("New words")
    anna.keys("Enter")
    for person in (anna, bob):
        expect(quotation(person, "I see")).to_contain_text("New words")
    begin_reply(bob, "New words")
    anna.act_on("New words", "Delete")
    for person in (anna, bob):
        expect(quotation(person, "I see")).to_contain_text("This message was deleted.", timeout=10_000)
    expect(bob.page.locator(".reply-chip")).to_contain_text("This message was deleted.")


def test_what_one_answers_is_kept_with_the_draft_until_it_is_put_away(
    two: tuple[Person, Person, str],
) -> None:
    anna, bob, kitchen = two
    elsewhere = bob.begin_group("Elsewhere")
    anna.say("Well?")
    bob.sees("Well?")
    begin_reply(bob, "Well?")
    bob.field("Message").fill("Let me think")
    bob.keeps(elsewhere)
    bob.line("Elsewhere").click()
    expect(bob.page.get_by_role("log", name="Elsewhere", exact=True)).to_be_visible()
    expect(bob.page.locator(".reply-chip")).to_have_count(0)
    bob.open(kitchen)
    expect(bob.page.locator(".reply-chip")).to_contain_text("Well?")
    expect(bob.field("Message")).to_have_value("Let me think")
    bob.field("Message").press("Escape")
    expect(bob.page.locator(".reply-chip")).to_have_count(0)
    bob.keys("Enter")
    anna.sees("Let me think")
    expect(quotation(anna, "Let me think")).to_have_count(0)


def test_answering_by_keyboard_alone(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    anna.say("By mouse")
    bob.sees("By mouse")
    bob.timeline.focus()
    bob.keys("ArrowUp", "r")
    expect(bob.field("Message")).to_be_focused()
    bob.page.keyboard.type("By keyboard")
    bob.keys("Enter")
    expect(quotation(anna, "By keyboard")).to_contain_text("By mouse")
    quotation(bob, "By keyboard").focus()
    bob.keys("Enter")
    expect(bob.message("By mouse")).to_have_attribute("data-highlighted", "true")


def test_an_edited_message_tells_when(two: tuple[Person, Person, str]) -> None:
    anna, bob, _ = two
    anna.say("Frist")
    bob.sees("Frist")
    expect(anna.message("Frist")).to_have_attribute("data-message-id", re.compile("."))
    anna.field("Message").press("ArrowUp")
    anna.field("Edit message").fill("First")
    anna.keys("Enter")
    edited = bob.message("First").get_by_text("edited", exact=True)
    edited.hover()
    expect(bob.page.get_by_role("tooltip", include_hidden=True)).to_contain_text(
        re.compile(r"\d{4}.*\d:\d\d")
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", edited.get_attribute("datetime") or "")


def drag(person: Person, text: str, across: int, down: int = 0) -> None:
    """A finger on the message goes so many pixels to the left, and is lifted."""
    box = person.message(text).bounding_box()
    assert box
    start = {"x": box["x"] + box["width"] - 40, "y": box["y"] + box["height"] / 2}
    touch = person.page.context.new_cdp_session(person.page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [start]})
    for step in range(1, 11):
        point = {"x": start["x"] - across * step / 10, "y": start["y"] + down * step / 10}
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [point]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_under_a_finger_a_message_that_is_drawn_aside_is_answered(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    bob = new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    bob.write_notes(kitchen, 3)
    anna.open(kitchen)
    replying = anna.page.get_by_text("Replying to Bob Carlsen")
    drag(anna, "Note 2", 30)
    drag(anna, "Note 2", 20, 90)
    drag(anna, "Note 2", -90)
    expect(anna.timeline.locator("[data-swiped]")).to_have_count(0)
    expect(replying).to_have_count(0)
    drag(anna, "Note 2", 90)
    expect(replying).to_be_visible()
    expect(anna.timeline.locator("[data-swiped]")).to_have_count(0)
    expect(anna.button("More")).to_have_count(0)
    anna.field("Message").fill("Two it is")
    anna.press("Send")
    expect(quotation(anna, "Two it is")).to_contain_text("Note 2")
