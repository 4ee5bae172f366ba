"""Getting around by keyboard: the quick switcher, the shortcuts and their help, back and forward."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


def switch_to(person: Person, words: str) -> None:
    person.keys("ControlOrMeta+k")
    field = person.page.get_by_role("combobox", name="Conversation, person or action")
    expect(field).to_be_focused()
    field.press_sequentially(words)


def test_a_few_letters_lead_to_a_conversation(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen, garden = anna.begin_group("Kitchen"), anna.begin_group("Gärten und Höfe")
    anna.open(kitchen)
    anna.field("Message").focus()
    switch_to(anna, "garten")
    expect(anna.page.get_by_role("option").first).to_contain_text("Gärten und Höfe")
    anna.keys("Enter")
    anna.is_at(f"/c/{garden}")
    switch_to(anna, "kchn")
    anna.keys("Enter")
    anna.is_at(f"/c/{kitchen}")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    anna.keys("ControlOrMeta+k")
    expect(anna.page.get_by_role("dialog", name="Go to")).to_be_visible()
    anna.keys("Escape")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)


def test_somebody_one_never_wrote_to_is_two_keys_away(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    anna.open(anna.begin_group("Kitchen"))
    switch_to(anna, bob.username)
    expect(anna.page.get_by_role("option").first).to_contain_text("Bob Carlsen")
    anna.keys("Enter")
    expect(anna.page.get_by_role("heading", name="Bob Carlsen", level=1)).to_be_visible()
    anna.say("Hello Bob")
    anna.sees("Hello Bob")


def test_what_is_unread_comes_first_and_the_switcher_works_without_a_network(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    old = anna.begin_group("Old", bob)
    anna.begin_group("Middle")
    open_one = anna.begin_group("New")
    anna.open(open_one)
    bob.write_notes(old, 1)
    expect(anna.badge("Old")).to_have_attribute("data-unread", "1")
    anna.keys("ControlOrMeta+k")
    expect(anna.page.get_by_role("option").locator(".name")).to_have_text(["Old", "Middle", "New"])
    anna.keys("Escape")
    anna.cut_off()
    switch_to(anna, "midd")
    anna.keys("Enter")
    expect(anna.page.get_by_role("heading", name="Middle", level=1)).to_be_visible()


def test_the_switcher_searches_messages(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    anna.say("The beans are done")
    anna.sees("The beans are done")
    switch_to(anna, "beans")
    anna.keys("Enter")
    anna.is_at(re.escape("/search?q=beans"))
    expect(anna.page.get_by_role("list", name="Results").get_by_role("link")).to_have_count(1)


def test_keys_go_up_and_down_the_list_and_to_what_is_unread(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    first = anna.begin_group("First", bob)
    second = anna.begin_group("Second")
    third = anna.begin_group("Third")
    anna.open(third)
    anna.field("Message").focus()
    anna.keys("Alt+ArrowDown")
    anna.is_at(f"/c/{second}")
    anna.keys("Alt+ArrowUp")
    anna.is_at(f"/c/{third}")
    bob.write_notes(first, 1)
    expect(anna.badge("First")).to_have_attribute("data-unread", "1")
    anna.keys("Alt+Shift+ArrowDown")
    anna.is_at(f"/c/{first}")


def test_the_help_lists_the_keys_and_single_ones_can_be_switched_off(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    help_sheet = anna.page.get_by_role("dialog", name="Keyboard shortcuts")
    anna.field("Message").fill("")
    anna.field("Message").press_sequentially("?/")
    expect(anna.field("Message")).to_have_value("?/")
    anna.field("Message").fill("")
    anna.page.get_by_role("log").focus()
    anna.keys("?")
    expect(help_sheet).to_contain_text("Go to a conversation or a person")
    help_sheet.get_by_role("checkbox").uncheck()
    anna.keys("Escape")
    expect(help_sheet).to_have_count(0)
    anna.page.get_by_role("log").focus()
    anna.keys("?", "/")
    anna.keys("Control+/")
    expect(help_sheet).to_be_visible()
    help_sheet.get_by_role("checkbox").check()
    anna.keys("Escape")
    expect(help_sheet).to_have_count(0)
    anna.page.get_by_role("log").focus()
    anna.keys("/")
    anna.is_at("/search")


def test_back_and_forward_go_through_what_was_open(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen, garden = anna.begin_group("Kitchen"), anna.begin_group("Garden")
    anna.write_notes(kitchen, 5)
    anna.open(kitchen)
    anna.line("Garden").click()
    anna.is_at(f"/c/{garden}")
    anna.press("Search")
    anna.is_at("/search")
    anna.page.go_back()
    anna.is_at(f"/c/{garden}")
    anna.page.go_back()
    anna.is_at(f"/c/{kitchen}")
    anna.sees("Note 5")
    anna.page.go_forward()
    anna.page.go_forward()
    anna.is_at("/search")
    expect(anna.page.get_by_role("combobox", name="Find messages")).to_be_visible()
