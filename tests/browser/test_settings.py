"""The settings: each takes effect at once and stays."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person


def settings_of(person: Person, section: str = "") -> None:
    person.visit(f"/settings{section}")
    person.is_online()


def test_one_goes_to_the_settings_from_the_account_menu_and_back(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    anna.open_account_menu()
    anna.item("Settings").click()
    anna.is_at("/settings")
    expect(anna.page.get_by_role("heading", name="Settings")).to_be_visible()
    anna.page.get_by_role("link", name="Back to conversations").click()
    anna.is_at(f"/c/{kitchen}")
    anna.page.go_back()
    expect(anna.page.get_by_role("heading", name="Settings")).to_be_visible()


def test_the_address_names_the_section(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    settings_of(anna, "#devices")
    expect(anna.page.get_by_role("heading", name="Devices")).to_be_in_viewport()
    expect(anna.page.get_by_role("region", name="Devices")).to_be_focused()
    sections = anna.page.get_by_role("navigation", name="Sections")
    sections.get_by_role("link", name="Privacy").click()
    anna.is_at("/settings#privacy")
    expect(anna.page.get_by_role("heading", name="Privacy")).to_be_in_viewport()
    expect(sections.get_by_role("link", name="Privacy")).to_have_attribute("aria-current", "true")


def test_a_name_is_saved_as_its_field_is_left_and_a_wrong_one_is_said_in_place(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    bob.open(direct)
    settings_of(anna)
    field = anna.field("Display name")
    expect(field).to_have_value("Anna Berg")
    field.fill("Anna Bergman")
    anna.keys("Tab")
    expect(anna.page.get_by_text("Saved")).to_be_visible()
    expect(bob.line("Anna Bergman")).to_be_visible()
    expect(anna.page.get_by_text("Saved")).to_have_count(0)
    field.fill("   ")
    anna.keys("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("Anna Bergman")
    anna.keys("Enter")
    expect(field).to_have_attribute("aria-invalid", "false")
    anna.complaints.clear()  # of the 422


def test_receipts_switched_off_are_off_for_both_sides(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    anna.open(direct)
    settings_of(bob, "#privacy")
    receipts = bob.page.get_by_role("switch", name="Read receipts")
    expect(receipts).to_be_checked()
    receipts.click()
    expect(bob.page.get_by_text("Saved")).to_be_visible()
    anna.say("Did you see this?")
    bob.open(direct)
    bob.sees("Did you see this?")
    sent = anna.messages.last
    expect(sent).to_have_attribute("data-status", "delivered")
    bob.say("I did")
    anna.sees("I did")
    expect(anna.messages.first).to_have_attribute("data-status", "delivered")
    expect(bob.messages.last).to_have_attribute("data-status", "delivered")
    settings_of(bob)
    expect(receipts).not_to_be_checked()
    receipts.click()
    expect(anna.messages.first).to_have_attribute("data-status", "read")


def test_the_appearance_can_be_chosen_here_too(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    settings_of(anna, "#appearance")
    anna.page.get_by_role("radio", name="Dark").click()
    expect(anna.page.locator("html")).to_have_class(re.compile("dark"))


def test_the_language_can_be_chosen_here_too(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    settings_of(anna, "#language")
    expect(anna.page.get_by_role("radio", name="Same as the browser")).to_be_checked()
    anna.page.get_by_role("radio", name="Bahasa Indonesia").click()
    expect(anna.page.get_by_role("heading", name="Pengaturan")).to_be_visible()
    expect(anna.page.get_by_role("radio", name="Bahasa Indonesia")).to_be_checked()


def test_another_device_is_signed_out_from_here(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    phone = new_person("Anna Berg", account=False)
    phone.ask("POST", "/auth/login", {"login": anna.username, "password": PASSWORD})
    phone.visit()
    phone.is_online()
    settings_of(anna, "#devices")
    devices = anna.page.get_by_role("region", name="Devices").get_by_role("listitem")
    expect(devices).to_have_count(2)
    expect(devices.first).to_contain_text("This device")
    expect(devices.first).to_contain_text("Chrome on Linux")
    anna.press("Sign out everywhere else")
    question = anna.page.get_by_role("alertdialog")
    question.get_by_role("button", name="Sign out everywhere else").click()
    expect(devices).to_have_count(1)
    phone.is_at("/login")


def test_a_conversation_that_is_not_on_the_screen_is_not_read(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    direct = anna.begin_direct(bob)
    anna.open(direct)
    bob.open(direct)
    anna.open_account_menu()
    anna.item("Settings").click()
    anna.is_at("/settings")
    bob.say("Are you there?")
    expect(bob.messages.last).to_have_attribute("data-status", "delivered")
    assert anna.ask("GET", f"/conversations/{direct}")["my"]["unread"] == 1
