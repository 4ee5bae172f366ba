"""Threads: opened, answered, followed, linked to."""

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

WIDE = {"width": 1440, "height": 900}


def thread(person: Person) -> Locator:
    return person.page.get_by_role("complementary", name="Thread", exact=True)


def sheet(person: Person) -> Locator:
    """The thread where it lies over the conversation."""
    return person.page.get_by_role("dialog", name="Thread", exact=True)


def replies(person: Person) -> Locator:
    return person.page.get_by_role("feed", name="Replies", exact=True).get_by_role("article")


def reply(person: Person, text: str) -> Locator:
    return replies(person).filter(has=person.page.get_by_text(text, exact=True))


def answer(person: Person, text: str) -> None:
    person.field("Reply in thread").fill(text)
    person.keys("Enter")


def open_thread(person: Person, text: str) -> None:
    person.use_tool(text, "Thread")
    expect(person.field("Reply in thread")).to_be_visible()


def mark(person: Person, text: str) -> Locator:
    """What the message says of its thread."""
    return person.message(text).get_by_role("button", name=re.compile("repl(y|ies)"))


def reply_over_the_api(person: Person, conversation: str, root: str, text: str) -> dict[str, object]:
    body = {"client_id": text.replace(" ", "-"), "body": text, "thread_root": root}
    return person.ask("POST", f"/conversations/{conversation}/messages", body)


def written(person: Person, conversation: str, text: str) -> dict[str, object]:
    items = person.ask("GET", f"/conversations/{conversation}/messages?limit=200")["items"]
    return next(message for message in items if message["body"] == text)


