"""What was shared in a conversation: found again, opened, and led back to where it was said."""

from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.shared_files import lightbox, picture, send_files, send_pictures, upload
from tests.browser.test_accessibility import is_accessible

WIDE = {"width": 1440, "height": 900}
SHOW = "Show in conversation"


def open_gallery(person: Person, conversation_id: str) -> None:
    person.open(conversation_id)
    person.press("Members")
    person.press("Media, files and links")
    expect(person.page.get_by_role("heading", name="Shared here", exact=True)).to_be_visible()


def tab(person: Person, name: str) -> Locator:
    return person.page.get_by_role("tab", name=name, exact=True)


def items(person: Person) -> Locator:
    return person.page.get_by_role("tabpanel").get_by_role("listitem")


def test_pictures_are_opened_and_lead_back_to_their_message(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    garden = anna.begin_group("Garden", bob)
    old = send_pictures(bob, garden, "old.jpg", text="Last year")
    anna.write_notes(garden, 120)
    send_pictures(anna, garden, "new.jpg")
    open_gallery(anna, garden)
    expect(items(anna)).to_have_count(2)
    items(anna).get_by_role("button", name="new.jpg", exact=True).click()
    expect(lightbox(anna)).to_contain_text("1 of 2")
    anna.keys("ArrowRight")
    expect(lightbox(anna)).to_contain_text("old.jpg")
    lightbox(anna).get_by_role("button", name=SHOW, exact=True).click()
    expect(lightbox(anna)).to_have_count(0)
    row = anna.timeline.locator(f"[data-message-id='{old['id']}']")
    expect(row).to_be_in_viewport()
    expect(row).to_have_attribute("data-highlighted", "true")


def test_the_tabs_are_walked_by_arrows_and_have_each_its_own(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    plan = send_files(anna, garden, upload(anna, "plan.bin", b"\0\1"), text="See <https://example.org/rain>")
    anna.write_notes(garden, 60)
    send_pictures(anna, garden, "beds.jpg")
    open_gallery(anna, garden)
    expect(items(anna)).to_have_count(1)
    is_accessible(anna)
    tab(anna, "Media").focus()
    anna.keys("ArrowRight")
    expect(tab(anna, "Files")).to_have_attribute("aria-selected", "true")
    expect(tab(anna, "Files")).to_be_focused()
    expect(items(anna)).to_contain_text(["plan.bin"])
    is_accessible(anna)
    anna.keys("ArrowRight")
    expect(items(anna).get_by_role("link")).to_have_attribute("href", "https://example.org/rain")
    items(anna).get_by_role("button", name=SHOW, exact=True).click()
    expect(anna.timeline.locator(f"[data-message-id='{plan['id']}']")).to_be_in_viewport()


def test_it_grows_as_one_scrolls_and_says_what_is_new(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    garden = anna.begin_group("Garden", bob)
    files = [upload(bob, f"{number}.bin", bytes([number])) for number in range(80)]
    for at in range(0, 80, 10):
        send_files(bob, garden, *files[at : at + 10])
    open_gallery(anna, garden)
    tab(anna, "Files").click()
    expect(items(anna)).to_have_count(60)
    items(anna).last.scroll_into_view_if_needed()
    expect(items(anna)).to_have_count(80)
    sent = send_files(bob, garden, upload(bob, "fresh.bin", b"fresh"))
    expect(items(anna).first).to_contain_text("fresh.bin")
    expect(items(anna)).to_have_count(81)
    bob.ask("DELETE", f"/messages/{sent['id']}")
    expect(items(anna)).to_have_count(80)


def test_an_empty_one_says_so_and_one_that_fails_can_be_asked_again(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720})
    garden = anna.begin_group("Garden")

    def break_it(route: Route) -> None:
        route.fulfill(status=503, json={"error": {"code": "unavailable", "message": "Busy.", "fields": {}}})

    anna.page.route("**/files?kind=**", break_it)
    open_gallery(anna, garden)
    expect(anna.page.get_by_role("alert")).to_be_visible()
    anna.page.unroute_all()
    anna.complaints.clear()
    anna.press("Try again")
    expect(anna.page.get_by_role("tabpanel")).to_contain_text("No pictures or videos yet.")
    tab(anna, "Links").click()
    expect(anna.page.get_by_role("tabpanel")).to_contain_text("No links yet.")


def test_from_over_the_conversation_it_leads_back_into_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 768, "height": 900})
    garden = anna.begin_group("Garden")
    old = send_files(anna, garden, upload(anna, "old.jpg", picture()))
    anna.write_notes(garden, 60)
    open_gallery(anna, garden)
    items(anna).get_by_role("button", name="old.jpg", exact=True).click()
    expect(lightbox(anna)).to_be_visible()
    anna.keys("Escape")
    expect(lightbox(anna)).to_have_count(0)
    expect(items(anna)).to_have_count(1)
    items(anna).get_by_role("button", name="old.jpg", exact=True).click()
    lightbox(anna).get_by_role("button", name=SHOW, exact=True).click()
    expect(anna.timeline.locator(f"[data-message-id='{old['id']}']")).to_be_in_viewport()
    expect(anna.page.get_by_role("heading", name="Shared here", exact=True)).to_have_count(0)
