"""The admin pages: who runs a place sees it and changes it, others do not get in."""

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person
from tests.browser.test_accessibility import is_accessible
from tests.support.servers import AppServer

ADDRESSES = ("users", "groups", "moderation", "bots", "audit", "system", "settings")
PLACES = ("Overview", "People", "Groups", "Moderation", "Bots", "Audit log", "System", "Settings")


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


@pytest.fixture
def owner(new_person: NewPerson, installation: AppServer) -> Person:
    """Whoever came first: the same person in every test of this file."""
    person = new_person("Olga Owner", account=False)
    person.username, person.email = "olga", "olga@example.org"
    body = {"login": "olga", "password": PASSWORD}
    if not hasattr(installation, "has_owner"):
        person.register()
        installation.has_owner = True  # type: ignore[attr-defined]
    person.id = person.ask("POST", "/auth/login", body)["user"]["id"]
    return person


def at(person: Person, place: str, heading: str) -> None:
    person.visit(f"/admin{place}")
    expect(person.page.get_by_role("heading", level=1, name=heading)).to_be_visible()


def row(person: Person, text: str) -> Locator:
    return person.page.get_by_role("row").filter(has_text=text)


def dialog(person: Person) -> Locator:
    return person.page.get_by_role("dialog")


@pytest.mark.parametrize("role", ["owner", "admin"])
def test_owners_and_admins_go_through_all_places_from_the_account_menu(
    owner: Person, new_person: NewPerson, role: str
) -> None:
    person = new_person("Ada Admin") if role == "admin" else owner
    if role == "admin":
        owner.ask("PATCH", f"/admin/users/{person.id}", {"role": "admin"})
    person.open(person.begin_group("Garden"))
    person.open_account_menu()
    person.item("Administration").click()
    person.is_at("/admin")
    places = person.page.get_by_role("navigation", name="Administration")
    for place in PLACES:
        places.get_by_role("link", name=place, exact=True).click()
        expect(person.page.get_by_role("heading", level=1, name=place)).to_be_visible()
        expect(places.get_by_role("link", name=place, exact=True)).to_have_attribute("aria-current", "page")
        expect(person.page.get_by_role("main").get_by_role("alert")).to_have_count(0)
    person.page.get_by_role("link", name="Back to conversations").click()
    person.is_online()


@pytest.mark.parametrize("place", ["", *ADDRESSES])
def test_a_member_is_sent_back_to_the_conversations(owner: Person, new_person: NewPerson, place: str) -> None:
    bob = new_person("Bob Carlsen")
    bob.visit(f"/admin/{place}")
    bob.is_online()
    expect(bob.page).not_to_have_url(re.compile("/admin"))
    assert owner.id


def test_who_is_not_signed_in_is_sent_to_sign_in(owner: Person, new_person: NewPerson) -> None:
    stranger = new_person("Nobody", account=False)
    stranger.visit("/admin/users")
    expect(stranger.field("Username or email")).to_be_visible()
    assert owner.id


@pytest.mark.parametrize(("mode", "language", "width"), [("light", "en", 1440), ("dark", "id", 360)])
def test_axe_finds_nothing_on_the_admin_pages_in_either_language(
    owner: Person, new_person: NewPerson, mode: str, language: str, width: int
) -> None:
    anna, mallory = new_person("Anna Reads"), new_person("Mallory Writes")
    room = anna.begin_group("Axe room", mallory)
    said = mallory.ask("POST", f"/conversations/{room}/messages", {"client_id": "rude", "body": "Leeks"})
    anna.ask("POST", f"/messages/{said['id']}/report", {"reason": "Rude"})
    admin = new_person(
        "Olga Owner",
        account=False,
        color_scheme=mode,
        locale=language,
        viewport={"width": width, "height": 900},
    )
    admin.ask("POST", "/auth/login", {"login": owner.username, "password": PASSWORD})
    for place in ("", *(f"/{name}" for name in ADDRESSES), f"/groups/{room}"):
        admin.visit(f"/admin{place}")
        expect(admin.page.locator("html")).to_have_attribute("lang", language)
        expect(admin.page.locator("[aria-busy=true], .bones")).to_have_count(0)
        expect(admin.page.get_by_role("heading", level=1)).to_be_visible()
        is_accessible(admin)
        expect(admin.page.locator("html")).not_to_have_attribute("data-unspoken", "")
    admin.visit("/admin/users?q=Mallory")
    row(admin, "Mallory Writes").first.get_by_role("button").click()
    expect(dialog(admin)).to_contain_text("Axe room")
    is_accessible(admin)


