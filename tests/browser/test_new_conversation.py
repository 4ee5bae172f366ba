"""Beginning conversations."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.shared_files import picture
from tests.browser.test_accessibility import is_accessible
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def found(person: Person) -> Locator:
    return person.page.get_by_role("listbox", name="People", exact=True).get_by_role("option")


def choose_picture(person: Person, button: str, content: bytes) -> None:
    with person.page.expect_file_chooser() as chooser:
        person.press(button)
    chooser.value.set_files([{"name": "news.jpg", "mimeType": "image/jpeg", "buffer": content}])


def find(person: Person, other: Person) -> Locator:
    """Types the other's name, and gives their line once it is the only one."""
    person.field("Find people").fill(other.username)
    expect(found(person)).to_have_count(1)
    return found(person).filter(has_text=other.username)


def test_a_conversation_is_begun_by_finding_somebody(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    bob.visit()
    bob.is_online()
    anna.visit()
    anna.press("New conversation")
    expect(anna.field("Find people")).to_be_focused()
    find(anna, bob).click()
    expect(anna.page.get_by_role("log", name="Bob Carlsen", exact=True)).to_be_visible()
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    anna.say("Found you")
    bob.line("Anna Berg").click()
    bob.sees("Found you")


def test_a_group_is_made_of_several_people_and_a_name(new_person: NewPerson) -> None:
    anna, bob, cleo = new_person("Anna Berg"), new_person("Bob Carlsen"), new_person("Cleo Dumas")
    bob.visit()
    cleo.visit()
    anna.visit()
    anna.press("New conversation")
    anna.press("Group")
    anna.field("Group name").fill("Kitchen")
    for other in (bob, cleo):
        find(anna, other).click()
    anna.press("Create group")
    expect(anna.page.get_by_role("log", name="Kitchen", exact=True)).to_be_visible()
    anna.say("Soup at one")
    for other in (bob, cleo):
        other.line("Kitchen").click()
        other.sees("Soup at one")


def test_a_group_is_made_with_a_picture_a_topic_and_who_may_find_it_and_write(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    anna.visit()
    anna.press("New conversation")
    anna.press("Group")
    anna.field("Group name").fill("News")
    anna.field("Topic").fill("What everybody should know")
    anna.page.get_by_label("Anyone here can find and join it").check()
    anna.page.get_by_label("Only owners and admins write").check()
    choose_picture(anna, "Add a picture", picture())
    anna.press("Remove picture")
    expect(anna.button("Add a picture")).to_be_focused()
    choose_picture(anna, "Add a picture", picture())
    choose_picture(anna, "Change picture", picture(hue=200))
    expect(anna.button("Change picture").locator("img")).to_be_visible()
    is_accessible(anna)
    anna.press("Create group")
    expect(anna.page.get_by_role("log", name="News", exact=True)).to_be_visible()
    expect(anna.line("News").locator("img")).to_be_visible()
    (news,) = bob.ask("GET", "/groups?q=News")["items"]
    assert (news["topic"], news["posting"]) == ("What everybody should know", "admins")
    assert news["avatar_url"]


def test_what_is_no_picture_is_refused_before_the_group_is_made(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit()
    anna.press("New conversation")
    anna.press("Group")
    choose_picture(anna, "Add a picture", b"no picture")
    expect(anna.page.get_by_role("alert")).to_contain_text("cannot be shown as a picture")
    expect(anna.button("Add a picture")).to_be_visible()


def test_the_keyboard_alone_makes_a_group(new_person: NewPerson) -> None:
    anna, bob, cleo = new_person("Anna Berg"), new_person("Bob Carlsen"), new_person("Cleo Dumas")
    anna.visit()
    anna.button("New conversation").focus()
    keyboard = anna.page.keyboard
    keyboard.press("Enter")
    expect(anna.field("Find people")).to_be_focused()
    anna.button("Group").focus()
    keyboard.press("Enter")
    expect(anna.field("Find people")).to_be_focused()
    chosen = anna.page.get_by_role("list", name="Chosen").get_by_role("button")
    for count, other in enumerate((bob, cleo), 1):
        keyboard.type(other.username)
        line = found(anna).filter(has_text=other.username)
        expect(line).to_have_attribute("data-active", "true")
        keyboard.press("Enter")
        expect(chosen).to_have_count(count)
        expect(anna.field("Find people")).to_have_value("")
    keyboard.press("Backspace")
    expect(chosen).to_have_count(1)
    anna.tab_back_to("textbox", "Group name")
    keyboard.type("Kitchen")
    keyboard.press("Enter")
    expect(anna.page.get_by_role("log", name="Kitchen", exact=True)).to_be_visible()
    conversation = anna.page.url.rsplit("/", 1)[1]
    members = anna.ask("GET", f"/conversations/{conversation}/members")["items"]
    assert {member["user"]["id"] for member in members} == {anna.id, bob.id}


def test_the_arrows_go_through_those_who_were_found(new_person: NewPerson) -> None:
    anna, _bob, _cleo = new_person("Anna Berg"), new_person("Bob Carlsen"), new_person("Cleo Dumas")
    anna.visit()
    anna.press("New conversation")
    expect(found(anna).nth(1)).to_be_visible()
    field = anna.field("Find people")
    for key, active in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1)):
        anna.page.keyboard.press(key)
        expect(found(anna).nth(active)).to_have_attribute("data-active", "true")
        expect(field).to_have_attribute(
            "aria-activedescendant", found(anna).nth(active).get_attribute("id") or ""
        )
    expect(field).to_be_focused()
    anna.page.keyboard.press("Escape")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    expect(anna.button("New conversation")).to_be_focused()


def test_enter_takes_whom_the_text_means_however_fast_it_is_typed(new_person: NewPerson) -> None:
    anna, _bob, cleo = new_person("Anna Berg"), new_person("Bob Carlsen"), new_person("Cleo Dumas")
    anna.visit()
    anna.press("New conversation")
    expect(found(anna).first).to_be_visible()
    anna.page.keyboard.type(cleo.username)
    anna.page.keyboard.press("Enter")
    expect(anna.page.get_by_role("log", name="Cleo Dumas", exact=True)).to_be_visible()
    anna.press("New conversation")
    anna.page.keyboard.type(cleo.username)
    anna.page.keyboard.press("Enter")
    expect(anna.page.get_by_role("dialog")).to_have_count(0)
    anna.is_at(f"/c/{anna.begin_direct(cleo)}")


def test_a_group_without_a_name_is_not_made(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit()
    anna.press("New conversation")
    anna.press("Group")
    anna.press("Create group")
    name = anna.field("Group name")
    expect(name).to_be_focused()
    expect(name).to_have_accessible_description("Give the group a name.")
    name.fill("K")
    expect(name).to_have_attribute("aria-invalid", "false")
    name.fill("k" * 81)
    anna.press("Create group")
    expect(name).to_have_accessible_description("A name has at most 80 characters.")
    name.fill("Kitchen")
    topic = anna.field("Topic")
    topic.fill("t" * 251)
    anna.press("Create group")
    expect(topic).to_be_focused()
    expect(topic).to_have_accessible_description("A topic has at most 250 characters.")


def test_a_name_that_nobody_has_is_said(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit()
    anna.press("New conversation")
    anna.field("Find people").fill("nobody-by-that-name")
    expect(anna.page.get_by_text("Nobody by that name.")).to_be_visible()


def test_a_search_that_fails_says_so_and_is_tried_again(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    anna.visit()
    anna.is_online()
    anna.page.route("**/api/v1/users?*", lambda route: route.abort())
    anna.press("New conversation")
    expect(anna.page.get_by_text("The server cannot be reached.")).to_be_visible()
    anna.page.unroute("**/api/v1/users?*")
    anna.press("Try again")
    expect(found(anna).filter(has_text=bob.username)).to_be_visible()
    anna.complaints.clear()
