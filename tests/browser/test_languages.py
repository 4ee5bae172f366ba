"""English and Indonesian."""

import re

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
    choose_language(anna, "Ikuti browser")
    for page in (anna.page, other.page):
        expect(page.get_by_role("button", name="Anna Berg account", exact=True)).to_be_visible()


def test_a_language_is_chosen_before_signing_in_and_the_account_knows_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", account=False)
    anna.visit("/register")
    anna.press("Bahasa Indonesia")
    expect(anna.page.get_by_role("heading", name="Buat akun")).to_be_visible()
    expect(anna.page).to_have_title("Buat akun · Parley")
    anna.field("Nama pengguna").fill("x y")
    anna.field("Email").click()
    expect(anna.page.get_by_text("Hanya huruf a sampai z")).to_be_visible()
    anna.register()
    with anna.page.expect_response(lambda answer: answer.url.endswith("/api/v1/me")):
        anna.visit()
    expect(anna.page.get_by_role("heading", name="Selamat datang, Anna Berg")).to_be_visible()
    assert anna.ask("GET", "/me")["locale"] == "id"


def test_a_language_follows_its_person_to_another_device(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.ask("PATCH", "/me", {"locale": "id"})
    anna.visit()
    expect(anna.page.get_by_role("button", name="Anna Berg akun", exact=True)).to_be_visible()
    anna.page.reload()
    expect(anna.page.locator("html")).to_have_attribute("lang", "id")


def test_times_are_written_as_the_language_and_the_place_have_it(new_person: NewPerson) -> None:
    zone = {"timezone_id": "Europe/Berlin"}
    anna = new_person("Anna Berg", locale="en-US", **zone)
    budi = new_person("Budi Santoso", locale=INDONESIAN, **zone)
    clare = new_person("Clare Jones", locale="en-GB", **zone)
    group = anna.begin_group("Kitchen", budi, clare)
    anna.write_notes(group, 1)
    for person, pattern in ((anna, r"^\d+:\d\d\s(AM|PM)$"), (budi, r"^\d\d\.\d\d$"), (clare, r"^\d\d:\d\d$")):
        person.visit(f"/c/{group}")
        expect(person.messages.locator("time").first).to_have_text(re.compile(pattern))


def test_nothing_is_seen_in_english_where_another_language_is_wanted(new_person: NewPerson) -> None:
    budi = new_person("Budi Santoso", account=False, locale=INDONESIAN)
    budi.line_breaks = True
    budi.page.route("**/assets/*.js", lambda route: route.abort())
    budi.page.goto(budi.url + "/login", wait_until="commit")
    heading = budi.page.get_by_role("heading", level=1)
    expect(heading).to_have_css("color", "rgba(0, 0, 0, 0)")
