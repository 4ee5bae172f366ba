"""Getting back in, and how one signs in: by the pages."""

import time
from pathlib import Path

from playwright.sync_api import expect
from pyotp.totp import TOTP

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person
from tests.support.mails import Received, outbox_of
from tests.support.ports import wait_until
from tests.support.rows import run_sql
from tests.support.servers import AppServer

ANOTHER = "seven green bottles on a wall"


def mail_to(installation: AppServer, address: str, page: str, count: int = 1) -> Received:
    """The newest of so many mails whose link leads to that page."""

    def found() -> list[Received]:
        return [mail for mail in outbox_of(installation, address) if f"/{page}#" in mail.link]

    wait_until(lambda: len(found()) >= count, f"the mail about {page}", 10)
    return found()[-1]


def follow(person: Person, mail: Received) -> None:
    """Open its link, at the address that this browser uses."""
    person.visit("/" + mail.link.split("/", 3)[3])


def sign_in(person: Person, password: str = PASSWORD) -> None:
    person.visit("/login")
    person.field("Username or email").fill(person.username)
    person.field("Password").fill(password)
    person.press("Sign in")


def security_of(person: Person) -> None:
    person.visit("/settings#security")
    person.is_online()


def code_of(secret: str, steps: int = 0) -> str:
    return TOTP(secret).at(int(time.time()) + 30 * steps)


def turn_on(person: Person) -> tuple[str, list[str]]:
    """Turns two-factor on without a page; the secret and the recovery codes."""
    secret = person.ask("POST", "/me/otp", {"password": PASSWORD})["secret"]
    answer = person.ask("POST", "/me/otp/confirm", {"code": code_of(secret)})
    return secret, answer["recovery_codes"]


def expect_refusals(person: Person, *statuses: int) -> None:
    """Of what the console says of these answers nothing is a complaint."""
    told = [f"status of {status}" for status in statuses]
    assert [line for line in person.complaints if not any(status in line for status in told)] == []
    person.complaints.clear()


def test_who_forgot_their_password_gets_a_link_and_sets_another(
    new_person: NewPerson, installation: AppServer
) -> None:
    nora = new_person("Nora")
    nora.context.clear_cookies()
    nora.visit("/login")
    nora.page.get_by_role("link", name="Forgot password?").click()
    nora.is_at("/reset")
    expect(nora.field("Username or email")).to_be_focused()
    nora.press("Send the link")
    expect(nora.field("Username or email")).to_have_accessible_description(
        "Enter your username or your email."
    )
    nora.field("Username or email").fill(nora.username)
    nora.press("Send the link")
    expect(nora.page.get_by_role("status").filter(has_text="Look at your mail")).to_contain_text(
        nora.username
    )
    mail = mail_to(installation, nora.email, "reset")
    follow(nora, mail)
    expect(nora.field("New password")).to_be_focused()
    nora.page.reload()
    nora.field("New password").fill("password")
    nora.press("Set password")
    expect(nora.field("New password")).to_have_attribute("aria-invalid", "true")
    nora.field("New password").fill(ANOTHER)
    nora.press("Set password")
    expect(nora.page.get_by_role("heading", name="Your password is set")).to_be_visible()
    assert mail.token not in nora.page.url
    nora.page.get_by_role("link", name="Sign in").click()
    nora.field("Username or email").fill(nora.username)
    nora.field("Password").fill(ANOTHER)
    nora.press("Sign in")
    nora.is_at("/")
    expect_refusals(nora, 422)
    follow(nora, mail)
    nora.field("New password").fill(ANOTHER)
    nora.press("Set password")
    expect(nora.page.get_by_role("heading", name="This link is not good any more")).to_be_visible()
    nora.press("Ask for a new link")
    expect(nora.field("Username or email")).to_be_visible()
    expect_refusals(nora, 422)


def test_a_new_password_signs_one_out_in_every_browser(
    new_person: NewPerson, installation: AppServer
) -> None:
    nora = new_person("Nora")
    nora.visit("/")
    nora.is_online()
    stranger = new_person("Nora", account=False)
    stranger.ask("POST", "/auth/reset", {"login": nora.email})
    follow(stranger, mail_to(installation, nora.email, "reset"))
    stranger.field("New password").fill(ANOTHER)
    stranger.keys("Enter")
    expect(stranger.page.get_by_role("heading", name="Your password is set")).to_be_visible()
    nora.is_at("/login")


