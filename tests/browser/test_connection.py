"""What the page does while the server is away."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.support.servers import AppServer, start_app


@pytest.fixture
def restartable(data_dir: Path) -> Iterator[AppServer]:
    running = start_app(data_dir, CHAT_SKIP_BUILD="0")
    yield running
    if running.running:
        running.stop()


def test_what_is_written_while_the_server_is_away_is_sent_when_it_is_back(
    restartable: AppServer, browser: Browser
) -> None:
    anna = Person(browser.new_context(), restartable.url, "Anna Berg")
    bob = Person(browser.new_context(), restartable.url, "Bob Carlsen")
    anna.register()
    bob.register()
    conversation = anna.begin_direct(bob)
    anna.open(conversation)
    bob.open(conversation)
    anna.say("Before")
    bob.sees("Before")

    restartable.stop()
    banner = anna.page.locator("[data-connection]")
    expect(banner).to_have_attribute("data-connection", "offline", timeout=20_000)
    expect(banner).to_contain_text("Offline")
    anna.say("Meanwhile, one")
    anna.say("Meanwhile, two")
    expect(anna.message("Meanwhile, two")).to_have_attribute("data-status", "pending")

    restartable.start()
    anna.is_online(30)
    bob.is_online(30)
    for text in ("Meanwhile, one", "Meanwhile, two"):
        bob.sees(text)
        expect(anna.message(text)).to_have_attribute("data-status", "read")
    expect(bob.messages).to_contain_text(["Before", "Meanwhile, one", "Meanwhile, two"])
    anna.context.close()
    bob.context.close()
