"""The members panel."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

WIDE = {"width": 1440, "height": 900}


def panel(person: Person) -> Locator:
    return person.page.get_by_role("complementary", name="Details", exact=True)


def member(person: Person, other: Person) -> Locator:
    members = person.page.get_by_role("list", name="Members of this group", exact=True)
    return members.get_by_role("listitem").filter(has_text=other.username)


def actions(person: Person, other: Person) -> Locator:
    return person.page.get_by_role("button", name=f"Actions for {other.name}", exact=True)


def act(person: Person, other: Person, item: str) -> None:
    actions(person, other).click()
    person.item(item).click()


def test_the_members_stand_beside_the_timeline_with_their_roles(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    anna.press("Members")
    expect(panel(anna)).to_contain_text("2 members")
    expect(member(anna, anna)).to_contain_text("Owner")
    expect(member(anna, anna)).to_contain_text("(you)")
    expect(member(anna, bob).locator("[data-presence]")).to_have_attribute("data-presence", "offline")
    bob.open(kitchen)
    expect(member(anna, bob).locator("[data-presence]")).to_have_attribute("data-presence", "online")
    expect(anna.field("Message")).to_be_visible()
    anna.press("Close details")
    expect(panel(anna)).to_have_count(0)


def test_people_are_added_and_removed(new_person: NewPerson) -> None:
    anna, bob, cleo = (
        new_person("Anna Berg", viewport=WIDE),
        new_person("Bob Carlsen"),
        new_person("Cleo Dumas"),
    )
    kitchen = anna.begin_group("Kitchen", bob)
    cleo.visit()
    cleo.is_online()
    anna.open(kitchen)
    anna.press("Members")
    panel(anna).get_by_role("button", name="Add people", exact=True).click()
    to_add = anna.page.get_by_role("list", name="People to add").get_by_role("listitem")
    for other, word in ((bob, "Member"), (cleo, "Add")):
        anna.field("Find people to add").fill(other.username)
        expect(to_add).to_have_count(1)
        expect(to_add).to_contain_text(word)
    anna.press("Add Cleo Dumas")
    expect(to_add).to_contain_text("Member")
    expect(cleo.line("Kitchen")).to_be_visible()
    anna.press("Done")
    expect(member(anna, cleo)).to_be_visible()
    act(anna, cleo, "Remove from group")
    anna.press("Remove")
    expect(member(anna, cleo)).to_have_count(0)
    expect(cleo.line("Kitchen")).to_have_count(0)


def test_an_owner_gives_roles_and_asks_before_sharing_the_group(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    for person in (anna, bob):
        person.press("Members")
        expect(member(person, bob)).to_be_visible()
    expect(actions(bob, anna)).to_have_count(0)
    expect(panel(bob).get_by_role("button", name="Add people", exact=True)).to_have_count(0)
    expect(actions(anna, anna)).to_have_count(0)
    act(anna, bob, "Make admin")
    expect(member(anna, bob)).to_contain_text("Admin")
    expect(panel(bob).get_by_role("button", name="Add people", exact=True)).to_be_visible()
    act(anna, bob, "Make owner")
    anna.press("Make owner")
    expect(member(anna, bob)).to_contain_text("Owner")
    expect(actions(bob, anna)).to_be_visible()


def test_the_group_gets_another_name_and_a_topic(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen", viewport=WIDE)
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    bob.press("Members")
    expect(member(bob, bob)).to_be_visible()
    expect(bob.button("Edit")).to_have_count(0)
    anna.press("Members")
    anna.press("Edit")
    name = anna.field("Group name")
    expect(name).to_be_focused()
    name.fill(" ")
    anna.press("Save")
    expect(name).to_have_accessible_description("A group needs a name.")
    name.fill("Canteen")
    anna.field("Topic").fill("What is for lunch")
    anna.press("Save")
    for person in (anna, bob):
        expect(panel(person).get_by_role("heading", name="Canteen")).to_be_visible()
        expect(panel(person)).to_contain_text("What is for lunch")
        expect(person.page.get_by_role("log", name="Canteen", exact=True)).to_be_visible()


def test_somebody_is_found_among_many(new_person: NewPerson) -> None:
    names = (
        "Bob Carlsen",
        "Cleo Dumas",
        "Dan Eriksson",
        "Eva Frey",
        "Finn Gran",
        "Gro Hansen",
        "Ida Jung",
        "Kai Lund",
    )
    anna = new_person("Anna Berg", viewport=WIDE)
    others = [new_person(name) for name in names]
    anna.open(anna.begin_group("Kitchen", *others))
    anna.press("Members")
    lines = anna.page.get_by_role("list", name="Members of this group").get_by_role("listitem")
    expect(lines).to_have_count(9)
    anna.field("Find members").fill("lund")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text("Kai Lund")
    anna.field("Find members").fill("nobody")
    expect(anna.page.get_by_text("Nobody by that name is in this group.")).to_be_visible()


def test_the_last_owner_cannot_leave_and_is_told_why(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    anna.open(anna.begin_group("Kitchen", bob))
    anna.press("Members")
    anna.press("Leave group")
    anna.press("Leave")
    expect(anna.page.get_by_text("A group needs an owner")).to_be_visible()
    expect(anna.line("Kitchen")).to_be_visible()
    anna.complaints.clear()


def test_of_a_direct_conversation_the_other_one_is_shown(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    anna.open(anna.begin_direct(bob))
    anna.press("Members")
    expect(panel(anna).get_by_role("heading", name="Bob Carlsen")).to_be_visible()
    expect(panel(anna)).to_contain_text(f"@{bob.username}")
    expect(anna.button("Leave group")).to_have_count(0)


def test_where_there_is_no_room_it_is_a_sheet_that_escape_closes(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport={"width": 768, "height": 1024}), new_person("Bob Carlsen")
    anna.open(anna.begin_group("Kitchen", bob))
    anna.press("Members")
    sheet = anna.page.get_by_role("dialog", name="Details", exact=True)
    expect(sheet).to_be_visible()
    expect(member(anna, bob)).to_be_visible()
    anna.page.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    expect(anna.button("Members")).to_be_focused()


def test_a_list_that_cannot_be_loaded_says_so_and_is_tried_again(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    anna.open(anna.begin_group("Kitchen"))
    anna.page.route("**/members?*", lambda route: route.abort())
    anna.press("Members")
    expect(panel(anna).get_by_role("alert")).to_contain_text("The server cannot be reached.")
    anna.page.unroute("**/members?*")
    anna.press("Try again")
    expect(member(anna, anna)).to_be_visible()
    anna.complaints.clear()
