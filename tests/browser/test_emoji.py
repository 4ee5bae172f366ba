"""Emoji: picked, completed, shown big, and put to messages."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


@pytest.fixture
def two(new_person: NewPerson) -> tuple[Person, Person]:
    """Anna and Bob, looking at a group of theirs."""
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    group = anna.begin_group("Kitchen", bob)
    anna.open(group)
    bob.open(group)
    return anna, bob


def panel(person: Person) -> Locator:
    return person.page.get_by_role("dialog", name="Pick an emoji")


def test_an_emoji_is_found_by_keyboard_and_put_at_the_cursor(two: tuple[Person, Person]) -> None:
    anna, _ = two
    field = anna.field("Message")
    field.press_sequentially("ab")
    field.press("ArrowLeft")
    anna.tab_to("button", "Emoji")
    anna.keys("Enter")
    search = panel(anna).get_by_role("combobox")
    expect(search).to_be_focused()
    search.press_sequentially("tada")
    expect(panel(anna).get_by_role("option").first).to_have_accessible_name(re.compile("tada"))
    anna.keys("ArrowDown", "Enter")
    expect(panel(anna)).to_have_count(0)
    expect(field).to_be_focused()
    expect(field).to_have_value("a🎉b")


def test_escape_closes_the_panel_and_leaves_one_in_the_field(two: tuple[Person, Person]) -> None:
    anna, _ = two
    anna.press("Emoji")
    expect(panel(anna)).to_be_visible()
    anna.keys("Escape")
    expect(panel(anna)).to_have_count(0)
    expect(anna.field("Message")).to_be_focused()


def test_a_shortcode_is_completed_and_one_that_is_written_out_becomes_its_emoji(
    two: tuple[Person, Person],
) -> None:
    anna, _ = two
    field = anna.field("Message")
    field.press_sequentially(":tad")
    expect(anna.page.get_by_role("option")).to_contain_text([":tada:"])
    field.press("Tab")
    expect(field).to_have_value("🎉 ")
    field.press_sequentially(":+1:")
    expect(field).to_have_value("🎉 👍")
    field.press_sequentially(" at 10:30: no")
    expect(field).to_have_value("🎉 👍 at 10:30: no")


def test_a_message_of_emoji_alone_is_big_before_and_after_it_is_stored(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("Words")
    bob.sees("Words")
    bob.cut_off()
    bob.say("👩‍🚀 🎉")
    sizes = "texts => texts.map((text) => parseFloat(getComputedStyle(text).fontSize))"
    words, pending = bob.messages.locator(".text").evaluate_all(sizes)[-2:]
    bob.plug_in()
    expect(bob.messages.last).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    stored = bob.messages.locator(".text").evaluate_all(sizes)[-1]
    assert pending == stored > 1.8 * words
    expect(anna.messages.last.locator(".text")).to_have_class(re.compile("big"))


def test_any_emoji_is_put_to_a_message_and_the_reaction_says_whose_it_is(two: tuple[Person, Person]) -> None:
    anna, bob = two
    anna.say("Soup?")
    bob.sees("Soup?")
    bob.use_tool("Soup?", "Add reaction")
    panel(bob).get_by_role("combobox").fill("shallow")
    panel(bob).get_by_role("option").first.click()
    mine = bob.messages.last.get_by_role("button", name="You reacted with 🥘")
    expect(mine).to_have_attribute("aria-pressed", "true")
    theirs = anna.messages.last.get_by_role("button", name="Bob Carlsen reacted with 🥘")
    expect(theirs).to_have_attribute("aria-pressed", "false")
    theirs.click()
    expect(
        anna.messages.last.get_by_role("button", name="You and Bob Carlsen reacted with 🥘")
    ).to_be_visible()
    mine = bob.messages.last.get_by_role("button", name="You and Anna Berg reacted with 🥘")
    mine.click()
    expect(anna.messages.last.get_by_role("button", name="You reacted with 🥘")).to_be_visible()


def test_what_one_used_last_is_offered_first(two: tuple[Person, Person]) -> None:
    anna, bob = two
    for text in ("One", "Two"):
        anna.say(text)
        bob.sees(text)
    bob.use_tool("One", "React with 👀")
    expect(bob.message("One").get_by_role("button", name="You reacted with 👀")).to_be_visible()
    bob.message("Two").hover()
    tools = bob.message("Two").get_by_role("toolbar").get_by_role("button", name=re.compile("React with"))
    expect(tools.first).to_have_accessible_name("React with 👀")


def test_somebody_who_never_wrote_is_named_too(two: tuple[Person, Person], new_person: NewPerson) -> None:
    anna, _ = two
    cleo = new_person("Cleo Dahl")
    group = anna.page.url.rsplit("/", 1)[-1]
    anna.ask("PUT", f"/conversations/{group}/members/{cleo.id}", {})
    anna.say("Soup?")
    anna.sees("Soup?")
    expect(anna.messages.last).to_have_attribute("data-message-id", re.compile("."))
    message = anna.messages.last.get_attribute("data-message-id")
    cleo.ask("PUT", f"/messages/{message}/reactions/%F0%9F%91%8D")
    expect(anna.messages.last.get_by_role("button", name="Cleo Dahl reacted with 👍")).to_be_visible()


def test_on_a_phone_the_panel_is_a_sheet_and_a_long_press_tells_who_reacted(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    bob = new_person("Bob Carlsen")
    group = anna.begin_group("Kitchen", bob)
    bob.open(group)
    bob.say("Soup?")
    bob.sees("Soup?")
    anna.open(group)
    anna.button("Emoji").tap()
    expect(panel(anna)).to_be_visible()
    box = panel(anna).bounding_box()
    assert box
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 360, 720)
    panel(anna).get_by_role("menuitem", name=re.compile("grinning face")).first.tap()
    expect(anna.field("Message")).to_have_value("😀")
    message = bob.messages.last.get_attribute("data-message-id")
    bob.ask("PUT", f"/messages/{message}/reactions/%F0%9F%91%8D")
    pill = anna.messages.last.get_by_role("button", name="Bob Carlsen reacted with 👍")
    pill.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    who = anna.page.get_by_role("dialog", name="Reactions")
    expect(who.get_by_text("Bob Carlsen", exact=True)).to_be_visible()
    anna.keys("Escape")
    expect(pill).to_have_attribute("aria-pressed", "false")


def test_signing_out_forgets_which_emoji_were_used(two: tuple[Person, Person]) -> None:
    anna, _ = two
    anna.say("Soup?")
    anna.sees("Soup?")
    anna.use_tool("Soup?", "React with 🎉")
    expect(anna.messages.last.get_by_role("button", name="You reacted with 🎉")).to_be_visible()
    anna.press("Emoji")
    panel(anna).get_by_role("combobox").fill("tada")
    panel(anna).get_by_role("option").first.click()
    expect(panel(anna)).to_have_count(0)
    anna.say("")
    anna.sign_out()
    assert "parley:recent-emoji" not in anna.page.evaluate("Object.keys(localStorage)")
    kept = anna.page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)")
    assert not [name for name in kept if name.startswith("emoji-picker")]


def test_a_tone_of_skin_is_chosen_once_and_kept(two: tuple[Person, Person]) -> None:
    anna, bob = two
    for _ in range(2):
        anna.press("Emoji")
        tone = panel(anna).get_by_role("button", name=re.compile("skin tone"))
        if "Default" in (tone.get_attribute("aria-label") or ""):
            tone.click()
            panel(anna).get_by_role("option", name="Medium-Dark", exact=True).click()
        panel(anna).get_by_role("combobox").fill("waving")
        panel(anna).get_by_role("option", name=re.compile("waving hand")).click()
        expect(anna.field("Message")).to_have_value("👋🏾")
        anna.keys("Enter")
        expect(bob.messages.last).to_contain_text("👋🏾")
        anna.page.reload()
        anna.is_online()