def test_people_are_searched_sorted_and_narrowed_and_the_address_keeps_it(
    owner: Person, new_person: NewPerson
) -> None:
    for name in ("Zora Search", "Abel Search"):
        new_person(name)
    at(owner, "/users", "People")
    owner.page.get_by_role("searchbox", name="Search people").fill("Search")
    expect(owner.page.get_by_role("row")).to_have_count(3)
    expect(owner.page.get_by_role("row").nth(1)).to_contain_text("Abel")
    owner.button("Name").click()
    expect(owner.page.get_by_role("row").nth(1)).to_contain_text("Zora")
    owner.page.reload()
    expect(owner.page.get_by_role("row").nth(1)).to_contain_text("Zora")
    expect(owner.page.get_by_role("searchbox", name="Search people")).to_have_value("Search")
    expect(owner.page.get_by_role("columnheader", name="Name")).to_have_attribute("aria-sort", "descending")
    owner.page.get_by_label("Role", exact=True).select_option("admin")
    expect(owner.page.get_by_text("Nobody matches.")).to_be_visible()


def test_somebody_who_is_suspended_is_out_at_once_and_let_in_again_comes_back(
    owner: Person, new_person: NewPerson
) -> None:
    mallory = new_person("Mallory Smith")
    mallory.open(mallory.begin_group("Schemes"))
    at(owner, "/users?q=Mallory", "People")
    row(owner, "Mallory Smith").get_by_role("button").click()
    dialog(owner).get_by_role("button", name="Suspend").click()
    dialog(owner).get_by_role("button", name="For good").click()
    expect(dialog(owner).get_by_role("status")).to_contain_text("Suspended")
    expect(mallory.field("Username or email")).to_be_visible()
    dialog(owner).get_by_role("button", name="Let them in again").click()
    expect(dialog(owner).get_by_role("status")).to_contain_text("can sign in again")
    mallory.complaints.clear()  # of the 401 as they were signed out
    mallory.ask("POST", "/auth/login", {"login": mallory.username, "password": PASSWORD})
    at(owner, "/audit", "Audit log")
    expect(row(owner, "user.suspend").first).to_contain_text("@olga")


def test_a_role_is_given_and_what_the_server_refuses_is_said(owner: Person, new_person: NewPerson) -> None:
    helper = new_person("Helga Helper")
    at(owner, "/users?q=Helga", "People")
    row(owner, "Helga Helper").get_by_role("button").click()
    dialog(owner).get_by_label("Role").select_option("admin")
    expect(dialog(owner).get_by_role("status")).to_contain_text("role is changed")
    helper.visit("/admin/users?q=Olga")
    row(helper, "Olga Owner").get_by_role("button").click()
    dialog(helper).get_by_label("Role").select_option("member")
    expect(dialog(helper).get_by_role("alert")).to_be_visible()
    expect(dialog(helper).get_by_label("Role")).to_have_value("owner")


def test_a_group_is_renamed_archived_and_deleted_by_its_name(owner: Person, new_person: NewPerson) -> None:
    bob = new_person("Bob Carlsen")
    cellar = bob.begin_group("Cellar")
    bob.open(cellar)
    at(owner, "/groups?q=Cellar", "Groups")
    row(owner, "Cellar").get_by_role("link").click()
    owner.field("Name").fill("Wine cellar")
    owner.button("Save").click()
    expect(owner.page.get_by_role("heading", level=1, name="Wine cellar")).to_be_visible()
    expect(bob.line("Wine cellar")).to_be_visible()
    owner.button("Archive").click()
    expect(owner.page.get_by_text("This group is archived")).to_be_visible()
    owner.button("Delete group").click()
    last = dialog(owner).get_by_role("button", name="Delete group")
    expect(last).to_be_disabled()
    dialog(owner).get_by_role("textbox").fill("Wine cellar")
    last.click()
    owner.is_at("/admin/groups")
    expect(bob.line("Wine cellar")).to_have_count(0)