def test_a_thread_is_answered_beside_the_conversation_and_both_see_it_live(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Where do we eat?")
    bob.sees("Where do we eat?")
    open_thread(bob, "Where do we eat?")
    expect(thread(bob)).to_contain_text("No replies yet.")
    expect(bob.field("Reply in thread")).to_be_focused()
    answer(bob, "At the harbour")
    expect(reply(bob, "At the harbour")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    expect(mark(anna, "Where do we eat?")).to_contain_text("1 reply")
    expect(anna.message("At the harbour")).to_have_count(0)
    mark(anna, "Where do we eat?").click()
    expect(reply(anna, "At the harbour")).to_be_visible()
    answer(anna, "Good")
    expect(reply(bob, "Good")).to_be_visible()
    expect(mark(bob, "Where do we eat?")).to_contain_text("2 replies")
    expect(thread(bob)).to_contain_text("2 replies")


def test_edits_reactions_and_deletions_reach_a_thread(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Topic")
    bob.sees("Topic")
    for person in (anna, bob):
        open_thread(person, "Topic")
    answer(anna, "Teh answer")
    expect(reply(bob, "Teh answer")).to_be_visible()
    anna.field("Reply in thread").press("ArrowUp")
    expect(anna.field("Edit message")).to_have_value("Teh answer")
    anna.field("Edit message").fill("The answer")
    anna.keys("Enter")
    expect(anna.field("Reply in thread")).to_be_focused()
    expect(reply(bob, "The answer").get_by_text("edited", exact=True)).to_be_visible()
    bob.use_tool(reply(bob, "The answer"), "React with 👍")
    expect(
        reply(anna, "The answer").get_by_role("button", name="Bob Carlsen reacted with 👍")
    ).to_be_visible()
    anna.act_on(reply(anna, "The answer"), "Delete")
    anna.press("Undo")
    expect(reply(anna, "The answer")).to_be_visible()
    reply(anna, "The answer").focus()
    anna.keys("Delete")
    expect(replies(bob)).to_have_text(re.compile("This message was deleted."), timeout=10_000)
    expect(mark(bob, "Topic")).to_have_count(0)


def test_a_thread_is_there_after_a_reload_and_gone_with_the_way_back(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 3)
    root = written(anna, kitchen, "Note 2")["id"]
    reply_over_the_api(anna, kitchen, str(root), "An answer")
    anna.open(kitchen)
    mark(anna, "Note 2").click()
    anna.is_at(f"/c/{kitchen}#thread={root}")
    anna.page.reload()
    expect(reply(anna, "An answer")).to_be_visible()
    anna.page.go_back()
    expect(thread(anna)).to_have_count(0)
    anna.page.go_forward()
    expect(reply(anna, "An answer")).to_be_visible()
    anna.press("Close thread")
    expect(thread(anna)).to_have_count(0)
    anna.is_at(f"/c/{kitchen}")


def test_what_was_begun_in_a_thread_waits_there(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 2)
    anna.open(kitchen)
    open_thread(anna, "Note 1")
    anna.field("Reply in thread").fill("Not finished")
    open_thread(anna, "Note 2")
    expect(anna.field("Reply in thread")).to_have_value("")
    anna.field("Message").fill("In the conversation")
    open_thread(anna, "Note 1")
    expect(anna.field("Reply in thread")).to_have_value("Not finished")
    anna.page.reload()
    expect(anna.field("Reply in thread")).to_have_value("Not finished")
    expect(anna.field("Message")).to_have_value("In the conversation")
    anna.field("Reply in thread").fill("Nearly finished")
    anna.field("Message").fill("In the conversation too")
    anna.page.reload()
    expect(anna.field("Reply in thread")).to_have_value("Nearly finished")
    expect(anna.field("Message")).to_have_value("In the conversation too")


def test_a_reply_that_is_written_without_a_network_is_sent_when_it_is_back(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Topic")
    bob.sees("Topic")
    open_thread(anna, "Topic")
    open_thread(bob, "Topic")
    anna.cut_off()
    answer(anna, "From the tunnel")
    expect(reply(anna, "From the tunnel")).to_have_attribute("data-status", "pending")
    answer(bob, "Meanwhile")
    anna.plug_in()
    for person in (anna, bob):
        expect(replies(person)).to_contain_text(["Meanwhile", "From the tunnel"], timeout=20_000)
    expect(reply(anna, "From the tunnel")).to_have_attribute("data-status", re.compile("sent|delivered|read"))


def test_a_thread_on_an_old_message_is_asked_for(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 1)
    root = str(written(anna, kitchen, "Note 1")["id"])
    for number in range(1, 121):
        reply_over_the_api(anna, kitchen, root, f"Reply {number}")
    for number in range(60):
        body = {"client_id": f"more-{number}", "body": f"More {number}"}
        anna.ask("POST", f"/conversations/{kitchen}/messages", body)
    anna.visit(f"/c/{kitchen}#thread={root}")
    anna.is_online()
    expect(reply(anna, "Reply 120")).to_be_in_viewport()
    expect(reply(anna, "Reply 1")).to_have_count(0)
    expect(thread(anna)).to_contain_text("120 replies")
    anna.press("Show earlier replies")
    expect(replies(anna)).to_have_count(120)
    expect(anna.button("Show earlier replies")).to_have_count(0)


def test_a_thread_with_something_new_says_so_until_it_is_looked_at(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    cleo = new_person("Cleo Dumas", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob, cleo)
    for person in (anna, bob, cleo):
        person.open(kitchen)
    anna.say("Topic")
    bob.sees("Topic")
    open_thread(bob, "Topic")
    answer(bob, "An answer")
    expect(mark(anna, "Topic")).to_contain_text("New replies")
    expect(mark(cleo, "Topic")).to_contain_text("1 reply")
    expect(mark(cleo, "Topic")).not_to_contain_text("New replies")
    anna.page.reload()
    mark(anna, "Topic").click()
    expect(mark(anna, "Topic")).not_to_contain_text("New replies")
    anna.keys("Escape")
    expect(thread(anna)).to_have_count(0)
    answer(bob, "Another")
    expect(mark(anna, "Topic")).to_contain_text("New replies")


def test_a_thread_by_keyboard_alone(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 2)
    anna.open(kitchen)
    anna.sees("Note 1")
    anna.timeline.focus()
    anna.keys("ArrowUp", "ArrowUp")
    expect(anna.message("Note 1")).to_be_focused()
    anna.keys("t")
    expect(anna.field("Reply in thread")).to_be_focused()
    anna.page.keyboard.type("By keyboard")
    anna.keys("Enter")
    expect(reply(anna, "By keyboard")).to_be_visible()
    anna.tab_back_to("group", "Thread")
    anna.keys("ArrowUp")
    expect(reply(anna, "By keyboard")).to_be_focused()
    anna.keys("r")
    expect(anna.page.get_by_text("Replying to Anna Berg")).to_be_visible()
    expect(anna.field("Reply in thread")).to_be_focused()
    anna.keys("Escape")
    expect(anna.page.get_by_text("Replying to Anna Berg")).to_have_count(0)
    anna.keys("Escape")
    expect(thread(anna)).to_have_count(0)
    expect(anna.message("Note 1")).to_be_focused()


def test_on_a_phone_a_thread_lies_over_the_conversation(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 2)
    root = str(written(anna, kitchen, "Note 1")["id"])
    reply_over_the_api(anna, kitchen, root, "An answer")
    anna.open(kitchen)
    mark(anna, "Note 1").tap()
    expect(sheet(anna)).to_be_visible()
    anna.field("Reply in thread").fill("From the phone")
    anna.button("Send reply").tap()
    expect(reply(anna, "From the phone")).to_be_visible()
    anna.page.go_back()
    expect(sheet(anna)).to_have_count(0)
    expect(mark(anna, "Note 1")).to_contain_text("2 replies")
