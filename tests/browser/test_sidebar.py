"""The list of conversations."""

from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

NO_WAY_THROUGH = """window.WebSocket = class extends EventTarget {
    constructor() {
        super();
        setTimeout(() => { this.onerror?.(new Event("error")); this.onclose?.({ code: 1006 }); });
    }
    close() {}
    send() {}
};"""


def titles(person: Person) -> list[str]:
    sidebar = person.page.get_by_role("navigation", name="Conversations", exact=True)
    return sidebar.locator(".title").all_inner_texts()


def act(person: Person, title: str, item: str) -> None:
    """Through the actions of a conversation's line."""
    person.line(title).hover()
    person.page.get_by_role("button", name=f"Actions for {title}", exact=True).click()
    person.item(item).click()


def test_the_newest_activity_is_at_the_top_but_nothing_moves_under_the_pointer(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    first, second = anna.begin_group("First", bob), anna.begin_group("Second", bob)
    anna.open(first)
    bob.open(second)
    bob.say("Up")
    expect(anna.badge("Second")).to_have_attribute("data-unread", "1")
    assert titles(anna) == ["Second", "First"]

    anna.line("First").hover()
    bob.line("First").click()
    bob.say("Now this one")
    anna.sees("Now this one")
    assert titles(anna) == ["Second", "First"]
    bob.begin_group("Third", anna)
    expect(anna.line("Third")).to_be_visible()
    assert titles(anna) == ["Second", "First", "Third"]

    anna.page.mouse.move(900, 400)
    expect(anna.page.locator(".title").first).to_have_text("Third")
    assert titles(anna) == ["Third", "First", "Second"]


def test_a_conversation_is_marked_unread_and_read_from_its_line(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen, _other = anna.begin_group("Kitchen", bob), anna.begin_group("Other")
    bob.open(kitchen)
    bob.say("Soup at one")
    anna.open(kitchen)
    anna.sees("Soup at one")
    anna.line("Other").click()
    expect(anna.badge("Kitchen")).to_have_count(0)
    act(anna, "Kitchen", "Mark as unread")
    expect(anna.badge("Kitchen")).to_have_attribute("data-unread", "1")
    act(anna, "Kitchen", "Mark as read")
    expect(anna.badge("Kitchen")).to_have_count(0)


def test_a_link_to_a_conversation_is_copied(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", permissions=["clipboard-read", "clipboard-write"])
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    act(anna, "Kitchen", "Copy link")
    expect(anna.page.get_by_text("Link copied")).to_be_visible()
    assert anna.page.evaluate("navigator.clipboard.readText()") == f"{anna.url}/c/{kitchen}"
    anna.press("Dismiss")
    expect(anna.page.get_by_text("Link copied")).to_have_count(0)


def test_a_group_is_left_from_its_line_after_a_question(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    bob.open(kitchen)
    act(bob, "Kitchen", "Leave group")
    question = bob.page.get_by_role("alertdialog", name="Leave Kitchen?")
    expect(question).to_be_visible()
    bob.press("Cancel")
    expect(question).to_have_count(0)
    expect(bob.line("Kitchen")).to_be_visible()
    act(bob, "Kitchen", "Leave group")
    bob.press("Leave")
    expect(bob.line("Kitchen")).to_have_count(0)


def test_the_actions_of_a_line_are_reached_by_keyboard(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    anna.line("Kitchen").focus()
    anna.page.keyboard.press("Tab")
    actions = anna.page.get_by_role("button", name="Actions for Kitchen", exact=True)
    expect(actions).to_be_focused()
    anna.page.keyboard.press("Enter")
    expect(anna.item("Copy link")).to_be_focused()
    anna.page.keyboard.press("ArrowDown")
    expect(anna.item("Details")).to_be_focused()
    anna.page.keyboard.press("Escape")
    expect(anna.item("Details")).to_have_count(0)
    expect(actions).to_be_focused()


def test_an_empty_list_makes_one_want_to_begin(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720})
    anna.visit()
    anna.press("Find people")
    expect(anna.page.get_by_role("dialog", name="New conversation")).to_be_visible()


def test_a_list_that_cannot_be_loaded_says_so(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.page.add_init_script(NO_WAY_THROUGH)
    anna.visit()
    expect(anna.page.get_by_text("Your conversations could not be loaded")).to_be_visible(timeout=20_000)
    expect(anna.button("Try now")).to_be_visible()
    anna.complaints.clear()


def test_a_drawn_button_tells_its_name_to_whoever_points_at_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.visit()
    anna.is_online()
    anna.button("New conversation").hover()
    tip = anna.page.locator(".tooltip")
    expect(tip).to_be_visible()
    expect(tip).to_have_text("New conversation")
    anna.page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    anna.page.mouse.move(900, 400)
    anna.tab_to("button", "New conversation")
    expect(tip).to_be_visible()
