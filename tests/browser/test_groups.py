"""Groups as wholes: found, invited into, changed, put away, handed over, taken along, deleted."""

import json
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.test_members import WIDE, act, member, panel


def manage(person: Person, item: str) -> None:
    person.press("More for this group")
    person.item(item).click()


def begin_public(person: Person, name: str, topic: str = "") -> str:
    body = {"kind": "group", "name": name, "topic": topic, "visibility": "public", "member_ids": []}
    return person.ask("POST", "/conversations", body)["id"]


def path_of(link: str) -> str:
    """As it is opened here: the installation's own address has another name for this machine."""
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def lines(person: Person) -> Locator:
    return person.messages.and_(person.page.locator(".system"))


def test_a_public_group_is_found_and_joined_and_says_who_came(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    word = anna.username
    garden = begin_public(anna, f"Garden {word}", "Beds and seeds")
    anna.open(garden)
    bob.visit()
    bob.is_online()
    bob.press("Browse groups")
    groups = bob.page.get_by_role("list", name="Groups that anyone here can join").get_by_role("listitem")
    bob.field("Find groups").fill(word)
    expect(groups).to_have_count(1)
    expect(groups).to_contain_text("1 member · Beds and seeds")
    bob.press(f"Join Garden {word}")
    bob.is_at(f"/c/{garden}")
    for person in (anna, bob):
        expect(lines(person)).to_contain_text("Bob Carlsen joined the group.")
    expect(anna.line(f"Garden {word}").locator("[data-unread]")).to_have_count(0)
    bob.press("Browse groups")
    bob.field("Find groups").fill(word)
    expect(bob.button(f"Open Garden {word}")).to_be_visible()
    bob.field("Find groups").fill(f"{word} nowhere")
    expect(bob.page.get_by_role("dialog")).to_contain_text("No group by that name or topic.")
    bob.keys("Escape")
    expect(bob.page.get_by_role("dialog")).to_have_count(0)


def test_people_who_join_one_after_the_other_are_one_line_in_the_readers_language(
    new_person: NewPerson,
) -> None:
    anna, bob, cleo = new_person("Anna Berg"), new_person("Bob Carlsen"), new_person("Cleo Dumas")
    garden = begin_public(anna, "Garden")
    anna.open(garden)
    for one in (bob, cleo):
        one.ask("POST", f"/conversations/{garden}/join")
    expect(lines(anna)).to_have_count(1)
    expect(lines(anna)).to_contain_text("Bob Carlsen and Cleo Dumas joined the group.")
    anna.ask("PATCH", f"/conversations/{garden}", {"name": "Beds"})
    expect(lines(anna).last).to_contain_text("Anna Berg renamed the group to “Beds”.")
    anna.open_account_menu()
    anna.page.get_by_role("menuitemradio", name="Bahasa Indonesia").click()
    expect(lines(anna).first).to_contain_text("Bob Carlsen dan Cleo Dumas bergabung dengan grup.")


def test_where_only_admins_write_members_see_who_may_and_still_react(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    news = anna.begin_group("News", bob)
    anna.open(news)
    bob.open(news)
    bob.field("Message").fill("I was about to say")
    anna.press("Members")
    panel(anna).get_by_role("button", name="Edit", exact=True).click()
    anna.page.get_by_role("switch", name="Only owners and admins write").check()
    anna.press("Save")
    expect(bob.page.get_by_role("note")).to_have_text("Only owners and admins write in this group.")
    expect(bob.field("Message")).to_be_hidden()
    anna.say("Big news")
    bob.sees("Big news")
    bob.use_tool("Big news", "React with 👍")
    expect(anna.message("Big news").get_by_role("button", name="Bob Carlsen reacted with 👍")).to_be_visible()
    anna.ask("PATCH", f"/conversations/{news}", {"posting": "everyone"})
    expect(bob.field("Message")).to_have_value("I was about to say")
    bob.keys("Control+Home")
    bob.say("Thanks")
    anna.sees("Thanks")


def test_a_group_changes_who_finds_it_and_members_may_change_nothing(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    group = anna.begin_group("Plans", bob)
    anna.open(group)
    anna.press("Members")
    panel(anna).get_by_role("button", name="Edit", exact=True).click()
    anna.field("Topic").fill("What next")
    anna.page.get_by_role("switch", name="Anyone here can find it and join").check()
    anna.press("Save")
    expect(panel(anna)).to_contain_text("Anyone here can join")
    expect(panel(anna)).to_contain_text("What next")
    bob.open(group)
    bob.press("Members")
    expect(member(bob, anna)).to_be_visible()
    for nothing in ("Edit", "More for this group", "Add people"):
        expect(bob.button(nothing)).to_have_count(0)


def test_an_invite_link_leads_somebody_with_an_account_and_somebody_without_into_the_group(
    new_person: NewPerson,
) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    group = anna.begin_group("Seeds")
    anna.open(group)
    anna.press("Members")
    manage(anna, "Invite by link")
    anna.field("The link works for").select_option("1 day")
    anna.field("It lets in").select_option("5 people")
    anna.press("Make a link")
    link = path_of(anna.field("The link").input_value())
    bob.visit(link)
    expect(bob.page.get_by_role("heading", name="Join Seeds")).to_be_visible()
    expect(bob.page.get_by_role("main")).to_contain_text("Anna Berg invites you · 1 member")
    bob.press("Join")
    bob.is_at(f"/c/{group}")
    cleo = new_person("Cleo Dumas", account=False)
    cleo.visit(link)
    expect(cleo.page.get_by_role("main")).to_contain_text("Anna Berg invites you · 2 members")
    cleo.field("Username").fill(cleo.username)
    cleo.field("Display name").fill(cleo.name)
    cleo.field("Email").fill(cleo.email)
    cleo.field("Password").fill("grey heron at noon")
    cleo.press("Create account")
    cleo.line("Seeds").click()
    expect(lines(anna)).to_contain_text("Bob Carlsen and Cleo Dumas joined the group.")
    anna.press("Close")
    manage(anna, "Invite by link")
    links = anna.page.get_by_role("list", name="Links that work").get_by_role("listitem")
    expect(links).to_contain_text("2 of 5 joined")
    anna.press("Revoke the link by Anna Berg")
    expect(links).to_have_count(0)
    bob.visit(link)
    expect(bob.page.get_by_role("heading", name="This invitation does not work any more")).to_be_visible()


def test_who_must_sign_in_first_comes_back_to_the_invitation(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    group = anna.begin_group("Seeds")
    link = path_of(anna.ask("POST", "/invites", {"conversation_id": group})["url"])
    bob.ask("POST", "/auth/logout")
    bob.visit(link)
    bob.page.get_by_role("link", name="Sign in").click()
    bob.field("Username or email").fill(bob.username)
    bob.field("Password").fill("grey heron at noon")
    bob.press("Sign in")
    expect(bob.page.get_by_role("heading", name="Join Seeds")).to_be_visible()
    bob.press("Join")
    bob.is_at(f"/c/{group}")


def test_an_archived_group_is_read_only_apart_and_can_be_brought_back(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    group = anna.begin_group("Old plans", bob)
    anna.open(group)
    bob.open(group)
    anna.press("Members")
    manage(anna, "Archive")
    anna.page.get_by_role("alertdialog").get_by_role("button", name="Archive", exact=True).click()
    for person in (anna, bob):
        expect(person.page.get_by_role("note")).to_contain_text("This group is archived")
        expect(person.field("Message")).to_be_hidden()
        expect(person.line("Old plans")).to_be_hidden()
        person.page.get_by_text("Archived (1)").click()
        expect(person.line("Old plans")).to_be_visible()
    expect(bob.button("Bring back")).to_have_count(0)
    anna.press("Bring back")
    expect(bob.field("Message")).to_be_visible()
    bob.say("Here we are again")
    anna.sees("Here we are again")


def test_a_group_is_handed_over(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    group = anna.begin_group("Kitchen", bob)
    anna.open(group)
    anna.press("Members")
    act(anna, bob, "Hand the group over")
    anna.press("Hand over")
    expect(member(anna, bob)).to_contain_text("Owner")
    expect(member(anna, anna)).to_contain_text("Admin")
    expect(lines(anna)).to_contain_text("Anna Berg handed the group over to Bob Carlsen.")
    anna.press("More for this group")
    expect(anna.item("Invite by link")).to_be_visible()
    expect(anna.item("Delete group")).to_have_count(0)


def test_a_group_is_deleted_by_whoever_types_its_name(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    group = anna.begin_group("Kitchen", bob)
    anna.open(group)
    bob.visit()
    expect(bob.line("Kitchen")).to_be_visible()
    anna.press("Members")
    manage(anna, "Delete group")
    field = anna.field("Type the group’s name to confirm")
    field.fill("Chicken")
    field.press("Enter")
    expect(anna.page.get_by_role("dialog")).to_contain_text("This is not the name of the group.")
    expect(field).to_be_focused()
    field.fill("Kitchen")
    field.press("Enter")
    for person in (anna, bob):
        expect(person.line("Kitchen")).to_have_count(0)
    expect(anna.page.get_by_role("dialog")).to_have_count(0)


def test_a_group_is_taken_along_as_a_file(new_person: NewPerson, tmp_path: Path) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    group = anna.begin_group("Kitchen")
    anna.write_notes(group, 2)
    anna.open(group)
    anna.press("Members")
    with anna.page.expect_download() as download:
        manage(anna, "Export as data")
    assert download.value.suggested_filename == "Kitchen.jsonl"
    download.value.save_as(tmp_path / "lines")
    said = [json.loads(line) for line in (tmp_path / "lines").read_text().splitlines()]
    assert [one["body"] for one in said if one["type"] == "message"] == ["Note 1", "Note 2"]
    with anna.page.expect_download() as download:
        manage(anna, "Export as a page")
    assert download.value.suggested_filename == "Kitchen.html"
