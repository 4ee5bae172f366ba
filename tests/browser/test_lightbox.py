"""Pictures at full size: gone through, magnified, left, by keyboard, by pointer and by finger."""

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.shared_files import lightbox, picture, send_files, send_pictures, shown, upload
from tests.browser.test_accessibility import is_accessible
from tests.support.clip import clip

WIDE = {"width": 1440, "height": 900}

Point = tuple[float, float]


@pytest.fixture
def anna(new_person: NewPerson) -> Person:
    """In front of a conversation with five pictures in two messages."""
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, "1.jpg", "2.jpg")
    send_pictures(anna, garden, "3.jpg", "4.jpg", "5.jpg", text="Later")
    anna.open(garden)
    expect(shown(anna, "5.jpg")).to_be_visible()
    return anna


def current(person: Person) -> Locator:
    """The picture that is shown."""
    return lightbox(person).locator(
        ".pswp__item[aria-hidden=false] img.pswp__img:not(.pswp__img--placeholder)"
    )


def is_at(person: Person, name: str, place: str) -> None:
    expect(lightbox(person)).to_contain_text(place)
    expect(lightbox(person).locator("b")).to_have_text(name)
    expect(current(person)).to_have_attribute("alt", name)
    expect(current(person)).not_to_have_js_property("naturalWidth", 0)


def width(person: Person) -> float:
    box = current(person).bounding_box()
    assert box is not None
    return box["width"]


def test_the_whole_way_by_keyboard(anna: Person) -> None:
    shown(anna, "3.jpg").focus()
    anna.keys("Enter")
    is_at(anna, "3.jpg", "3 of 5")
    expect(lightbox(anna)).to_contain_text("Anna Berg")
    for key, name, place in (
        ("ArrowRight", "4.jpg", "4 of 5"),
        ("End", "5.jpg", "5 of 5"),
        ("ArrowRight", "5.jpg", "5 of 5"),
        ("Home", "1.jpg", "1 of 5"),
        ("ArrowLeft", "1.jpg", "1 of 5"),
        ("ArrowRight", "2.jpg", "2 of 5"),
    ):
        anna.keys(key)
        is_at(anna, name, place)
    fit = width(anna)
    anna.keys("+")
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(1)
    anna.keys("-")
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(0)
    assert abs(width(anna) - fit) < 1
    anna.keys("Escape")
    expect(lightbox(anna)).to_have_count(0)
    expect(shown(anna, "3.jpg")).to_be_focused()


def test_the_focus_stays_in_it_and_the_page_behind_is_out_of_reach(anna: Person) -> None:
    shown(anna, "3.jpg").click()
    is_at(anna, "3.jpg", "3 of 5")
    reached = set()
    for _ in range(8):
        anna.keys("Tab")
        reached.add(
            anna.page.evaluate(
                "(document.activeElement.closest('.lightbox') || document.activeElement === document.body)"
                " ? document.activeElement.getAttribute('aria-label') : 'behind'"
            )
        )
    assert {"Close", "Zoom", "Download", "Previous", "Next"} <= reached
    assert "behind" not in reached
    # Letters are the page's, and it does not hear them.
    anna.keys("r", "/")
    is_at(anna, "3.jpg", "3 of 5")
    is_accessible(anna)
    anna.page.get_by_role("button", name="Close", exact=True).click()
    expect(lightbox(anna)).to_have_count(0)
    expect(anna.page.locator(".reply-chip")).to_have_count(0)