def test_who_registers_is_in_the_groups_for_new_people(owner: Person, new_person: NewPerson) -> None:
    hall = owner.ask(
        "POST", "/conversations", {"kind": "group", "name": "Hall", "visibility": "public", "member_ids": []}
    )["id"]
    at(owner, f"/groups/{hall}", "Hall")
    owner.button("Let new people join").click()
    expect(owner.page.get_by_text("New people join this group from now on.")).to_be_visible()
    newcomer = new_person("Nils Newcomer")
    newcomer.visit()
    expect(newcomer.line("Hall")).to_be_visible()
    owner.button("No longer").click()
    expect(owner.button("Let new people join")).to_be_visible()
    later = new_person("Lena Later")
    later.visit("/#conversations")
    later.is_online()
    expect(later.line("Hall")).to_have_count(0)


def test_a_group_gets_another_owner(owner: Person, new_person: NewPerson) -> None:
    bob, cleo = new_person("Bob Carlsen"), new_person("Cleo Dumas")
    attic = bob.begin_group("Attic", cleo)
    at(owner, f"/groups/{attic}", "Attic")
    owner.page.get_by_label("Role of Cleo Dumas").select_option("owner")
    expect(owner.page.get_by_text("The members are changed.")).to_be_visible()
    members = cleo.ask("GET", f"/conversations/{attic}/members")["items"]
    assert {member["user"]["id"]: member["role"] for member in members} == {
        bob.id: "owner",
        cleo.id: "owner",
    }


def test_what_is_reported_waits_until_somebody_decides(owner: Person, new_person: NewPerson) -> None:
    anna, mallory = new_person("Anna Berg"), new_person("Mallory Smith")
    room = anna.begin_group("Playground", mallory)
    anna.open(room)
    body = {"client_id": "rude", "body": "You smell of leeks"}
    mallory.ask("POST", f"/conversations/{room}/messages", body)
    anna.sees("You smell of leeks")
    anna.act_on("You smell of leeks", "Report")
    anna.field("What is wrong with it?").fill("Rude")
    anna.button("Report").click()
    expect(anna.page.get_by_text("Thank you. Somebody will look at it.")).to_be_visible()
    at(owner, "/moderation", "Moderation")
    report = owner.page.get_by_role("article").filter(has_text="You smell of leeks")
    expect(report).to_contain_text("Rude")
    report.get_by_role("button", name="Delete the message").click()
    expect(report).to_have_count(0)
    expect(anna.timeline.get_by_text("You smell of leeks")).to_have_count(0)
    owner.page.get_by_label("State").select_option("handled")
    expect(owner.page.get_by_role("article").first).to_contain_text("Message deleted")


def test_the_system_page_moves(owner: Person) -> None:
    at(owner, "/system", "System")
    line = owner.page.locator(".charts polyline").first
    before = line.get_attribute("points")
    expect(line).not_to_have_attribute("points", before or "", timeout=20_000)
    expect(owner.page.get_by_text("SQLite")).to_be_visible()
    expect(owner.page.locator(".charts .note")).to_have_text(
        [
            "Connections",
            "Messages a second",
            "Delivery, half of all within",
            "Delivery, 99 of 100 within",
            "Commits a second",
            "Waiting of the event loop",
        ]
    )


def test_settings_take_effect_at_once(owner: Person, new_person: NewPerson) -> None:
    at(owner, "/settings", "Settings")
    owner.field("Words on the sign-in page").fill("Ask Olga for an account")
    owner.page.get_by_label("New accounts").select_option("closed")
    owner.button("Save").click()
    expect(owner.page.get_by_text("Saved")).to_be_visible()
    stranger = new_person("Nobody", account=False)
    stranger.visit("/login")
    expect(stranger.page.get_by_text("Ask Olga for an account")).to_be_visible()
    owner.page.get_by_label("New accounts").select_option("open")
    owner.button("Save").click()
    expect(owner.page.get_by_text("Saved")).to_be_visible()
