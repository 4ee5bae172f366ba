"""Accounts, from the first visit to signing out."""

import re

from playwright.sync_api import Route, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(new_person: NewPerson) -> None:
    stranger = new_person("Nora", account=False)
    for path in ("/", "/c/0123", "/c/0123/m/4"):
        stranger.visit(path)
        stranger.is_at("/login")
        expect(stranger.button("Sign in")).to_be_visible()


def test_a_new_account_is_signed_in_at_once(new_person: NewPerson) -> None:
    nora = new_person("Nora", account=False)
    nora.visit("/login")
    nora.page.get_by_role("link", name="Create an account").click()
    nora.is_at("/register")
    nora.field("Username").fill(nora.username)
    nora.field("Display name").fill("Nora Quist")
    nora.field("Email").fill(nora.email)
    nora.field("Password").fill(PASSWORD)
    nora.press("Create account")
    nora.is_at("/")
    expect(nora.page.get_by_role("button", name="Nora Quist account")).to_be_visible()
    expect(nora.button("New conversation")).to_be_visible()


def test_signing_in_works_by_name_and_by_address_and_signing_out_ends_it(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    for login in (nora.username, nora.email):
        nora.visit("/")
        nora.sign_out()
        nora.is_at("/login")
        nora.field("Username or email").fill(login)
        nora.field("Password").fill(PASSWORD)
        nora.press("Sign in")
        nora.is_at("/")
        expect(nora.page.get_by_text("Nora", exact=True)).to_be_visible()


def test_whoever_is_signed_in_need_not_sign_in_again(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    nora.visit("/login")
    nora.is_at("/")


def test_a_wrong_password_is_said_in_a_sentence_and_keeps_what_was_typed(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    nora.context.clear_cookies()
    nora.visit("/login")
    nora.field("Username or email").fill(nora.username)
    nora.field("Password").fill("not the password")
    nora.press("Sign in")
    expect(nora.page.get_by_role("alert")).not_to_be_empty()
    expect(nora.field("Username or email")).to_have_value(nora.username)
    assert [line for line in nora.complaints if "401" not in line] == []
    nora.complaints.clear()


def test_what_is_wrong_with_a_field_stands_under_that_field(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    nora.context.clear_cookies()
    nora.visit("/register")
    nora.field("Username").fill(nora.username)
    nora.field("Email").fill("nowhere")
    nora.field("Password").fill("short")
    nora.press("Create account")
    for name in ("Username", "Email", "Password"):
        expect(nora.field(name)).to_have_attribute("aria-invalid", "true")
        expect(nora.field(name)).to_have_accessible_description(re.compile(r"\S"))
    expect(nora.field("Username")).to_be_focused()
    assert [line for line in nora.complaints if "422" not in line and "409" not in line] == []
    nora.complaints.clear()


def test_a_field_is_checked_as_it_is_left_and_again_as_it_is_mended(new_person: NewPerson) -> None:
    nora = new_person("Nora", account=False)
    nora.visit("/register")
    for name, wrong, right in (
        ("Username", "nora quist", "nora.quist"),
        ("Email", "nora", "nora@example.org"),
        ("Password", "heron", "heron at noon"),
    ):
        nora.field(name).fill(wrong)
        expect(nora.field(name)).to_have_attribute("aria-invalid", "false")
        nora.page.keyboard.press("Tab")
        expect(nora.field(name)).to_have_attribute("aria-invalid", "true")
        nora.field(name).fill(right)
        expect(nora.field(name)).to_have_attribute("aria-invalid", "false")


def test_what_is_left_empty_is_said_without_asking_the_server(new_person: NewPerson) -> None:
    nora = new_person("Nora", account=False)
    nora.visit("/login")
    nora.field("Password").fill(PASSWORD)
    nora.press("Sign in")
    expect(nora.field("Username or email")).to_be_focused()
    expect(nora.field("Username or email")).to_have_accessible_description(
        "Enter your username or your email."
    )
    expect(nora.field("Password")).to_have_attribute("aria-invalid", "false")


def test_the_keyboard_alone_gets_one_in(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    nora.context.clear_cookies()
    nora.visit("/login")
    expect(nora.field("Username or email")).to_be_focused()
    nora.page.keyboard.type(nora.username)
    nora.page.keyboard.press("Tab")
    expect(nora.field("Password")).to_be_focused()
    nora.page.keyboard.type(PASSWORD)
    nora.page.keyboard.press("Tab")
    expect(nora.button("Show password")).to_be_focused()
    nora.page.keyboard.press("Tab")
    expect(nora.button("Sign in")).to_be_focused()
    nora.page.keyboard.press("Enter")
    nora.is_at("/")
    nora.is_online()


def test_a_password_can_be_looked_at_and_password_managers_know_it(new_person: NewPerson) -> None:
    nora = new_person("Nora", account=False)
    for page, kind in (("/login", "current-password"), ("/register", "new-password")):
        nora.visit(page)
        expect(nora.field("Password")).to_have_attribute("autocomplete", kind)
        nora.field("Password").fill(PASSWORD)
        expect(nora.field("Password")).to_have_attribute("type", "password")
        nora.press("Show password")
        expect(nora.field("Password")).to_have_attribute("type", "text")
        expect(nora.button("Show password")).to_have_attribute("aria-pressed", "true")
        nora.press("Show password")
        expect(nora.field("Password")).to_have_attribute("type", "password")


def test_the_caps_lock_is_pointed_out(new_person: NewPerson) -> None:
    nora = new_person("Nora", account=False)
    nora.visit("/login")
    expect(nora.page.get_by_text("Caps lock is on")).to_have_count(0)
    for is_on, count in ((True, 1), (False, 0)):
        nora.field("Password").evaluate(
            "(field, on) => field.dispatchEvent("
            "new KeyboardEvent('keydown', { key: 'a', bubbles: true, modifierCapsLock: on }))",
            is_on,
        )
        expect(nora.page.get_by_text("Caps lock is on")).to_have_count(count)


def test_the_button_shows_that_it_is_at_work_and_takes_no_second_press(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    nora.context.clear_cookies()
    nora.visit("/login")
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    nora.page.route("**/api/v1/auth/login", hold)
    nora.field("Username or email").fill(nora.username)
    nora.field("Password").fill(PASSWORD)
    nora.press("Sign in")
    expect(nora.button("Sign in")).to_have_attribute("aria-busy", "true")
    nora.press("Sign in")
    assert len(asked) == 1
    asked[0].continue_()
    nora.is_at("/")
    nora.is_online()
