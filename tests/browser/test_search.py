"""Finding what was said."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def results(person: Person) -> Locator:
    return person.page.get_by_role("list", name="Results").get_by_role("link")


def look_for(person: Person, words: str) -> None:
    person.page.get_by_role("combobox", name="Find messages").fill(words)


def write(person: Person, conversation: str, *bodies: str) -> None:
    for number, body in enumerate(bodies):
        message = {"client_id": f"said-{number}-{body[:20]}", "body": body}
        person.ask("POST", f"/conversations/{conversation}/messages", message)


def test_a_message_is_found_and_opened_in_its_place_and_back_are_the_results(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    garden = anna.begin_group("Garden", bob)
    write(bob, garden, "We meet at the Café Müller")
    bob.write_notes(garden, 120)
    anna.open(kitchen)
    anna.press("Search")
    anna.is_at("/search")
    field = anna.page.get_by_role("combobox", name="Find messages")
    expect(field).to_be_focused()
    look_for(anna, "cafe mull")
    expect(results(anna)).to_have_count(1)
    expect(results(anna).locator("mark")).to_have_text(["Café", "Müll"])
    expect(results(anna)).to_contain_text("Bob Carlsen")
    expect(results(anna)).to_contain_text("in Garden")
    anna.is_at(re.escape("/search?q=cafe%20mull"))
    anna.page.reload()
    expect(results(anna)).to_have_count(1)

    look_for(anna, "note")
    expect(results(anna).first).to_contain_text("Note 120")
    expect(results(anna)).to_have_count(30)
    anna.page.locator("#search-results").evaluate("element => element.scrollTo(0, element.scrollHeight)")
    expect(results(anna)).to_have_count(60)
    results(anna).nth(45).scroll_into_view_if_needed()
    before = anna.page.locator("#search-results").evaluate("element => element.scrollTop")
    assert before > 500
    results(anna).nth(45).click()
    anna.is_at(f"/c/{garden}")
    anna.sees("Note 75")
    anna.page.go_back()
    expect(results(anna)).to_have_count(60)
    after = anna.page.locator("#search-results").evaluate("element => element.scrollTop")
    assert abs(after - before) < 5


def test_filters_are_suggested_and_become_chips(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    garden, kitchen = anna.begin_group("Garden shed", bob), anna.begin_group("Kitchen", bob)
    write(bob, garden, "Beans from Bob")
    write(bob, kitchen, "Beans in the kitchen")
    write(anna, garden, "Beans from Anna")
    anna.visit("/search")
    anna.is_online()
    look_for(anna, "beans")
    expect(results(anna)).to_have_count(3)
    look_for(anna, "beans from:bob")
    person = anna.page.get_by_role("option").filter(has_text=bob.username)
    person.click()
    chip = anna.button(f"Remove from:{bob.username}")
    expect(chip).to_be_visible()
    expect(results(anna)).to_have_count(2)
    anna.page.keyboard.type("in:shed")
    expect(anna.page.get_by_role("option")).to_have_text(['Garden shedin:"Garden shed"'])
    anna.keys("ArrowDown", "Enter")
    expect(results(anna)).to_have_count(1)
    expect(results(anna)).to_contain_text("Beans from Bob")
    chip.click()
    expect(results(anna)).to_have_count(2)
    anna.page.reload()
    expect(anna.button('Remove in:"Garden shed"')).to_be_visible()
    expect(results(anna)).to_have_count(2)


def test_the_page_says_what_it_can_do_what_is_wrong_and_when_there_is_nothing(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit("/search")
    anna.is_online()
    expect(anna.page.get_by_role("heading", name="Find what was said")).to_be_visible()
    look_for(anna, "nowhere-to-be-found")
    expect(anna.page.get_by_role("heading", name="Nothing found")).to_be_visible()
    look_for(anna, "before:soon ")
    expect(anna.page.get_by_text("before: needs a date, such as before:2026-01-31")).to_be_visible()
    anna.complaints.clear()  # the browser notes the 422
    anna.cut_off()
    look_for(anna, "else")
    expect(anna.page.get_by_text("The server cannot be reached")).to_be_visible()
    anna.plug_in()


def test_one_conversation_is_searched_from_its_head(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct, kitchen = anna.begin_direct(bob), anna.begin_group("Kitchen", bob)
    write(bob, direct, "Beans for you")
    write(bob, kitchen, "Beans for all")
    anna.open(direct)
    anna.press("Search in this conversation")
    expect(anna.button(f"Remove in:@{bob.username}")).to_be_visible()
    anna.page.get_by_role("combobox", name="Find messages").press_sequentially("beans")
    expect(results(anna)).to_have_count(1)
    expect(results(anna)).to_contain_text("Beans for you")


def test_what_was_looked_for_is_offered_again_and_markup_is_only_text(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    write(anna, kitchen, "Try <img src=x onerror=alert(1)> <mark>beans</mark>")
    anna.visit("/search")
    anna.is_online()
    look_for(anna, "beans")
    expect(results(anna).locator("mark")).to_have_text(["beans"])
    expect(results(anna)).to_contain_text("<img src=x onerror=alert(1)>")
    anna.keys("Enter")
    results(anna).click()
    anna.sees("Try <img src=x onerror=alert(1)> <mark>beans</mark>")
    anna.visit("/search")
    anna.is_online()
    expect(anna.page.get_by_role("option").first).to_contain_text("beans")