def test_it_is_magnified_by_wheel_and_button_and_sharper_where_that_shows_more(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_files(anna, garden, upload(anna, "large.jpg", picture(3000, 2000)))
    anna.open(garden)
    with anna.page.expect_request("**/thumb/1600"):
        shown(anna, "large.jpg").click()
    is_at(anna, "large.jpg", "Anna Berg")
    fit = width(anna)
    anna.page.mouse.move(720, 450)
    with anna.page.expect_request("**/large.jpg"):
        anna.page.mouse.wheel(0, -500)
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(1)
    assert width(anna) > fit * 1.5
    anna.page.get_by_role("button", name="Zoom", exact=True).click()
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(0)
    anna.page.mouse.click(720, 450)
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(1)


def test_the_way_back_closes_it_and_leads_nowhere_else(anna: Person) -> None:
    before = anna.page.url
    shown(anna, "3.jpg").click()
    is_at(anna, "3.jpg", "3 of 5")
    anna.page.go_back()
    expect(lightbox(anna)).to_have_count(0)
    assert anna.page.url == before
    expect(shown(anna, "3.jpg")).to_be_visible()


def test_it_downloads_what_it_shows(anna: Person) -> None:
    shown(anna, "3.jpg").click()
    is_at(anna, "3.jpg", "3 of 5")
    anna.keys("ArrowRight")
    is_at(anna, "4.jpg", "4 of 5")
    with anna.page.expect_download() as download:
        lightbox(anna).get_by_role("link", name="Download", exact=True).click()
    assert download.value.suggested_filename == "4.jpg"


def test_a_picture_that_fails_at_full_size_can_be_asked_for_again(anna: Person) -> None:
    anna.line_breaks = True
    anna.page.route("**/*.jpg", lambda route: route.abort())
    anna.page.route("**/thumb/800", lambda route: route.abort())
    anna.page.route("**/thumb/1600", lambda route: route.abort())
    shown(anna, "3.jpg").click()
    expect(lightbox(anna)).to_contain_text("This picture could not be loaded.")
    anna.page.unroute_all()
    lightbox(anna).get_by_role("button", name="Try again", exact=True).first.click()
    is_at(anna, "3.jpg", "3 of 5")


def test_a_finger_swipes_on_and_down_and_out(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, "1.jpg", "2.jpg")
    anna.open(garden)
    shown(anna, "1.jpg").tap()
    is_at(anna, "1.jpg", "1 of 2")
    swipe(anna, (300, 360), (60, 360))
    is_at(anna, "2.jpg", "2 of 2")
    swipe(anna, (180, 300), (180, 680))
    expect(lightbox(anna)).to_have_count(0)


def test_two_fingers_that_part_zoom_in_and_close_again_zoom_out(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720}, has_touch=True, is_mobile=True)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, "1.jpg")
    anna.open(garden)
    shown(anna, "1.jpg").tap()
    is_at(anna, "1.jpg", "Anna Berg")
    fit = width(anna)
    apart = ((160, 360), (30, 360)), ((200, 360), (330, 360))
    move_fingers(anna, *apart)
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(1)
    assert width(anna) > fit * 1.5
    move_fingers(anna, *((end, start) for start, end in apart))
    expect(lightbox(anna).locator(".pswp--zoomed-in")).to_have_count(0)
    expect(lightbox(anna)).to_be_visible()


def test_a_film_is_one_of_them_and_keeps_its_own_keys(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_files(anna, garden, upload(anna, "1.jpg", picture()), upload(anna, "robin.webm", clip(20)))
    anna.open(garden)
    shown(anna, "1.jpg").click()
    is_at(anna, "1.jpg", "1 of 2")
    anna.keys("ArrowRight")
    expect(lightbox(anna)).to_contain_text("2 of 2")
    video = lightbox(anna).locator("video")
    expect(video).to_have_js_property("readyState", 4)
    video.focus()
    anna.keys("ArrowRight")
    expect(video).not_to_have_js_property("currentTime", 0)
    expect(lightbox(anna)).to_contain_text("2 of 2")
    anna.keys("Escape")
    expect(lightbox(anna)).to_have_count(0)


def swipe(person: Person, start: Point, end: Point) -> None:
    """With one finger, in steps, as a browser hears of it."""
    move_fingers(person, (start, end))


def move_fingers(person: Person, *ways: tuple[Point, Point]) -> None:
    """Each from one point to another, together."""
    touch = person.context.new_cdp_session(person.page)

    def tell(kind: str, done: float) -> None:
        points = [
            {"x": x + (to_x - x) * done, "y": y + (to_y - y) * done, "id": finger}
            for finger, ((x, y), (to_x, to_y)) in enumerate(ways)
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    tell("touchStart", 0)
    for step in range(1, 9):
        tell("touchMove", step / 8)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
