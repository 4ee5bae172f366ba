"""Groups as wholes, as in test_screens.py."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.looks import LONG_WORD, Looks
from tests.browser.person import Person
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def gardeners(looks: Looks) -> tuple[Person, Person, Person, str]:
    """Anna, who owns a public group, Bob and Cleo, who joined it, and its id."""
    anna, bob, cleo = looks.person("Anna Berg"), looks.person("Bob Carlsen"), looks.new_person("Cleo Dumas")
    topic = "Beds, seeds, and who waters them while everybody is away in August"
    body = {"kind": "group", "name": "Garden", "topic": topic, "visibility": "public", "member_ids": []}
    garden = anna.ask("POST", "/conversations", body)["id"]
    for one in (bob, cleo):
        one.ask("POST", f"/conversations/{garden}/join")
    return anna, bob, cleo, garden


def test_what_a_group_says_of_itself(looks: Looks) -> None:
    anna, bob, cleo, garden = gardeners(looks)
    anna.write_notes(garden, 2)
    for change in ({"name": "Garden and yard"}, {"topic": LONG_WORD}, {"posting": "admins"}):
        anna.ask("PATCH", f"/conversations/{garden}", change)
    anna.ask("DELETE", f"/conversations/{garden}/members/{cleo.id}")
    bob.open(garden)
    expect(bob.messages.last).to_contain_text("Anna Berg removed Cleo Dumas.")
    expect(bob.page.get_by_role("note")).to_be_visible()
    looks.look(bob, "group-told")
    anna.ask("PATCH", f"/conversations/{garden}", {"archived": True})
    anna.open(garden)
    expect(anna.button("Bring back")).to_be_visible()
    looks.look(anna, "group-archived")
    if looks.is_narrow:
        anna.visit("/#conversations")
    anna.page.get_by_text("Archived (1)").click()
    expect(anna.line("Garden and yard")).to_be_visible()
    looks.look(anna, "group-archive")


def test_what_is_done_with_a_group(looks: Looks) -> None:
    anna, _, _, garden = gardeners(looks)
    anna.open(garden)
    anna.press("Members")
    expect(anna.button("More for this group")).to_be_visible()
    looks.look(anna, "group-details")
    anna.press("More for this group")
    expect(anna.item("Delete group")).to_be_visible()
    looks.look(anna, "group-menu")
    anna.keys("Escape")
    anna.press("Edit")
    expect(anna.field("Topic")).to_be_visible()
    looks.look(anna, "group-editing")
    anna.press("Cancel")
    anna.press("More for this group")
    anna.item("Invite by link").click()
    expect(anna.button("Make a link")).to_be_visible()
    looks.look(anna, "group-invite")
    anna.press("Make a link")
    expect(anna.field("The link")).to_be_visible()
    looks.look(anna, "group-invite-made")
    anna.keys("Escape")
    anna.press("More for this group")
    anna.item("Delete group").click()
    field = anna.field("Type the group’s name to confirm")
    field.fill("Guarden")
    field.press("Enter")
    expect(anna.page.get_by_role("dialog").last).to_contain_text("not the name")
    looks.look(anna, "group-deletion")


def test_finding_a_group(looks: Looks) -> None:
    _, bob, cleo, _ = gardeners(looks)
    body = {"kind": "group", "name": LONG_WORD[:70], "visibility": "public", "member_ids": [bob.id]}
    cleo.ask("POST", "/conversations", body)
    body = {"kind": "group", "name": "Kitchen", "topic": "Soup", "visibility": "public", "member_ids": []}
    cleo.ask("POST", "/conversations", body)
    bob.visit("/#conversations")
    bob.is_online()
    bob.press("Browse groups")
    expect(bob.button("Join Kitchen").first).to_be_visible()
    looks.look(bob, "groups")
    bob.field("Find groups").fill("nowhere to be found")
    expect(bob.page.get_by_text("No group by that name or topic.")).to_be_visible()
    looks.look(bob, "groups-none")


def test_coming_by_an_invitation(looks: Looks) -> None:
    anna, _, _, garden = gardeners(looks)
    invite = anna.ask("POST", "/invites", {"conversation_id": garden})
    page = f"/register?{urlsplit(invite['url']).query}"
    guest = looks.person("Dora Ek", account=False)
    guest.visit(page)
    expect(guest.page.get_by_role("main")).to_contain_text("Anna Berg invites you")
    looks.look(guest, "invited")
    guest.register()
    guest.visit(page)
    expect(guest.page.get_by_role("heading", name="Join Garden")).to_be_visible()
    looks.look(guest, "invited-here")
    anna.ask("DELETE", f"/invites/{invite['id']}")
    guest.visit(page)
    expect(guest.page.get_by_role("heading", name="This invitation does not work")).to_be_visible()
    looks.look(guest, "invited-over")
