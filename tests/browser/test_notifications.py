"""What rings and what shows on the desktop, and above all what does not."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, expect

from tests.browser.conftest import ARGUMENTS, WHOLE, NewPerson, chromium_path
from tests.browser.person import PASSWORD, Person

# The loudspeaker, as far as a test can hear it: how often a note was struck.
LISTENING = """window.notes = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...at) {
    window.notes += 1;
    return start.apply(this, at);
};"""
SHOWN = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const shown = (await registration?.getNotifications()) ?? [];
    return shown.map(({ title, body, data }) => ({ title, body, id: data.id }));
}"""
HEARD = "window.notes"


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Chromium as a whole: without a window there is no desktop to notify on."""
    chromium = playwright.chromium.launch(executable_path=chromium_path(WHOLE), args=list(ARGUMENTS))
    yield chromium
    chromium.close()


def listener(new_person: NewPerson, name: str, *, desktop: bool = False) -> Person:
    """Somebody whose browser may notify, and has been pressed in."""
    person = new_person(name, permissions=["notifications"])
    person.page.add_init_script(LISTENING)
    if desktop:
        kept = '{"has_sound":true,"volume":60,"has_desktop":true,"level":"all"}'
        person.page.add_init_script(f"localStorage['parley:notifications'] ??= '{kept}'")
    return person


def notified(person: Person, count: int) -> list[dict[str, str]]:
    """The notifications on the desktop, once there are so many."""
    shown: list[dict[str, str]] = []
    for _ in range(100):
        shown = person.page.evaluate(SHOWN)
        if len(shown) == count:
            return shown
        person.page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
    raise AssertionError(f"{shown} and not {count}")


def rings(person: Person) -> None:
    expect_notes(person, lambda notes: notes > 0)
    person.page.evaluate("window.notes = 0")


def expect_notes(person: Person, is_so: Any) -> None:
    for _ in range(100):
        if is_so(person.page.evaluate(HEARD)):
            return
        person.page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
    raise AssertionError("Nothing was heard")


@pytest.fixture
def anna(new_person: NewPerson) -> Person:
    return listener(new_person, "Anna Berg", desktop=True)


def arrive(anna: Person, conversation_id: str) -> None:
    """Opened, pressed in, and the worker that shows notifications is there."""
    anna.open(conversation_id)
    anna.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    anna.page.locator(".heading").click()


def test_a_message_elsewhere_rings_and_shows_who_wrote_what_where(
    anna: Person, new_person: NewPerson
) -> None:
    bob = new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    direct = bob.begin_direct(anna)
    arrive(anna, garden)
    bob.open(kitchen)
    bob.say("**Soup** at `one`")
    rings(anna)
    (shown,) = notified(anna, 1)
    assert shown["title"] == "Bob Carlsen in Kitchen"
    assert shown["body"] == "Soup at one"
    assert shown["id"] == kitchen
    bob.line("Anna Berg").click()
    bob.is_at(f"/c/{direct}")
    bob.say("And for you alone")
    assert "Bob Carlsen" in {one["title"] for one in notified(anna, 2)}
    # Once it is read, here or elsewhere, it is gone from the desktop.
    anna.ask("PUT", f"/conversations/{kitchen}/read", {"seq": 1000})
    assert [one["title"] for one in notified(anna, 1)] == ["Bob Carlsen"]
    anna.line("Bob Carlsen").click()
    notified(anna, 0)


def test_a_press_on_it_opens_the_conversation_at_the_message(anna: Person, new_person: NewPerson) -> None:
    bob = new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    arrive(anna, garden)
    bob.open(kitchen)
    bob.say("Soup at one")
    notified(anna, 1)
    (worker,) = anna.context.service_workers
    worker.evaluate(
        """async () => {
            const [notification] = await self.registration.getNotifications();
            self.dispatchEvent(new NotificationEvent("notificationclick", { notification }));
        }"""
    )
    expect(anna.line("Kitchen")).to_have_attribute("aria-current", "page")
    anna.sees("Soup at one")
    notified(anna, 0)


def test_nothing_rings_where_it_should_not(anna: Person, new_person: NewPerson) -> None:
    bob = new_person("Bob Carlsen")
    open_one, muted, silent, mentions, last = (
        anna.begin_group(name, bob) for name in ("Open", "Muted", "Silent", "Mentions", "Last")
    )
    anna.ask("PATCH", f"/conversations/{muted}/my", {"muted_until": "2999-01-01T00:00:00Z"})
    anna.ask("PATCH", f"/conversations/{silent}/my", {"notify": "nothing"})
    anna.ask("PATCH", f"/conversations/{mentions}/my", {"notify": "mentions"})
    arrive(anna, open_one)
    for conversation in (open_one, muted, silent, mentions):
        body = {"client_id": "1", "body": "Quiet please"}
        bob.ask("POST", f"/conversations/{conversation}/messages", body)
    anna.sees("Quiet please")
    bob.ask("POST", f"/conversations/{last}/messages", {"client_id": "1", "body": "Now"})
    assert [one["title"] for one in notified(anna, 1)] == ["Bob Carlsen in Last"]
    assert anna.page.evaluate(HEARD) == 6  # one sound: two notes of three partials
    body = {"client_id": "2", "body": f"You, @{anna.username}"}
    bob.ask("POST", f"/conversations/{mentions}/messages", body)
    assert "Bob Carlsen in Mentions" in {one["title"] for one in notified(anna, 2)}


def test_nothing_rings_while_one_is_not_to_be_disturbed(anna: Person, new_person: NewPerson) -> None:
    bob = new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    anna.ask("PATCH", "/me", {"dnd_until": "2999-01-01T00:00:00Z"})
    arrive(anna, garden)
    bob.ask("POST", f"/conversations/{kitchen}/messages", {"client_id": "1", "body": "Psst"})
    expect(anna.badge("Kitchen")).to_have_attribute("data-unread", "1")
    anna.open_account_menu()
    anna.item("Notify me again").click()
    bob.ask("POST", f"/conversations/{kitchen}/messages", {"client_id": "2", "body": "Hello"})
    assert [one["body"] for one in notified(anna, 1)] == ["Hello"]


def test_what_is_read_on_another_device_does_not_ring(anna: Person, new_person: NewPerson) -> None:
    bob = new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    phone = new_person("Anna Berg", account=False)
    phone.ask("POST", "/auth/login", {"login": anna.username, "password": PASSWORD})
    phone.open(kitchen)
    arrive(anna, garden)
    bob.open(kitchen)
    bob.say("Read on the phone")
    phone.sees("Read on the phone")
    expect(bob.messages.last).to_have_attribute("data-status", "read")
    phone.line("Garden").click()
    bob.say("Not read")
    assert [one["body"] for one in notified(anna, 1)] == ["Not read"]
    assert anna.page.evaluate(HEARD) == 6


def test_of_several_tabs_one_rings(anna: Person, new_person: NewPerson) -> None:
    bob = new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    second = anna.another_tab()
    second.page.add_init_script(LISTENING)
    for tab in (anna, second):
        arrive(tab, garden)
    bob.open(kitchen)
    bob.say("Soup")
    notified(anna, 1)
    expect_notes(anna, lambda notes: notes + second.page.evaluate(HEARD) == 6)


def test_sound_and_desktop_are_set_on_each_device(new_person: NewPerson) -> None:
    anna, bob = listener(new_person, "Anna Berg"), new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    anna.visit("/settings#notifications")
    anna.is_online()
    anna.press("Play it")
    rings(anna)
    sound = anna.page.get_by_role("switch", name="Sound for new messages")
    sound.click()
    expect(anna.field("Volume")).to_have_count(0)
    desktop = anna.page.get_by_role("switch", name="Notifications on the desktop")
    expect(desktop).not_to_be_checked()
    desktop.click()
    expect(desktop).to_be_checked()
    arrive(anna, garden)
    bob.ask("POST", f"/conversations/{kitchen}/messages", {"client_id": "1", "body": "Soup"})
    notified(anna, 1)
    assert anna.page.evaluate(HEARD) == 0
    anna.visit("/settings#notifications")
    expect(sound).not_to_be_checked()
    expect(desktop).to_be_checked()


def test_who_has_refused_is_told_how_to_allow_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.page.add_init_script(
        """Object.defineProperty(Notification, "permission", { get: () => "denied" });
        Notification.requestPermission = async () => "denied";"""
    )
    anna.visit("/settings#notifications")
    anna.is_online()
    desktop = anna.page.get_by_role("switch", name="Notifications on the desktop")
    desktop.click()
    expect(anna.page.get_by_text("Your browser blocks notifications from this page.")).to_be_visible()
    expect(desktop).not_to_be_checked()
