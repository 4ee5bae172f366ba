"""From an empty installation to the first message: what is there says what to do."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def test_an_empty_installation_explains_itself(new_person: NewPerson) -> None:
    """The first test of this module, and so the first person of the installation."""
    mira = new_person("Mira", account=False, permissions=["clipboard-read", "clipboard-write"])
    mira.visit()
    mira.is_at("/login")
    mira.page.get_by_role("link", name="Create the first account").click()
    mira.is_at("/register")
    expect(mira.page.get_by_text("Whoever makes the first account owns this place")).to_be_visible()
    for name, text in (("Username", mira.username), ("Email", mira.email), ("Password", PASSWORD)):
        mira.field(name).fill(text)
    mira.press("Create account")

    expect(mira.page.get_by_role("heading", name=re.compile("^Welcome, "))).to_be_visible()
    mira.press("Copy")
    expect(mira.page.get_by_text("Address copied")).to_be_visible()
    assert mira.page.evaluate("navigator.clipboard.readText()") == mira.url
    mira.press("Make a group")
    expect(mira.field("Group name")).to_be_visible()
    mira.field("Group name").fill("Kitchen")
    mira.press("Create group")
    expect(mira.page.get_by_role("heading", name="Kitchen", level=1)).to_be_visible()

    mira.press("Write the first message")
    expect(mira.field("Message")).to_be_focused()
    mira.page.get_by_role("main").get_by_role("button", name="Add people").click()
    expect(mira.field("Find people to add")).to_be_visible()
    mira.press("Done")
    mira.press("Set a topic")
    expect(mira.field("Topic")).to_be_focused()
    mira.page.keyboard.type("What is for lunch")
    mira.keys("Enter")
    expect(mira.button("Set a topic")).to_have_count(0)
    mira.say("Soup?")
    mira.sees("Soup?")
    expect(mira.button("Write the first message")).to_have_count(0)


def test_the_first_steps_are_put_away_for_good(new_person: NewPerson) -> None:
    nora = new_person("Nora Quist")
    nora.visit()
    expect(nora.page.get_by_role("heading", name="Welcome, Nora Quist")).to_be_visible()
    nora.press("I know my way")
    expect(nora.page.get_by_role("heading", name="Begin a conversation")).to_be_visible()
    nora.page.reload()
    expect(nora.page.get_by_role("heading", name="Begin a conversation")).to_be_visible()


def test_a_wave_is_one_press(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    between = anna.begin_direct(bob)
    anna.open(between)
    anna.press("Wave hello")
    expect(anna.field("Message")).to_be_focused()
    bob.open(between)
    bob.sees("👋")
    expect(bob.button("Wave hello")).to_have_count(0)


def test_a_member_is_not_offered_what_only_admins_may_do(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    bob.open(anna.begin_group("Garden", bob))
    expect(bob.button("Write the first message")).to_be_visible()
    expect(bob.page.get_by_role("main").get_by_role("button", name="Add people")).to_have_count(0)
    expect(bob.button("Set a topic")).to_have_count(0)
