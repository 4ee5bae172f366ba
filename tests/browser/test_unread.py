"""What is new: counted everywhere alike, below a line, and read only by being seen."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.support.servers import AppServer
from tests.support.written import write_history

AWAY = "() => { document.hasFocus = () => false }"
BACK = "() => { delete document.hasFocus; window.dispatchEvent(new Event('focus')) }"


@pytest.fixture
def pair(new_person: NewPerson) -> tuple[Person, Person]:
    return new_person("Anna Berg"), new_person("Bob Carlsen")


def line(person: Person) -> Locator:
    return person.timeline.get_by_role("separator", name="New messages", exact=True)


def below_line(person: Person) -> Locator:
    return person.timeline.locator("[data-new] article")


def read_seq(person: Person, conversation: str) -> int:
    return person.ask("GET", f"/conversations/{conversation}")["my"]["read_seq"]


def reads_up_to(person: Person, conversation: str, seq: int) -> None:
    """Waits until the server knows that somebody has read so far."""
    for _ in range(100):
        if read_seq(person, conversation) == seq:
            return
        person.page.wait_for_timeout(50)
    assert read_seq(person, conversation) == seq


def test_the_tab_says_how_much_waits_and_where_one_is(pair: tuple[Person, Person]) -> None:
    anna, bob = pair
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    anna.open(garden)
    expect(anna.page).to_have_title("Garden · Parley")
    icon = anna.page.locator('link[rel="icon"]')
    plain = icon.get_attribute("href")
    bob.write_notes(kitchen, 3)
    expect(anna.badge("Kitchen")).to_have_attribute("data-unread", "3")
    expect(anna.page).to_have_title("(3) Garden · Parley")
    expect(icon).to_have_attribute("href", re.compile("^data:image/svg"))
    anna.line("Kitchen").click()
    anna.sees("Note 3")
    expect(anna.page).to_have_title("Kitchen · Parley")
    expect(icon).to_have_attribute("href", plain or "")


def test_a_conversation_opens_where_what_is_new_begins(
    pair: tuple[Person, Person], installation: AppServer
) -> None:
    anna, bob = pair
    notes, other = bob.begin_group("Notes", anna), anna.begin_group("Other")
    write_history(installation, notes, bob.id, 400, every=timedelta(minutes=1))
    last = anna.ask("GET", f"/conversations/{notes}/messages?limit=1")["last_seq"]
    anna.ask("PUT", f"/conversations/{notes}/read", {"seq": last - 150})
    anna.open(other)
    expect(anna.badge("Notes")).to_have_attribute("data-unread", "150")
    anna.line("Notes").click()
    expect(below_line(anna)).to_contain_text("Note 251")
    expect(line(anna)).to_be_in_viewport()
    expect(anna.page.get_by_role("button", name=re.compile("Jump to latest"))).to_be_visible()
    # Of what was seen some is read, of what was not nothing is.
    expect(anna.badge("Notes")).not_to_have_attribute("data-unread", "150")
    left = int(anna.badge("Notes").get_attribute("data-unread") or 0)
    assert 100 < left < 150
    reads_up_to(anna, notes, last - left)
    anna.page.get_by_role("button", name=re.compile("Jump to latest")).click()
    expect(anna.message("Note 400")).to_be_in_viewport()
    expect(anna.badge("Notes")).to_have_count(0)
    reads_up_to(anna, notes, last)


def test_what_comes_while_one_is_away_waits_below_a_line(pair: tuple[Person, Person]) -> None:
    anna, bob = pair
    notes = bob.begin_group("Notes", anna)
    bob.write_notes(notes, 5)
    anna.open(notes)
    expect(anna.message("Note 5")).to_be_in_viewport()
    expect(anna.badge("Notes")).to_have_count(0)
    anna.page.evaluate(AWAY)
    bob.open(notes)
    for number in range(1, 31):
        bob.say(f"Later {number}")
    expect(anna.badge("Notes")).to_have_attribute("data-unread", "30")
    expect(below_line(anna)).to_contain_text("Later 1")
    expect(line(anna)).to_be_in_viewport()
    expect(anna.page).to_have_title("(30) Notes · Parley")
    anna.page.evaluate(BACK)
    expect(anna.page).not_to_have_title("(30) Notes · Parley")
    anna.page.get_by_role("button", name=re.compile("Jump to latest")).click()
    expect(anna.badge("Notes")).to_have_count(0)
    expect(line(anna)).to_have_count(1)
    anna.say("Read it all")
    expect(line(anna)).to_have_count(0)


def test_escape_puts_away_what_is_new(pair: tuple[Person, Person], installation: AppServer) -> None:
    anna, bob = pair
    notes, other = bob.begin_group("Notes", anna), anna.begin_group("Other")
    write_history(installation, notes, bob.id, 300)
    anna.open(other)
    anna.line("Notes").click()
    expect(line(anna)).to_be_in_viewport()
    expect(anna.badge("Notes")).not_to_have_count(0)
    anna.field("Message").press("Escape")
    expect(anna.badge("Notes")).to_have_count(0)
    expect(line(anna)).to_have_count(0)
    last = anna.ask("GET", f"/conversations/{notes}")["last_seq"]
    reads_up_to(anna, notes, last)


def test_what_is_new_above_the_window_is_told_of_and_gone_to(
    pair: tuple[Person, Person], installation: AppServer
) -> None:
    anna, bob = pair
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 500, every=timedelta(minutes=1))
    begins = anna.ask("GET", f"/conversations/{notes}/messages?after=0&limit=5")["items"]
    first = next(message["seq"] for message in begins if message["body"] == "Note 1")
    anna.ask("PUT", f"/conversations/{notes}/read", {"seq": first})
    anna.visit(f"/c/{notes}/m/{first + 449}")
    expect(anna.message("Note 450")).to_be_in_viewport()
    pill = anna.page.get_by_role("button", name=re.compile(r"^499 new messages"))
    expect(pill).to_be_visible()
    pill.click()
    expect(anna.message("Note 2")).to_be_in_viewport()
    expect(below_line(anna)).to_contain_text("Note 2")
    expect(pill).to_have_count(0)


def test_marked_unread_from_here_it_stays_so_until_one_comes_back(pair: tuple[Person, Person]) -> None:
    anna, bob = pair
    notes, other = bob.begin_group("Notes", anna), anna.begin_group("Other")
    bob.write_notes(notes, 10)
    anna.open(notes)
    expect(anna.message("Note 10")).to_be_in_viewport()
    expect(anna.badge("Notes")).to_have_count(0)
    anna.act_on("Note 7", "Mark unread from here")
    expect(anna.badge("Notes")).to_have_attribute("data-unread", "4")
    expect(below_line(anna)).to_contain_text("Note 7")
    expect(anna.page).to_have_title("(4) Notes · Parley")
    bob.open(notes)
    bob.say("One more")
    anna.sees("One more")
    expect(anna.badge("Notes")).to_have_attribute("data-unread", "5")
    anna.line("Other").click()
    expect(anna.page).to_have_title("(5) Other · Parley")
    anna.page.reload()
    anna.is_at(f"/c/{other}")
    expect(anna.badge("Notes")).to_have_attribute("data-unread", "5")
    anna.line("Notes").click()
    expect(anna.badge("Notes")).to_have_count(0)


def test_two_tabs_of_one_person_count_alike(pair: tuple[Person, Person]) -> None:
    anna, bob = pair
    notes, other = bob.begin_group("Notes", anna), anna.begin_group("Other")
    anna.open(other)
    tab = anna.another_tab()
    tab.open(other)
    bob.write_notes(notes, 5)
    for one in (anna, tab):
        expect(one.badge("Notes")).to_have_attribute("data-unread", "5")
    tab.line("Notes").click()
    for one in (anna, tab):
        expect(one.badge("Notes")).to_have_count(0)
        expect(one.page).to_have_title(re.compile("^(Other|Notes)"))
    tab.line("Other").click()
    deleted = bob.ask("GET", f"/conversations/{notes}/messages?limit=1")["items"][0]
    tab.ask("PUT", f"/conversations/{notes}/read", {"seq": deleted["seq"] - 3, "force": True})
    for one in (anna, tab):
        expect(one.badge("Notes")).to_have_attribute("data-unread", "3")
    bob.ask("DELETE", f"/messages/{deleted['id']}")
    for one in (anna, tab):
        expect(one.badge("Notes")).to_have_attribute("data-unread", "2")


def test_a_message_with_a_reaction_is_read_like_any_other(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    between = anna.begin_direct(bob)
    body = {"client_id": "one", "body": "Shall we?"}
    message = anna.ask("POST", f"/conversations/{between}/messages", body)
    anna.ask("PUT", f"/messages/{message['id']}/reactions/%F0%9F%91%8D")
    anna.open(between)
    expect(anna.message("Shall we?")).to_have_attribute("data-status", "sent")
    bob.open(between)
    expect(anna.message("Shall we?")).to_have_attribute("data-status", "read")
