"""The pages for strangers, on installations that are new, shut, or away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import PASSWORD, Person
from tests.support.servers import AppServer, start_app

Start = Callable[..., AppServer]


@pytest.fixture
def start(data_dir: Path) -> Iterator[Start]:
    """Starts an installation of the test's own, with these settings."""
    running: list[AppServer] = []

    def begin(**settings: str) -> AppServer:
        running.append(start_app(data_dir, CHAT_SKIP_BUILD="0", **settings))
        return running[0]

    yield begin
    for server in running:
        if server.running:
            server.stop()


@pytest.mark.parametrize("registration", ["open", "closed"])
def test_the_first_one_is_welcomed_and_becomes_the_owner(
    start: Start, browser: Browser, registration: str
) -> None:
    nora = Person(browser.new_context(), start(CHAT_REGISTRATION=registration).url, "Nora")
    nora.visit("/login")
    expect(nora.page.get_by_text("Nobody is here yet.")).to_be_visible()
    nora.page.get_by_role("link", name="Create the first account").click()
    expect(nora.page.get_by_role("heading", name="Welcome")).to_be_visible()
    nora.field("Username").fill("nora")
    nora.field("Email").fill(nora.email)
    nora.field("Password").fill(PASSWORD)
    nora.press("Create account")
    expect(nora.button("New conversation")).to_be_visible()
    assert nora.ask("GET", "/me")["role"] == "owner"
    assert nora.complaints == []
    nora.context.close()


@pytest.mark.parametrize(
    ("registration", "heading"), [("closed", "No new accounts"), ("invite", "By invitation")]
)
def test_where_no_accounts_are_made_the_page_says_so_instead_of_asking(
    start: Start, browser: Browser, registration: str, heading: str
) -> None:
    server = start(CHAT_REGISTRATION=registration)
    owner = Person(browser.new_context(), server.url, "Olga")
    owner.register()
    nora = Person(browser.new_context(), server.url, "Nora")
    nora.visit("/register")
    expect(nora.page.get_by_role("heading", name=heading)).to_be_visible()
    expect(nora.button("Create account")).to_have_count(0)
    nora.page.get_by_role("link", name="Sign in").click()
    expect(nora.button("Sign in")).to_be_visible()
    expect(nora.page.get_by_role("link", name="Create an account")).to_have_count(0)
    owner.context.close()
    nora.context.close()


def test_a_server_that_is_away_is_said_and_forgotten_when_it_is_back(start: Start, browser: Browser) -> None:
    server = start()
    nora = Person(browser.new_context(), server.url, "Nora")
    nora.register()
    nora.context.clear_cookies()
    nora.visit("/login")
    nora.field("Username or email").fill(nora.username)
    nora.field("Password").fill(PASSWORD)
    server.stop()
    nora.press("Sign in")
    notice = nora.page.get_by_role("alert").filter(has_text="Parley cannot be reached")
    expect(notice).to_be_visible()
    expect(nora.field("Username or email")).to_have_value(nora.username)
    server.start()
    nora.press("Try now")
    expect(notice).to_have_count(0)
    nora.press("Sign in")
    expect(nora.button("New conversation")).to_be_visible()
    nora.context.close()