def test_an_address_is_confirmed_by_its_link_signed_in_or_not(
    new_person: NewPerson, installation: AppServer
) -> None:
    nora = new_person("Nora")
    security_of(nora)
    section = nora.page.get_by_role("region", name="Security")
    expect(section).to_contain_text("Not confirmed yet")
    nora.press("Send again")
    expect(nora.page.get_by_text("A new link is on its way")).to_be_visible()
    mail = mail_to(installation, nora.email, "verify", 2)
    stranger = new_person("Nora", account=False)
    follow(stranger, mail)
    expect(stranger.page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
    assert mail.token not in stranger.page.url
    expect(section).to_contain_text("Confirmed")
    expect(nora.button("Send again")).to_have_count(0)
    stranger.visit("/verify#nonsense")
    expect(stranger.page.get_by_role("heading", name="This link is not good any more")).to_be_visible()
    expect_refusals(stranger, 422)
    follow(nora, mail)  # by whoever is signed in, it is no different
    expect(nora.page.get_by_role("link", name="Open the settings")).to_be_visible()
    expect_refusals(nora, 422)


def test_an_address_is_changed_in_the_settings_and_counts_once_confirmed(
    new_person: NewPerson, installation: AppServer
) -> None:
    nora = new_person("Nora")
    security_of(nora)
    section = nora.page.get_by_role("region", name="Security")
    nora.press("Change email")
    dialog = nora.page.get_by_role("dialog", name="Change email")
    expect(dialog.get_by_label("New email")).to_be_focused()
    nora.keys("Enter")
    expect(dialog.get_by_label("New email")).to_have_attribute("aria-invalid", "true")
    new = f"new-{nora.email}"
    dialog.get_by_label("New email").fill(new)
    dialog.get_by_label("Current password").fill("wrong")
    nora.keys("Enter")
    expect(dialog.get_by_label("Current password")).to_have_accessible_description("The password is wrong.")
    expect(dialog.get_by_label("Current password")).to_be_focused()
    dialog.get_by_label("Current password").fill(PASSWORD)
    nora.keys("Enter")
    expect(dialog).to_have_count(0)
    expect(nora.button("Change email")).to_be_focused()
    expect(section).to_contain_text(f"Becomes {new} once you follow the link")
    follow(nora, mail_to(installation, new, "verify"))
    expect(nora.page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
    security_of(nora)
    expect(section).to_contain_text(new)
    expect(section).to_contain_text("Confirmed")
    expect_refusals(nora, 422)


def test_a_password_is_changed_in_the_settings(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    elsewhere = new_person("Nora", account=False)
    elsewhere.username = nora.username
    elsewhere.ask("POST", "/auth/login", {"login": nora.username, "password": PASSWORD})
    elsewhere.visit("/")
    elsewhere.is_online()
    security_of(nora)
    nora.press("Change password")
    dialog = nora.page.get_by_role("dialog", name="Change password")
    for current, new, wrong in (
        (PASSWORD, "short", "New password"),
        ("wrong", ANOTHER, "Current password"),
        (PASSWORD, "password", "New password"),
    ):
        dialog.get_by_label("Current password").fill(current)
        dialog.get_by_label("New password").fill(new)
        nora.keys("Enter")
        expect(dialog.get_by_label(wrong)).to_have_attribute("aria-invalid", "true")
    dialog.get_by_label("New password").fill(ANOTHER)
    nora.keys("Enter")
    expect(nora.page.get_by_text("Your password is changed")).to_be_visible()
    elsewhere.is_at("/login")
    nora.page.reload()
    nora.is_online()
    expect_refusals(nora, 422)
    sign_in(elsewhere, ANOTHER)
    elsewhere.is_at("/")


def test_two_factor_is_turned_on_with_a_device_and_off_again(
    new_person: NewPerson, installation: AppServer, tmp_path: Path
) -> None:
    nora = new_person("Nora", permissions=["clipboard-read", "clipboard-write"])
    security_of(nora)
    section = nora.page.get_by_role("region", name="Security")
    nora.press("Turn on two-factor sign-in")
    dialog = nora.page.get_by_role("dialog")
    dialog.get_by_label("Current password").fill(PASSWORD)
    nora.keys("Enter")
    picture = dialog.get_by_role("img", name="QR code for your authenticator app")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 100
    expect(dialog.get_by_label("Code", exact=True)).to_be_focused()
    dialog.get_by_role("button", name="Copy").click()
    secret: str = nora.page.evaluate("navigator.clipboard.readText()")
    assert dialog.locator("code").inner_text().replace(" ", "") == secret
    dialog.get_by_label("Code", exact=True).fill("000 000")
    nora.keys("Enter")
    expect(dialog.get_by_label("Code", exact=True)).to_have_accessible_description("The code is wrong.")
    dialog.get_by_label("Code", exact=True).fill(code_of(secret))
    nora.keys("Enter")
    expect(dialog.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    codes = dialog.get_by_role("listitem").all_inner_texts()
    assert len(codes) == 10
    nora.page.mouse.click(5, 5)  # beside it
    dialog.get_by_role("button", name="Copy").click()
    wait_until(
        lambda: nora.page.evaluate("navigator.clipboard.readText()") == "\n".join(codes), "the copy", 5
    )
    with nora.page.expect_download() as download:
        dialog.get_by_role("button", name="Download").click()
    kept = tmp_path / "codes.txt"
    download.value.save_as(kept)
    assert kept.read_text().split("\n\n")[1].split() == codes
    assert nora.username in kept.read_text()
    dialog.get_by_role("button", name="Done").click()
    expect(dialog).to_have_count(0)
    expect(section).to_contain_text("On: signing in takes a code")
    nora.press("New recovery codes")
    dialog.get_by_label("Current password").fill(PASSWORD)
    dialog.get_by_label("Code", exact=True).fill(codes[0])
    nora.keys("Enter")
    expect(dialog.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert not set(dialog.get_by_role("listitem").all_inner_texts()) & set(codes)
    dialog.get_by_role("button", name="Done").click()
    nora.press("Turn off two-factor sign-in")
    dialog.get_by_label("Current password").fill(PASSWORD)
    run_sql(installation, "UPDATE users SET otp_step = otp_step - 3 WHERE id = :id", id=nora.id)
    dialog.get_by_label("Code", exact=True).fill(code_of(secret))
    dialog.get_by_role("button", name="Turn off").click()
    expect(section).to_contain_text("Off: your password alone lets you in")
    expect_refusals(nora, 422)


def test_signing_in_asks_for_the_code_in_a_second_step(new_person: NewPerson) -> None:
    nora = new_person("Nora")
    secret, codes = turn_on(nora)
    nora.context.clear_cookies()
    sign_in(nora)
    code = nora.field("Code")
    expect(code).to_be_focused()
    expect(code).to_have_attribute("autocomplete", "one-time-code")
    expect(nora.page.get_by_role("heading", name="Enter your code")).to_be_visible()
    expect(nora.field("Password")).to_be_hidden()
    nora.press("Sign in")
    expect(code).to_have_accessible_description("Enter the code.")
    code.fill("000000")
    nora.press("Sign in")
    expect(code).to_have_accessible_description("The code is wrong, or was used already.")
    expect(code).to_be_focused()
    nora.press("Use another account")
    expect(nora.field("Username or email")).to_have_value(nora.username)
    expect(nora.field("Password")).to_have_value(PASSWORD)
    nora.press("Sign in")
    code.fill(code_of(secret, 1))
    nora.keys("Enter")
    nora.is_at("/")
    nora.is_online()
    nora.context.clear_cookies()
    sign_in(nora)
    nora.field("Code").fill(codes[3])
    nora.keys("Enter")
    nora.is_at("/")
    expect_refusals(nora, 401)


def test_the_pages_of_links_speak_indonesian(new_person: NewPerson, installation: AppServer) -> None:
    dewi = new_person("Dewi", locale="id-ID")
    dewi.visit("/settings#security")
    expect(dewi.page.get_by_role("region", name="Keamanan")).to_contain_text("Belum dikonfirmasi")
    dewi.press("Kirim lagi")
    mail = mail_to(installation, dewi.email, "verify", 2)
    assert mail.subject == "Benarkah ini alamat Anda?"
    follow(dewi, mail)
    expect(dewi.page.get_by_role("heading", name="Alamat Anda sudah dikonfirmasi")).to_be_visible()
    dewi.context.clear_cookies()
    dewi.visit("/reset")
    dewi.field("Nama pengguna atau email").fill(dewi.username)
    dewi.press("Kirim tautan")
    expect(dewi.page.get_by_role("heading", name="Periksa email Anda")).to_be_visible()
