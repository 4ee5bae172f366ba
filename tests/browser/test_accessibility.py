"""What axe finds on every page, and the whole way by keyboard."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person
from tests.support.servers import AppServer
from tests.support.written import write_history

SERIOUS = ("serious", "critical")


def is_accessible(person: Person) -> None:
    """Asserts that axe has nothing serious to say of the page as it is now."""
    person.page.evaluate(
        "() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))"
    )
    violations = Axe().run(person.page).response["violations"]
    found = [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in violations
        if one["impact"] in SERIOUS
        for node in one["nodes"]
    ]
    assert found == []


@pytest.fixture(params=["light", "dark"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


def test_axe_finds_nothing_serious_before_signing_in(new_person: NewPerson, mode: str) -> None:
    stranger = new_person("Nora", account=False, color_scheme=mode)
    for page, button in (("login", "Sign in"), ("register", "Create account")):
        stranger.visit(f"/{page}")
        expect(stranger.button(button)).to_be_visible()
        is_accessible(stranger)


def test_axe_finds_nothing_serious_in_a_conversation(new_person: NewPerson, mode: str) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    anna.visit()
    expect(anna.button("Find people").first).to_be_visible()
    is_accessible(anna)

    kitchen = anna.begin_group("Kitchen", bob)
    anna.begin_direct(bob)
    bob.open(kitchen)
    bob.say("Good **morning**, see `this` and https://example.org")
    bob.say("> quoted\n\n- one\n- two")
    anna.open(kitchen)
    anna.say("Hello")
    bob.sees("Hello")
    bob.message("Hello").hover()
    bob.press("React with 🎉")
    expect(anna.messages.locator(".reaction")).to_be_visible()
    anna.message("Hello").hover()
    expect(anna.button("Edit")).to_be_visible()
    is_accessible(anna)
    anna.press("Edit")
    is_accessible(anna)
    anna.page.keyboard.press("Escape")
    anna.press("New conversation")
    expect(anna.field("Find people")).to_be_visible()
    is_accessible(anna)
    anna.page.keyboard.press("Escape")
    anna.press("Members")
    expect(anna.page.get_by_role("list", name="Members of this group")).to_contain_text("Bob Carlsen")
    is_accessible(anna)
    anna.open_account_menu()
    expect(anna.item("Sign out")).to_be_visible()
    is_accessible(anna)
    anna.item("Set a status").click()
    expect(anna.field("What are you up to?")).to_be_visible()
    is_accessible(anna)


def test_axe_finds_nothing_serious_where_things_are_set(new_person: NewPerson, mode: str) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    muted, direct = anna.begin_group("Kitchen", bob), anna.begin_direct(bob)
    bob.ask("PATCH", "/me", {"status_emoji": "🌴", "dnd_until": "2999-01-01T00:00:00Z"})
    anna.ask("PATCH", f"/conversations/{muted}/my", {"muted_until": "2999-01-01T00:00:00Z"})
    anna.ask("PATCH", f"/conversations/{direct}/my", {"favourite": True})
    bob.ask("POST", f"/conversations/{muted}/messages", {"client_id": "1", "body": "Soup"})
    anna.open(direct)
    expect(anna.badge("Kitchen")).to_have_attribute("data-unread", "1")
    is_accessible(anna)
    anna.line("Kitchen").hover()
    anna.page.get_by_role("button", name="Actions for Kitchen", exact=True).click()
    anna.item("Notifications").click()
    expect(anna.item("Unmute")).to_be_visible()
    is_accessible(anna)
    anna.visit("/settings")
    anna.is_online()
    expect(anna.page.get_by_text("This device")).to_be_visible()
    is_accessible(anna)


def test_axe_finds_nothing_serious_in_a_long_conversation(
    new_person: NewPerson, installation: AppServer, mode: str
) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 200, every=timedelta(hours=1))
    last = anna.ask("GET", f"/conversations/{notes}")["last_seq"]
    anna.visit(f"/c/{notes}/m/{last - 5}")
    expect(anna.page.get_by_role("button", name=re.compile("new messages"))).to_be_visible()
    is_accessible(anna)
    anna.page.locator(".day-pill").click()
    expect(anna.page.get_by_role("dialog", name="Jump to date")).to_be_visible()
    is_accessible(anna)
    anna.visit(f"/c/{notes}")
    expect(anna.timeline.get_by_role("separator", name="New messages")).to_be_visible()
    is_accessible(anna)


def test_the_whole_way_can_be_gone_by_keyboard(new_person: NewPerson) -> None:
    """Register, find somebody, write, change, react, go elsewhere and sign out, without a pointer."""
    bob = new_person("Bob Carlsen")
    bob.visit()
    bob.is_online()
    nora = new_person("Nora", account=False)
    nora.visit("/login")
    nora.tab_to("link", "Create an account")
    nora.keys("Enter")
    for name, text in (("Username", nora.username), ("Email", nora.email), ("Password", PASSWORD)):
        nora.tab_to("textbox", name)
        nora.page.keyboard.type(text)
    nora.keys("Enter")
    nora.is_at("/")

    nora.tab_to("button", "New conversation")
    nora.keys("Enter")
    expect(nora.field("Find people")).to_be_focused()
    nora.page.keyboard.type(bob.username)
    expect(nora.page.get_by_role("dialog")).to_contain_text(bob.username)
    nora.keys("ArrowDown", "Enter")
    expect(nora.field("Message")).to_be_focused()
    nora.page.keyboard.type("Typed")
    nora.keys("Shift+Enter")
    nora.page.keyboard.type("in two lines")
    nora.keys("Enter")
    bob.line(nora.username).click()
    expect(bob.messages.first).to_contain_text("in two lines")

    nora.keys("ArrowUp")
    expect(nora.field("Edit message")).to_be_focused()
    nora.page.keyboard.type("!")
    nora.keys("Enter")
    expect(bob.messages.first).to_contain_text("in two lines!")
    nora.tab_back_to("log", "Bob Carlsen")
    nora.keys("ArrowUp", "Tab", "Enter")
    expect(bob.messages.locator(".reaction")).to_be_visible()
