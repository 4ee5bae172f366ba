"""Light and dark."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person


def looks(page: Page, mode: str) -> None:
    expect(page.locator("html")).to_contain_class(mode)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(251, 250, 248)", "dark": "rgb(27, 26, 24)"}[mode]


def choose(person: Person, name: str) -> None:
    person.open_account_menu()
    choice = person.page.get_by_role("menuitemradio", name=name, exact=True)
    choice.click()
    expect(choice).to_have_attribute("aria-checked", "true")
    person.page.keyboard.press("Escape")
    expect(choice).to_have_count(0)


def test_it_looks_as_the_system_does_until_somebody_chooses(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", color_scheme="dark")
    anna.visit()
    looks(anna.page, "dark")
    anna.page.emulate_media(color_scheme="light")
    looks(anna.page, "light")


def test_a_choice_is_kept_and_every_tab_follows_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", color_scheme="light")
    anna.visit()
    other = anna.context.new_page()
    other.goto(anna.url)
    expect(other.get_by_role("button", name="New conversation")).to_be_visible()
    choose(anna, "Dark")
    looks(anna.page, "dark")
    looks(other, "dark")
    anna.page.reload()
    looks(anna.page, "dark")
    choose(anna, "System")
    looks(anna.page, "light")
    looks(other, "light")


def test_a_choice_outlives_signing_out(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", color_scheme="light")
    anna.visit()
    choose(anna, "Dark")
    anna.sign_out()
    anna.is_at("/login")
    looks(anna.page, "dark")


def test_the_account_menu_is_used_by_keyboard_alone(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", color_scheme="light")
    anna.visit()
    anna.is_online()
    account = anna.page.get_by_role("button", name="Anna Berg account", exact=True)
    account.focus()
    anna.page.keyboard.press("Enter")
    expect(anna.item("Set a status")).to_be_focused()
    anna.page.keyboard.type("Dark")
    anna.page.keyboard.press("Enter")
    looks(anna.page, "dark")
    anna.page.keyboard.press("Escape")
    expect(account).to_be_focused()
