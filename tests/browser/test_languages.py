"""English and Indonesian."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

INDONESIAN = "id-ID"


def choose_language(person: Person, name: str) -> None:
    person.page.get_by_role("menuitemradio", name=name, exact=True).click()
    person.page.keyboard.press("Escape")


def test_it_speaks_the_language_of_the_browser(new_person: NewPerson) -> None:
    budi = new_person("Budi Santoso", locale=INDONESIAN)
    budi.visit()
    budi.page.get_by_role("button", name="Budi Santoso akun", exact=True).click()
    expect(budi.item("Keluar")).to_be_visible()
    expect(budi.page.locator("html")).to_have_attribute("lang", "id")
    expect(budi.page.locator("html")).not_to_have_attribute("data-unspoken", "")


def test_a_language_that_we_do_not_speak_is_answered_in_english(new_person: NewPerson) -> None:
    jonas = new_person("Jonas Weber", locale="de-DE")
    jonas.visit()
    jonas.open_account_menu()
    expect(jonas.item("Sign out")).to_be_visible()
    expect(jonas.page.locator("html")).to_have_attribute("lang", "en")


def test_a_language_that_was_chosen_is_kept_and_every_tab_follows_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit()
    other = anna.another_tab()
    other.visit()
    anna.open_account_menu()
    choose_language(anna, "Bahasa Indonesia")
    for page in (anna.page, other.page):
        expect(page.get_by_role("button", name="Anna Berg akun", exact=True)).to_be_visible()
    anna.page.reload()
    anna.page.get_by_role("button", name="Anna Berg akun", exact=True).click()
    choose_language(anna, "Ikuti peramban")
    for page in (anna.page, other.page):
        expect(page.get_by_role("button", name="Anna Berg account", exact=True)).to_be_visible()
