"""Who is here, who has stepped away, and when somebody was last seen."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

HIDDEN = """() => {
    Object.defineProperty(document, "visibilityState", { value: "%s", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


def dot(person: Person, title: str) -> Locator:
    return person.line(title).locator(".presence")


def test_somebody_is_online_while_at_it_and_away_after_five_idle_minutes(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    bob.page.clock.install()
    bob.open(direct)
    anna.open(direct)
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "online")
    expect(anna.page.locator(".heading")).to_contain_text("Online")
    bob.page.clock.fast_forward("05:01")
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "away")
    bob.page.mouse.move(300, 300)
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "online")


def test_a_hidden_tab_is_away_and_another_that_shows_keeps_one_online(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    bob.open(direct)
    anna.open(direct)
    bob.page.evaluate(HIDDEN % "hidden")
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "away")
    second = bob.another_tab()
    second.open(direct)
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "online")
    second.page.close()
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "away")
    bob.page.evaluate(HIDDEN % "visible")
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "online")


def test_who_has_gone_was_last_seen_then(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    anna.page.clock.install()
    bob.open(direct)
    anna.open(direct)
    expect(dot(anna, "Bob Carlsen")).to_have_attribute("data-presence", "online")
    bob.page.close()
    head = anna.page.locator(".heading")
    expect(head).to_contain_text("Last seen just now")
    anna.page.clock.fast_forward("05:30")
    expect(head).to_contain_text("Last seen 5 minutes ago")
    anna.press("Members")
    expect(anna.page.get_by_label("Details", exact=True)).to_contain_text("Last seen 5 minutes ago")
    anna.page.reload()
    expect(head).to_contain_text("Last seen")
