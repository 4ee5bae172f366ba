"""Getting back in, and how one signs in, as in test_screens.py."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import Looks
from tests.browser.person import PASSWORD
from tests.browser.test_security import code_of, follow, mail_to, security_of, sign_in, turn_on
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def test_a_forgotten_password(looks: Looks, installation: AppServer) -> None:
    nora = looks.person("Nora Quist")
    nora.context.clear_cookies()
    nora.visit("/reset")
    expect(nora.field("Username or email")).to_be_focused()
    looks.look(nora, "reset")
    nora.field("Username or email").fill(nora.email)
    nora.press("Send the link")
    expect(nora.page.get_by_text("Look at your mail")).to_be_visible()
    looks.look(nora, "reset-sent")
    mail = mail_to(installation, nora.email, "reset")
    follow(nora, mail)
    nora.field("New password").fill("12345678")
    nora.press("Set password")
    expect(nora.field("New password")).to_have_attribute("aria-invalid", "true")
    looks.look(nora, "reset-choose")
    nora.field("New password").fill("seven green bottles on a wall")
    nora.press("Set password")
    expect(nora.page.get_by_text("Your password is set")).to_be_visible()
    looks.look(nora, "reset-done")
    nora.visit("/reset#over")
    nora.field("New password").fill("seven green bottles on a wall")
    nora.press("Set password")
    expect(nora.page.get_by_text("This link is not good any more")).to_be_visible()
    looks.look(nora, "reset-over")
    follow(nora, mail_to(installation, nora.email, "verify"))
    expect(nora.page.get_by_text("Your address is confirmed")).to_be_visible()
    looks.look(nora, "verify")
    nora.page.reload()
    expect(nora.page.get_by_text("This link is not good any more")).to_be_visible()
    looks.look(nora, "verify-over")
    nora.complaints.clear()  # of the 422s


def test_signing_in_with_a_code(looks: Looks) -> None:
    nora = looks.person("Nora Quist")
    turn_on(nora)
    nora.context.clear_cookies()
    sign_in(nora)
    nora.field("Code").fill("123456")
    looks.look(nora, "sign-in-code")
    nora.press("Sign in")
    expect(nora.field("Code")).to_have_attribute("aria-invalid", "true")
    looks.look(nora, "sign-in-code-wrong")
    nora.complaints.clear()  # of the 401s


def test_security_in_the_settings(looks: Looks) -> None:
    nora = looks.person("Nora Quist")
    security_of(nora)
    dialog = nora.page.get_by_role("dialog")
    section = nora.page.get_by_role("region", name="Security")
    expect(section).to_contain_text("Not confirmed yet")
    looks.look(nora, "security")
    nora.press("Change email")
    dialog.get_by_label("New email").fill("nora@garden.example")
    dialog.get_by_label("Current password").fill("wrong")
    nora.keys("Enter")
    expect(dialog.get_by_label("Current password")).to_have_attribute("aria-invalid", "true")
    looks.look(nora, "security-email")
    dialog.get_by_label("Current password").fill(PASSWORD)
    nora.keys("Enter")
    expect(dialog).to_have_count(0)
    nora.press("Change password")
    dialog.get_by_label("Current password").fill(PASSWORD)
    looks.look(nora, "security-password")
    nora.keys("Escape")
    nora.press("Turn on two-factor sign-in")
    dialog.get_by_label("Current password").fill(PASSWORD)
    looks.look(nora, "security-otp")
    nora.keys("Enter")
    expect(dialog.get_by_role("img")).to_be_visible()
    looks.look(nora, "security-otp-scan")
    secret = dialog.locator("code").inner_text().replace(" ", "")
    dialog.get_by_label("Code", exact=True).fill(code_of(secret))
    nora.keys("Enter")
    expect(dialog.get_by_role("listitem")).to_have_count(10)
    looks.look(nora, "security-codes")
    dialog.get_by_role("button", name="Done").click()
    expect(section).to_contain_text("On: signing in takes a code")
    looks.look(nora, "security-on")
    nora.press("Turn off two-factor sign-in")
    looks.look(nora, "security-off")
    nora.complaints.clear()  # of the 422
