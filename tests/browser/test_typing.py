"""Seeing that others write, as they do."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


def typing_in(person: Person) -> Locator:
    return person.page.locator(".typing")


def begins(person: Person) -> None:
    person.field("Message").press_sequentially("Well")


def test_those_who_write_are_named_one_two_and_then_several(new_person: NewPerson) -> None:
    anna, bob, carl, dora = (new_person(name) for name in ("Anna", "Bob", "Carl", "Dora"))
    kitchen = anna.begin_group("Kitchen", bob, carl, dora)
    for person in (anna, bob, carl, dora):
        person.open(kitchen)
    begins(bob)
    expect(typing_in(anna)).to_have_text("Bob is typing")  # who has never said anything here
    begins(carl)
    expect(typing_in(anna)).to_have_text("Bob and Carl are typing")
    begins(dora)
    expect(typing_in(anna)).to_have_text("Several people are typing")
    expect(typing_in(dora)).to_have_text("Bob and Carl are typing")
    assert typing_in(anna).get_attribute("role") == "status"


def test_it_ends_on_sending_on_emptying_and_on_leaving(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna"), new_person("Bob")
    kitchen, _garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    begins(bob)
    expect(typing_in(anna)).to_have_text("Bob is typing")
    bob.keys("Enter")
    anna.sees("Well")
    expect(typing_in(anna)).to_be_empty(timeout=1000)
    begins(bob)
    expect(typing_in(anna)).to_have_text("Bob is typing")
    bob.field("Message").fill("")
    expect(typing_in(anna)).to_be_empty(timeout=1000)
    begins(bob)
    expect(typing_in(anna)).to_have_text("Bob is typing")
    bob.line("Garden").click()
    expect(typing_in(anna)).to_be_empty(timeout=1000)
    # What begins in another conversation is told there at once, though it was told here just before.
    anna.line("Garden").click()
    begins(bob)
    expect(typing_in(anna)).to_have_text("Bob is typing", timeout=1000)


def test_who_falls_silent_is_not_typing_after_five_seconds(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna"), new_person("Bob")
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    begins(bob)
    expect(typing_in(anna)).to_have_text("Bob is typing")
    expect(typing_in(anna)).to_be_empty(timeout=6500)


def test_it_is_told_at_most_once_a_second_and_shown_within_200_ms(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna"), new_person("Bob")
    kitchen = anna.begin_group("Kitchen", bob)
    told: list[str] = []
    bob.page.on("websocket", lambda socket: socket.on("framesent", lambda frame: told.append(str(frame))))
    anna.open(kitchen)
    bob.open(kitchen)
    begins(bob)  # the first time their name is asked for
    expect(typing_in(anna)).to_have_text("Bob is typing")
    bob.field("Message").fill("")
    expect(typing_in(anna)).to_be_empty()
    told.clear()
    anna.page.evaluate(
        """() => {
            window.shownAt = new Promise((resolve) => {
                const seen = new MutationObserver(() => resolve(Date.now()));
                const words = document.querySelector(".typing");
                seen.observe(words, { childList: true, characterData: true, subtree: true });
            });
        }"""
    )
    pressed = bob.page.evaluate(
        """() => new Promise((resolve) => {
            document.addEventListener("input", () => resolve(Date.now()), { once: true });
            document.execCommand("insertText", false, "W");
        })"""
    )
    shown = anna.page.evaluate("window.shownAt")
    assert shown - pressed < 200
    bob.field("Message").press_sequentially("ell then, what shall we cook", delay=30)
    assert len([frame for frame in told if '"typing"' in frame]) == 1
