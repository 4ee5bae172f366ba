"""What the page does while the server, or the network, is away."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.support.servers import AppServer

Two = tuple[Person, Person]


@pytest.fixture
def restartable(empty_installation: AppServer) -> AppServer:
    """The installation of this file, running, for a test to end and to start."""
    if not empty_installation.running:
        empty_installation.start()
    return empty_installation


@pytest.fixture
def two(restartable: AppServer, browser: Browser) -> Iterator[Two]:
    """Anna and Bob, looking at the conversation between them. Their consoles may say that nobody answers."""
    anna = Person(browser.new_context(), restartable.url, "Anna Berg")
    bob = Person(browser.new_context(), restartable.url, "Bob Carlsen")
    for person in (anna, bob):
        person.line_breaks = True
        person.register()
    conversation = anna.begin_direct(bob)
    for person in (anna, bob):
        person.open(conversation)
    anna.say("Before")
    bob.sees("Before")
    for person in (anna, bob):
        person.page.evaluate("navigator.serviceWorker.ready.then(() => null)")  # it has kept the pages
    yield anna, bob
    for person in (anna, bob):
        person.context.close()
        assert person.complaints == []


def is_offline(person: Person) -> None:
    banner = person.page.locator("[data-connection]")
    expect(banner).to_have_attribute("data-connection", "offline", timeout=20_000)
    expect(banner).to_contain_text("Offline")


def test_what_is_written_while_the_server_is_away_is_sent_once_and_in_order_when_it_is_back(
    restartable: AppServer, two: Two
) -> None:
    anna, _bob = two
    restartable.stop()
    is_offline(anna)
    texts = [f"Meanwhile {number}" for number in range(1, 6)]
    for text in texts:
        anna.say(text)
        expect(anna.message(text)).to_have_attribute("data-status", "pending")
    expect(anna.page.locator("[data-connection]")).to_contain_text("5 changes are kept here")

    restartable.start()
    for person in two:
        person.is_online(30)
    for text in texts:
        expect(anna.message(text)).to_have_attribute("data-status", "read")
    for person in two:
        expect(person.messages).to_contain_text(["Before", *texts])
        expect(person.messages).to_have_count(6)


def test_a_killed_server_goes_unnoticed_but_for_the_banner(restartable: AppServer, two: Two) -> None:
    anna, bob = two
    restartable.kill()
    anna.say("Into the dark")
    restartable.start()
    for person in two:
        person.is_online(30)
    bob.sees("Into the dark")
    bob.say("And back")
    anna.sees("And back")
    for person in two:
        expect(person.messages).to_contain_text(["Before", "Into the dark", "And back"])
        expect(person.messages).to_have_count(3)


def test_what_is_done_to_messages_while_the_server_is_away_is_done_when_it_is_back(
    restartable: AppServer, two: Two
) -> None:
    anna, bob = two
    anna.say("Remove me")
    bob.sees("Remove me")
    restartable.stop()
    is_offline(anna)
    anna.use_tool("Before", "React with 🎉")
    anna.act_on("Before", "Edit")
    anna.field("Edit message").fill("Better")
    anna.page.keyboard.press("Enter")
    anna.act_on("Remove me", "Delete")
    expect(anna.messages).to_contain_text(["Better", "This message was deleted."])
    expect(anna.messages.first).to_contain_text("🎉")

    restartable.start()
    bob.is_online(30)
    expect(bob.messages).to_contain_text(["Better", "This message was deleted."], timeout=15_000)
    expect(bob.messages.first).to_contain_text("🎉")


def test_an_unsent_message_survives_a_reload_and_arrives_once(restartable: AppServer, two: Two) -> None:
    anna, _bob = two
    restartable.stop()
    is_offline(anna)
    anna.say("One")
    anna.say("Two")
    anna.page.reload()
    is_offline(anna)
    for text in ("Before", "One", "Two"):
        anna.sees(text)
    anna.say("Three")
    restartable.start()
    for person in two:
        person.is_online(30)
        expect(person.messages).to_contain_text(["Before", "One", "Two", "Three"])
        expect(person.messages).to_have_count(4)
    expect(anna.message("Three")).to_have_attribute("data-status", "read")


def test_the_conversations_can_be_read_without_a_server(restartable: AppServer, two: Two) -> None:
    anna, _bob = two
    kitchen = anna.begin_group("Kitchen")
    anna.write_notes(kitchen, 3)
    anna.line("Kitchen").click()
    anna.sees("Note 3")
    never = anna.begin_group("Never opened")
    expect(anna.line("Never opened")).to_be_visible()
    anna.keeps(never)
    restartable.stop()
    is_offline(anna)
    anna.page.reload()
    anna.sees("Note 3")
    anna.line("Bob Carlsen").click()
    anna.sees("Before")
    anna.line("Never opened").click()
    expect(anna.timeline).to_contain_text("not kept on this device")


def test_a_failed_message_can_be_sent_again_or_thrown_away(restartable: AppServer, two: Two) -> None:
    anna, bob = two
    kitchen = anna.begin_group("Kitchen", bob)
    bob.line("Kitchen").click()
    bob.is_online()
    restartable.stop()
    is_offline(bob)
    for text in ("Keep me", "Drop me"):
        bob.say(text)
    restartable.start()
    with_archive = {"archived": True}
    anna.ask("PATCH", f"/conversations/{kitchen}", with_archive)
    for text in ("Keep me", "Drop me"):
        expect(bob.message(text)).to_have_attribute("data-status", "failed", timeout=30_000)
    bob.message("Drop me").get_by_role("button", name="Discard").click()
    expect(bob.message("Drop me")).to_have_count(0)
    bob.message("Keep me").get_by_role("button", name="Retry").click()
    expect(bob.message("Keep me")).to_have_attribute("data-status", "failed")
    anna.ask("PATCH", f"/conversations/{kitchen}", {"archived": False})
    bob.message("Keep me").get_by_role("button", name="Retry").click()
    expect(bob.message("Keep me")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    anna.line("Kitchen").click()
    anna.sees("Keep me")
    expect(anna.message("Drop me")).to_have_count(0)


def test_the_page_comes_back_at_once_when_the_network_does(restartable: AppServer, two: Two) -> None:
    anna, _bob = two
    restartable.stop()
    is_offline(anna)
    # Long enough for the attempts to be seconds apart.
    for _ in range(6):
        with anna.page.expect_event("websocket", timeout=20_000):
            pass
    restartable.start()
    anna.page.evaluate("window.dispatchEvent(new Event('online'))")
    anna.is_online(3)


def test_a_network_that_goes_while_the_page_loads_is_used_as_soon_as_it_is_back(
    two: Two,
) -> None:
    anna, _bob = two
    for _ in range(5):
        anna.page.reload(wait_until="commit")
        anna.cut_off()
        anna.plug_in()
        anna.is_online(15)
