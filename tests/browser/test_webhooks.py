"""The webhooks of a group, and what they post."""

import json
import re
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

WIDE = {"width": 1440, "height": 900}


def open_webhooks(person: Person) -> Locator:
    """The dialog, from the details of the open group."""
    person.press("Members")
    person.press("More for this group")
    person.item("Apps and webhooks").click()
    dialog = person.page.get_by_role("dialog", name="Apps and webhooks", exact=True)
    expect(dialog).to_be_visible()
    return dialog


def post(person: Person, address: str, **payload: str) -> None:
    """What another program does. The installation's own name for itself may be another than the test's."""
    url = person.url + "/hooks/" + address.partition("/hooks/")[2]
    request = Request(url, json.dumps(payload).encode(), {"Content-Type": "application/json"})
    assert urlopen(request).read() == b"ok"


def test_a_webhook_is_made_shown_once_used_and_deleted(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE, permissions=["clipboard-read", "clipboard-write"])
    anna.open(anna.begin_group("Kitchen"))
    dialog = open_webhooks(anna)
    expect(dialog.get_by_text("No webhooks yet.")).to_be_visible()
    anna.field("Name").fill("Builds")
    anna.press("Create webhook")
    made = dialog.get_by_role("region", name="Builds is ready", exact=True)
    expect(made).to_be_focused()
    address = anna.field("Address of the webhook").input_value()
    assert re.fullmatch(r"http://[^/]+/hooks/[\w-]{40,}", address)
    anna.press("Copy")
    assert anna.page.evaluate("navigator.clipboard.readText()") == address
    anna.press("Copy the example")
    example = anna.page.evaluate("navigator.clipboard.readText()")
    assert example.startswith("curl ")
    assert example.endswith(address)
    listed = anna.page.get_by_role("list", name="Webhooks of this group").get_by_role("listitem")
    expect(listed).to_have_count(1)
    expect(listed).to_contain_text("By Anna Berg, not used yet")

    post(anna, address, text="Build *4711* is green", username="Night build")
    anna.keys("Escape")
    expect(dialog).to_have_count(0)
    message = anna.message("Build 4711 is green")
    expect(message.locator("header")).to_contain_text("Night build")
    expect(message.locator("header .tag")).to_have_text("Bot")
    members = anna.page.get_by_role("list", name="Members of this group", exact=True)
    expect(members.get_by_role("listitem").filter(has_text="Builds").locator(".tag")).to_have_text("Bot")

    anna.press("More for this group")

    anna.item("Apps and webhooks").click()
    expect(listed).to_contain_text("last used")
    expect(anna.page.get_by_text(address)).to_have_count(0)
    expect(made).to_have_count(0)
    anna.press("Delete Builds")
    anna.press("Cancel")
    expect(listed).to_have_count(1)
    anna.press("Delete Builds")
    anna.press("Delete")
    expect(dialog.get_by_text("No webhooks yet.")).to_be_visible()


def test_a_webhook_needs_a_name_that_is_not_too_long(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    anna.open(anna.begin_group("Kitchen"))
    open_webhooks(anna)
    name = anna.field("Name")
    for text, why in ((" ", "A webhook needs a name."), ("x" * 65, "A name has at most 64 characters.")):
        name.fill(text)
        anna.press("Create webhook")
        expect(name).to_have_accessible_description(why)
        expect(name).to_be_focused()


def test_what_several_senders_post_by_one_webhook_is_told_apart(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen")
    address = anna.ask("POST", f"/conversations/{kitchen}/hooks", {"name": "Watch"})["url"]
    anna.open(kitchen)
    anna.say("Quiet so far")
    for sender in ("web-1", "web-2"):
        post(anna, address, text=f"{sender} is slow", username=sender)
    for sender in ("web-1", "web-2"):
        expect(anna.message(f"{sender} is slow").locator("header .author")).to_have_text(sender)
    expect(anna.message("Quiet so far")).to_have_attribute("data-status", "sent")


def test_only_those_who_manage_the_group_are_offered_it(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen", viewport=WIDE)
    bob.open(anna.begin_group("Kitchen", bob))
    bob.press("Members")
    expect(bob.page.get_by_role("list", name="Members of this group").get_by_role("listitem")).to_have_count(
        2
    )
    expect(bob.button("More for this group")).to_have_count(0)


def test_a_list_that_cannot_be_loaded_says_so_and_is_tried_again(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    anna.open(anna.begin_group("Kitchen"))
    anna.page.route("**/hooks", lambda route: route.abort())
    dialog = open_webhooks(anna)
    expect(dialog.get_by_role("alert")).to_contain_text("The server cannot be reached.")
    anna.page.unroute("**/hooks")
    anna.press("Try again")
    expect(dialog.get_by_text("No webhooks yet.")).to_be_visible()
    anna.complaints.clear()
