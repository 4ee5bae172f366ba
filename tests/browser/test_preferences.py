"""Favourites, muting, levels and drafts: one's own, and the same on all of one's devices."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person


def act(person: Person, title: str, *items: str) -> None:
    """Through the actions of a conversation's line."""
    person.line(title).hover()
    person.page.get_by_role("button", name=f"Actions for {title}", exact=True).click()
    for item in items:
        person.page.locator("[role=menuitem], [role=menuitemradio]").get_by_text(item, exact=True).click()


def favourites(person: Person) -> Locator:
    return person.page.locator("[data-section=favourites]")


def another_device(new_person: NewPerson, person: Person) -> Person:
    """The same account in another browser."""
    other = new_person(person.name, account=False)
    other.username, other.email, other.id = person.username, person.email, person.id
    other.ask("POST", "/auth/login", {"login": person.username, "password": PASSWORD})
    return other


def test_a_favourite_stands_on_top_on_all_of_ones_devices(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.begin_group("Garden")
    phone = another_device(new_person, anna)
    anna.open(kitchen)
    phone.visit()
    act(anna, "Kitchen", "Add to favourites")
    for device in (anna, phone):
        expect(favourites(device).get_by_text("Kitchen", exact=True)).to_be_visible()
        expect(favourites(device).get_by_role("link")).to_have_count(1)
    expect(anna.button("Add to favourites")).to_have_attribute("aria-pressed", "true")
    anna.press("Add to favourites")
    expect(favourites(phone)).to_have_count(0)
    expect(anna.line("Kitchen")).to_be_visible()


def test_a_muted_conversation_is_quiet_to_the_eye_and_its_count_stays_exact(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    anna.open(garden)
    act(anna, "Kitchen", "Notifications", "Until I turn it on")
    expect(anna.line("Kitchen")).to_have_attribute("data-muted", "true")
    expect(anna.line("Kitchen").get_by_text("Muted")).to_have_count(1)
    bob.open(kitchen)
    bob.say("Soup")
    expect(anna.badge("Kitchen")).to_have_attribute("data-unread", "1")
    act(anna, "Kitchen", "Notifications", "Unmute")
    expect(anna.line("Kitchen")).to_have_attribute("data-muted", "false")


def test_a_mute_ends_by_itself(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.page.clock.install()
    anna.open(kitchen)
    act(anna, "Kitchen", "Notifications", "For 1 hour")
    expect(anna.line("Kitchen")).to_have_attribute("data-muted", "true")
    anna.page.clock.fast_forward("01:01:00")
    expect(anna.line("Kitchen")).to_have_attribute("data-muted", "false")


def test_what_a_conversation_notifies_of_is_chosen_in_its_menu(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    with anna.page.expect_response("**/my"):
        act(anna, "Kitchen", "Notifications", "Mentions only")
    chosen = anna.page.get_by_role("menuitemradio", name="Mentions only", exact=True)
    expect(chosen).to_have_attribute("aria-checked", "true")
    assert anna.ask("GET", f"/conversations/{kitchen}")["my"]["notify"] == "mentions"


def test_a_draft_is_gone_on_with_on_another_device(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    phone = another_device(new_person, anna)
    anna.open(kitchen)
    phone.open(kitchen)
    anna.field("Message").press_sequentially("Dear all")
    expect(phone.field("Message")).to_have_value("Dear all")
    phone.field("Message").press_sequentially(", welcome")
    phone.page.locator("header").first.click(position={"x": 4, "y": 4})
    anna.page.evaluate("document.activeElement.blur()")
    expect(anna.field("Message")).to_have_value("Dear all, welcome")
    phone.field("Message").press("Enter")
    anna.sees("Dear all, welcome")
    expect(anna.field("Message")).to_have_value("")
    expect(phone.field("Message")).to_have_value("")


def test_what_is_being_typed_is_never_written_over(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    phone = another_device(new_person, anna)
    anna.open(kitchen)
    phone.open(kitchen)
    anna.field("Message").press_sequentially("Mine")
    expect(phone.field("Message")).to_have_value("Mine")
    phone.field("Message").fill("Theirs")
    phone.line("Kitchen").click()
    expect(phone.field("Message")).to_have_value("Theirs")
    anna.field("Message").press_sequentially(" goes on")
    expect(anna.field("Message")).to_have_value("Mine goes on")


def test_a_draft_that_was_begun_elsewhere_is_in_the_list(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen, garden = anna.begin_group("Kitchen"), anna.begin_group("Garden")
    anna.open(garden)
    anna.ask("PATCH", f"/conversations/{kitchen}/my", {"draft": "Begun on the train"})
    expect(anna.line("Kitchen")).to_contain_text("Draft: Begun on the train")
    anna.line("Kitchen").click()
    expect(anna.field("Message")).to_have_value("Begun on the train")
