"""What helps to write and to find, as in test_screens.py."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.looks import Looks, people_talking
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def test_what_helps_to_write(looks: Looks) -> None:
    anna, bob, _ = people_talking(looks)
    page = anna.page
    field = anna.field("Message")
    field.fill(
        "Soup of **leeks**, with\n\n1. butter\n2. `salt`\n\n> not too much\n\n"
        "| for | grams |\n|--|--:|\n| two | 40 |"
    )
    if looks.is_narrow:
        anna.press("Formatting")
    anna.press("Preview")
    expect(page.get_by_role("region", name="Preview").locator("table")).to_be_visible()
    looks.look(anna, "preview")
    field.fill("")
    field.press_sequentially(f"Ask @{bob.username[:5]}")
    expect(page.get_by_role("option")).to_contain_text(["Bob Carlsen"])
    looks.look(anna, "suggested-people")
    field.fill("")
    field.press_sequentially("Hooray :ta")
    expect(page.get_by_role("option").first).to_be_visible()
    looks.look(anna, "suggested-emoji")
    field.fill("x" * 20_035)
    expect(page.get_by_text("35 characters too many")).to_be_visible()
    looks.look(anna, "too-long")
    field.fill("🎉👩‍🍳")
    field.press("Enter")
    expect(anna.messages.last.locator(".big")).to_be_visible()
    anna.press("Emoji")
    expect(page.get_by_role("dialog", name="Pick an emoji").get_by_role("menuitem").first).to_be_visible()
    looks.look(anna, "emoji")
    page.get_by_role("dialog", name="Pick an emoji").get_by_role("combobox").fill("cake")
    expect(page.get_by_role("dialog", name="Pick an emoji").get_by_role("option").first).to_be_visible()
    looks.look(anna, "emoji-found")


def test_who_reacted(looks: Looks) -> None:
    anna, _, _ = people_talking(looks)
    last = anna.message("Cake or soup?").get_by_role("button", name="You reacted with 🎉")
    expect(last).to_be_visible()
    anna.act_on("Cake or soup?", "Who reacted")
    expect(anna.page.get_by_role("dialog", name="Reactions")).to_contain_text("Bob Carlsen")
    looks.look(anna, "reactions")


def test_finding_what_was_said(looks: Looks) -> None:
    anna, bob, _ = people_talking(looks)
    anna.visit("/search")
    anna.is_online()
    expect(anna.page.get_by_role("heading", name="Find what was said")).to_be_visible()
    looks.look(anna, "search")
    field = anna.page.get_by_role("combobox", name="Find messages")
    field.press_sequentially(f"from:{bob.username[:8]}")
    expect(anna.page.get_by_role("option").filter(has_text=bob.username)).to_be_visible()
    looks.look(anna, "search-suggested")
    anna.keys("ArrowDown", "Enter")
    expect(anna.button(f"Remove from:{bob.username}")).to_be_visible()
    anna.page.keyboard.type("bread")
    expect(anna.page.get_by_role("list", name="Results").get_by_role("link")).to_have_count(1)
    looks.look(anna, "search-found")
    field.fill("nowhere-to-be-found")
    expect(anna.page.get_by_role("heading", name="Nothing found")).to_be_visible()
    looks.look(anna, "search-nothing")


def test_getting_around(looks: Looks) -> None:
    anna, _, _ = people_talking(looks)
    anna.keys("ControlOrMeta+k")
    expect(anna.page.get_by_role("option").filter(has_text="Bob Carlsen")).to_be_visible()
    looks.look(anna, "switcher")
    anna.page.keyboard.type("kit")
    expect(anna.page.get_by_role("option").first).to_contain_text(re.compile("Kitchen"))
    looks.look(anna, "switcher-found")
    anna.keys("Escape")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    anna.keys("ControlOrMeta+/")
    expect(anna.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    looks.look(anna, "shortcuts")
