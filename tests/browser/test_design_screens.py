"""The primitives of the design system in the product itself. With SCREENS=1 a picture of each is kept."""

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import NewPerson
from tests.browser.looks import MODES
from tests.browser.person import PASSWORD, Person
from tests.browser.pictures import keep

WIDE = {"width": 1440, "height": 900}
SILENCE = "window.WebSocket = class extends EventTarget { close() {} send() {} };"
"""A connection that never comes about."""


@pytest.mark.parametrize("mode", MODES)
def test_design_screens_of_signing_in(new_person: NewPerson, mode: str) -> None:
    nora = new_person("Nora", viewport=WIDE, color_scheme=mode)
    nora.context.clear_cookies()
    nora.visit("/register")
    nora.field("Username").fill("nora quist")
    nora.field("Display name").fill("Nora Quist")
    nora.field("Email").fill("nora")
    nora.field("Password").fill("heron")
    nora.press("Show password")
    expect(nora.field("Email")).to_have_attribute("aria-invalid", "true")
    nora.field("Display name").focus()
    _keep(nora.page.locator("form"), "fields", mode)

    nora.visit("/login")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    nora.page.route("**/api/v1/auth/login", hold)
    nora.field("Username or email").fill(nora.username)
    nora.field("Password").fill(PASSWORD)
    _keep(nora.button("Sign in"), "button", mode)
    nora.press("Sign in")
    expect(nora.button("Sign in")).to_have_attribute("aria-busy", "true")
    _keep(nora.button("Sign in"), "button-busy", mode)
    held[0].continue_()
    nora.is_online()


@pytest.mark.parametrize("mode", MODES)
def test_design_screens_of_a_list_on_its_way(new_person: NewPerson, mode: str) -> None:
    anna = new_person("Anna Berg", viewport=WIDE, color_scheme=mode)
    anna.page.add_init_script(SILENCE)
    anna.visit()
    skeleton = anna.page.locator(".sidebar .bones")
    expect(skeleton).to_have_css("opacity", "1")
    _keep(skeleton, "skeleton", mode)


@pytest.mark.parametrize("mode", MODES)
def test_design_screens_of_the_primitives(new_person: NewPerson, mode: str) -> None:
    anna, bob, cleo = _anna_and_her_conversations(new_person, mode)
    sidebar = anna.page.get_by_role("navigation", name="Conversations")
    expect(anna.badge("Garden")).to_be_visible()
    _keep(sidebar.get_by_role("list"), "badges", mode)

    anna.button("New conversation").hover()
    expect(anna.page.locator(".tooltip")).to_be_visible()
    _keep_corner(anna, "tooltip", mode)
    anna.line("Garden").hover()
    anna.page.get_by_role("button", name="Actions for Garden", exact=True).click()
    _keep(anna.page.locator(".menu[data-open]"), "menu", mode)
    anna.page.keyboard.press("Escape")
    anna.open_account_menu()
    _keep(anna.page.locator(".menu[data-open]"), "menu-choice", mode)
    anna.page.keyboard.press("Escape")

    anna.press("New conversation")
    anna.press("Group")
    people = anna.page.get_by_role("listbox", name="People").get_by_role("option")
    for other in (bob, cleo):
        anna.field("Find people").fill(other.username)
        people.filter(has_text=other.username).click()
    expect(people.nth(1)).to_be_visible()
    anna.press("Create group")
    expect(anna.field("Group name")).to_have_attribute("aria-invalid", "true")
    _keep(anna.page.get_by_role("dialog"), "dialog", mode)
    anna.page.keyboard.press("Escape")

    anna.press("Members")
    expect(anna.page.get_by_role("button", name="Actions for Cleo Dumas")).to_be_visible()
    _keep(anna.page.get_by_role("complementary", name="Details"), "panel", mode)
    anna.press("Leave group")
    _keep(anna.page.get_by_role("alertdialog"), "confirm", mode)
    anna.press("Leave")
    toast = anna.page.locator(".toast")
    expect(toast).to_contain_text("A group needs an owner")
    _keep(toast, "toast", mode)
    anna.complaints.clear()


def _anna_and_her_conversations(new_person: NewPerson, mode: str) -> tuple[Person, Person, Person]:
    anna = new_person("Anna Berg", viewport=WIDE, color_scheme=mode)
    bob, cleo = new_person("Bob Carlsen"), new_person("Cleo Dumas")
    garden, kitchen = anna.begin_group("Garden", cleo), anna.begin_group("Kitchen", bob, cleo)
    anna.begin_direct(bob)
    for number, (author, group, text) in enumerate(
        (
            (bob, kitchen, "Soup is at one"),
            (bob, kitchen, "And bread"),
            (cleo, garden, f"@{anna.username} the tomatoes!"),
        )
    ):
        body = {"client_id": str(number), "body": text}
        author.ask("POST", f"/conversations/{group}/messages", body)
    quiet = anna.begin_group("Reading circle", cleo)
    bob.visit()
    bob.is_online()
    anna.open(quiet)
    return anna, bob, cleo


def _keep(part: Locator, name: str, mode: str) -> None:
    expect(part).to_be_visible()
    keep(part, f"design-{name}-{mode}")


def _keep_corner(person: Person, name: str, mode: str) -> None:
    keep(person.page, f"design-{name}-{mode}", clip={"x": 0, "y": 0, "width": 340, "height": 96})
