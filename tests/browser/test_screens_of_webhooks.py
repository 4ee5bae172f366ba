"""The webhooks of a group, as in test_screens.py."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import LONG_WORD, Looks
from tests.browser.test_webhooks import open_webhooks, post
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def test_the_webhooks_of_a_group(looks: Looks) -> None:
    anna = looks.person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    dialog = open_webhooks(anna)
    expect(dialog.get_by_text("No webhooks yet.")).to_be_visible()
    looks.look(anna, "webhooks-none")
    for name in (LONG_WORD[:64], "Builds"):
        anna.field("Name").fill(name)
        anna.press("Create webhook")
        expect(dialog.get_by_role("region", name=f"{name} is ready", exact=True)).to_be_focused()
    looks.look(anna, "webhook-made")
    post(anna, anna.field("Address of the webhook").input_value(), text="Build *4711* is green")
    anna.keys("Escape")
    expect(dialog).to_have_count(0)
    anna.press("More for this group")
    anna.item("Apps and webhooks").click()
    expect(
        anna.page.get_by_role("list", name="Webhooks of this group").get_by_role("listitem")
    ).to_have_count(2)
    looks.look(anna, "webhooks")
    anna.press("Delete Builds")
    expect(anna.page.get_by_role("alertdialog")).to_be_visible()
    looks.look(anna, "webhook-delete")
    anna.press("Cancel")
    expect(anna.page.get_by_role("alertdialog")).to_have_count(0)
    anna.keys("Escape")
    expect(dialog).to_have_count(0)
    anna.press("Close details" if not looks.is_narrow and looks.size[0] > 1199 else "Close")
    expect(anna.message("Build 4711 is green")).to_be_visible()
    looks.look(anna, "webhook-message")
