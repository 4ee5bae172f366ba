"""Two people, two browsers."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson


def test_what_one_writes_is_drawn_in_the_other_s_browser_and_is_there_after_a_reload(
    new_person: NewPerson,
) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    bob.open(conversation)
    expect(anna.page.get_by_role("log", name="Bob Carlsen", exact=True)).to_be_visible()
    anna.say("Is anybody there?")
    bob.sees("Is anybody there?")
    bob.field("Message").fill("I am.")
    bob.press("Send")
    anna.sees("I am.")
    for person in (anna, bob):
        person.page.reload()
        person.sees("Is anybody there?")
        person.sees("I am.")
        expect(person.messages).to_have_count(2)


def test_unread_messages_are_counted_until_they_are_looked_at(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation, other = anna.begin_direct(bob), anna.begin_group("Kitchen", bob)
    bob.open(other)
    anna.open(conversation)
    for text in ("One", "Two", "Three"):
        anna.say(text)
    expect(bob.badge("Anna Berg")).to_have_attribute("data-unread", "3")
    bob.page.reload()
    expect(bob.badge("Anna Berg")).to_have_attribute("data-unread", "3")
    bob.line("Anna Berg").click()
    bob.sees("Three")
    expect(bob.badge("Anna Berg")).to_have_count(0)
    expect(anna.message("Three")).to_have_attribute("data-status", "read")


def test_a_message_of_one_s_own_tells_how_far_it_has_come(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation, other = anna.begin_direct(bob), anna.begin_group("Kitchen", bob)
    anna.open(conversation)
    anna.say("Hello")
    expect(anna.message("Hello")).to_have_attribute("data-status", "sent")
    bob.open(other)
    expect(anna.message("Hello")).to_have_attribute("data-status", "delivered")
    bob.line("Anna Berg").click()
    expect(anna.message("Hello")).to_have_attribute("data-status", "read")
    assert bob.message("Hello").get_attribute("data-status") is None


def test_the_others_see_that_somebody_is_typing(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    bob.open(conversation)
    bob.field("Message").press_sequentially("Let me see")
    expect(anna.page.get_by_role("status").filter(has_text="Bob Carlsen is typing")).to_be_visible()
    bob.page.keyboard.press("Enter")
    anna.sees("Let me see")
    expect(anna.page.get_by_text("is typing")).to_have_count(0)


def test_a_script_in_a_message_is_text(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    bob.open(conversation)
    anna.say("<img src=x onerror=alert(1)> <script>alert(2)</script>")
    for person in (anna, bob):
        expect(person.messages).to_contain_text("<img src=x onerror=alert(1)> <script>alert(2)</script>")
        expect(person.timeline.locator("img, script")).to_have_count(0)


def test_older_messages_come_as_one_scrolls_up_and_nothing_moves_under_the_reader(
    new_person: NewPerson,
) -> None:
    anna = new_person("Anna Berg")
    conversation = anna.begin_group("Notes")
    anna.write_notes(conversation, 180)
    anna.open(conversation)
    expect(anna.message("Note 180")).to_be_in_viewport()
    expect(anna.message("Note 60")).to_have_count(0)
    while not anna.message("Note 1").count():
        held = anna.messages.filter(has_text="Note").first
        number = re.search(r"Note \d+", held.inner_text())
        assert number
        held = anna.message(number[0])
        anna.timeline.evaluate("log => { log.scrollTop = 300 }")
        before = held.bounding_box()
        expect(anna.messages.filter(has_text="Note").first).not_to_contain_text(number[0])
        after = held.bounding_box()
        assert before
        assert after
        assert abs(after["y"] - before["y"]) < 40  # the name above it may go, when it is no longer the first
    expect(anna.messages.filter(has_text="Note")).to_have_count(180)


def test_a_permalink_leads_to_its_message_and_back_to_the_newest(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    conversation = anna.begin_group("Notes")
    anna.write_notes(conversation, 120)
    written = anna.ask("GET", f"/conversations/{conversation}/messages?limit=200")["items"]
    seq = next(message["seq"] for message in written if message["body"] == "Note 20")
    anna.visit(f"/c/{conversation}/m/{seq}")
    expect(anna.message("Note 20")).to_be_in_viewport()
    anna.press("Jump to latest")
    expect(anna.message("Note 120")).to_be_in_viewport()
    anna.is_at(f"/c/{conversation}")


def test_the_start_page_leads_to_the_conversation_that_was_open_last(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    first, _second = anna.begin_group("First"), anna.begin_group("Second")
    anna.open(first)
    expect(anna.page.get_by_role("log", name="First", exact=True)).to_be_visible()
    anna.visit("/")
    anna.is_at(f"/c/{first}")


def test_a_draft_waits_in_its_own_conversation(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    first, _second = anna.begin_group("First"), anna.begin_group("Second")
    anna.open(first)
    anna.field("Message").fill("Not finished")
    anna.line("Second").click()
    expect(anna.page.get_by_role("log", name="Second", exact=True)).to_be_visible()
    expect(anna.field("Message")).to_have_value("")
    anna.line("First").click()
    expect(anna.field("Message")).to_have_value("Not finished")


def test_whoever_is_removed_sees_the_conversation_go_and_keeps_what_they_were_writing(
    new_person: NewPerson,
) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen, studio = anna.begin_group("Kitchen", bob), anna.begin_group("Studio", bob)
    bob.open(studio)
    bob.line("Kitchen").click()
    expect(bob.page.get_by_role("log", name="Kitchen", exact=True)).to_be_visible()
    bob.field("Message").fill("I was about to say")
    anna.ask("DELETE", f"/conversations/{kitchen}/members/{bob.id}")
    expect(bob.line("Kitchen")).to_have_count(0)
    bob.is_at(f"/c/{studio}")
    expect(bob.page.get_by_text("You are no longer in Kitchen.")).to_be_visible()
    expect(bob.button("Copy text")).to_be_visible()
    # What he wrote may have been on its way to his other devices.
    bob.complaints[:] = [said for said in bob.complaints if "404" not in said]
