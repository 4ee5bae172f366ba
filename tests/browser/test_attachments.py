"""What is attached to a message, in its row: seen, played, read, downloaded, in its place before it comes."""

import re

import pytest
from playwright.sync_api import Locator, Response, Route, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.shared_files import picture, send_files, send_pictures, shown, sound, upload
from tests.browser.test_accessibility import is_accessible
from tests.support.clip import clip

WIDE = {"width": 1440, "height": 900}
SHIFTS = """() => {
    const found = [];
    const observer = new PerformanceObserver((list) => found.push(...list.getEntries()));
    observer.observe({ type: "layout-shift", buffered: true });
    // What was kept for it comes with a task of its own.
    return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => {
        // On a slow machine there is a banner for a moment, which moves the panes as they are.
        const isOfBanner = ({ sources }) => sources.every(({ node }) => node?.matches?.(".pane, .sidebar"));
        const isOurs = (one) => !one.hadRecentInput && !isOfBanner(one);
        const shifts = found.concat(observer.takeRecords()).filter(isOurs);
        resolve(shifts.reduce((sum, { value }) => sum + value, 0));
    }, 50)));
}"""
"""How much was moved since the page began, without anybody's doing."""


def is_painted(image: Locator) -> None:
    expect(image).to_have_js_property("complete", True)
    expect(image).not_to_have_js_property("naturalWidth", 0)
    expect(image).to_have_css("opacity", "1")


def test_a_picture_is_there_at_its_own_proportions_under_its_name(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    garden = anna.begin_group("Garden", bob)
    anna.open(garden)
    tall = upload(bob, "tall.jpg", picture(600, 1200))
    send_files(bob, garden, tall, text="The sunflower")
    box = shown(anna, "tall.jpg").bounding_box()
    assert box is not None
    assert (round(box["width"]), round(box["height"])) == (160, 320)
    is_painted(shown(anna, "tall.jpg").get_by_role("img"))
    expect(anna.message("The sunflower")).to_be_visible()


def test_its_place_is_painted_before_it_comes(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, "beds.jpg")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    anna.page.route("**/thumb/**", hold)
    with anna.page.expect_request("**/thumb/**"):
        anna.open(garden)
    place = shown(anna, "beds.jpg")
    painted = place.evaluate("element => getComputedStyle(element, '::before').backgroundImage")
    assert painted.startswith('url("data:image/png;base64,')
    before = place.bounding_box()
    for route in held:
        route.continue_()
    anna.page.unroute("**/thumb/**")
    is_painted(place.get_by_role("img"))
    assert place.bounding_box() == before


def test_several_pictures_lie_in_a_grid_that_tells_of_those_it_does_not_show(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, *(f"{number}.jpg" for number in range(1, 8)))
    anna.open(garden)
    row = anna.messages.last
    expect(row.get_by_role("button", name=re.compile(r"\.jpg$"))).to_have_count(4)
    expect(row).to_contain_text("and 3 more")
    boxes = [shown(anna, f"{number}.jpg").bounding_box() for number in (1, 2, 3, 4)]
    assert {(round(box["width"]), round(box["height"])) for box in boxes if box} == {(208, 156)}


def test_thirty_pictures_move_nothing_as_they_come(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    ids = [upload(anna, f"{n}.jpg", picture(900 + 40 * n, 1400 - 35 * n, hue=12 * n)) for n in range(30)]
    for number, file in enumerate(ids):
        send_files(anna, garden, file, text=f"Day {number}" if number % 3 else "")
    anna.open(garden)
    is_painted(shown(anna, "29.jpg").get_by_role("img"))
    for number in range(28, -1, -4):
        shown(anna, f"{number}.jpg").scroll_into_view_if_needed()
        is_painted(shown(anna, f"{number}.jpg").get_by_role("img"))
    assert anna.page.evaluate(SHIFTS) < 0.05


def test_a_picture_that_failed_can_be_asked_for_again(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, "beds.jpg")
    anna.page.route("**/thumb/**", lambda route: route.abort())
    anna.line_breaks = True
    anna.open(garden)
    row = anna.messages.last
    expect(row).to_contain_text("This picture could not be loaded.")
    expect(shown(anna, "beds.jpg")).to_have_count(0)
    anna.page.unroute("**/thumb/**")
    row.get_by_role("button", name="Try again", exact=True).click()
    is_painted(shown(anna, "beds.jpg").get_by_role("img"))
    expect(row).not_to_contain_text("could not be loaded")


def test_a_film_plays_in_place_and_can_be_wound_on_without_loading_all_of_it(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    film = clip(40, weight=98)
    send_files(anna, garden, upload(anna, "robin.webm", film))
    answers: list[Response] = []
    anna.page.on("response", lambda answer: answers.append(answer) if "robin.webm" in answer.url else None)
    anna.open(garden)
    video = anna.timeline.locator("video")
    expect(video).to_have_js_property("readyState", 4)
    expect(anna.messages.last).to_contain_text("robin.webm")
    assert round(video.evaluate("video => video.duration")) == 40
    video.evaluate(
        """async (video) => {
            const there = new Promise((resolve) => (video.onseeked = resolve));
            video.currentTime = 33.2;
            await there;
        }"""
    )
    expect(video).to_have_js_property("currentTime", 33.2)
    assert {answer.status for answer in answers} == {206}
    begins = [int(re.findall(r"bytes (\d+)-", answer.headers["content-range"])[0]) for answer in answers]
    assert max(begins) > len(film) / 2
    video.evaluate(
        """async (video) => {
            const on = new Promise((done) => (video.ontimeupdate = () => video.currentTime > 33.3 && done()));
            video.muted = true;
            await video.play();
            await on;
        }"""
    )


def test_a_sound_plays_in_place(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    send_files(anna, garden, upload(anna, "robin.wav", sound(5)))
    anna.open(garden)
    audio = anna.timeline.locator("audio")
    length = audio.evaluate(
        """async (audio) => {
            if (!audio.readyState) await new Promise((known) => (audio.onloadedmetadata = known));
            return audio.duration;
        }"""
    )
    assert round(length) == 5
    expect(anna.messages.last.get_by_role("link", name="Download robin.wav")).to_be_visible()


def test_code_opens_in_place_with_its_colours_and_in_full_on_demand(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    code = "".join(f"def water_{number}(): return {number}\n" for number in range(25))
    send_files(anna, garden, upload(anna, "watering.py", code.encode()))
    anna.open(garden)
    row = anna.messages.last
    opener = row.get_by_role("button", name="Preview watering.py", exact=True)
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.focus()
    anna.keys("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    text = row.get_by_role("region", name="watering.py", exact=True)
    expect(text.locator(".k").first).to_have_text("def")
    short = text.bounding_box()
    row.get_by_role("button", name="Show 15 more lines", exact=True).click()
    whole = text.bounding_box()
    assert short is not None
    assert whole is not None
    assert round(whole["height"] / short["height"], 1) == 2.5
    row.get_by_role("button", name="Show less", exact=True).click()
    assert text.bounding_box() == short
    opener.click()
    expect(text).to_have_count(0)


def test_anything_else_is_a_card_that_downloads(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", viewport={"width": 360, "height": 720})
    garden = anna.begin_group("Garden")
    name = "minutes of the meeting of the garden committee in the spring.bin"
    send_files(anna, garden, upload(anna, name, bytes(range(256)) * 10))
    anna.open(garden)
    row = anna.messages.last
    expect(row.get_by_text("ring.bin", exact=True)).to_be_visible()
    expect(row).to_contain_text("3 kB")
    with anna.page.expect_download() as download:
        row.get_by_role("link", name=f"Download {name}", exact=True).click()
    assert download.value.suggested_filename == name
    assert download.value.path().read_bytes() == bytes(range(256)) * 10


def test_a_message_of_files_alone_says_in_every_list_what_they_are(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg", viewport=WIDE), new_person("Bob Carlsen")
    garden = anna.begin_group("Garden", bob)
    anna.open(garden)
    sent = send_pictures(bob, garden, "1.jpg", "2.jpg", "3.jpg")
    expect(anna.line("Garden")).to_contain_text("Bob: 3 photos")
    row = anna.timeline.locator(f"[data-message-id='{sent['id']}']")
    expect(row.locator(".text")).to_have_count(0)
    anna.use_tool(row, "Reply")
    expect(anna.page.locator(".reply-chip")).to_contain_text("3 photos")
    anna.keys("Escape")
    anna.act_on(row, "Pin")
    anna.page.get_by_role("button", name="1 pinned message", exact=True).click()
    expect(anna.page.get_by_role("list", name="Pinned messages", exact=True)).to_contain_text("3 photos")
    send_files(bob, garden, upload(bob, "plan.bin", b"\0\1"))
    expect(anna.line("Garden")).to_contain_text("Bob: plan.bin")
    send_files(anna, garden, upload(anna, "robin.wav", sound(1)))
    expect(anna.line("Garden")).to_contain_text("You: Audio")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_against_files_of_any_kind(new_person: NewPerson, mode: str) -> None:
    anna = new_person("Anna Berg", viewport=WIDE, color_scheme=mode)
    garden = anna.begin_group("Garden")
    send_pictures(anna, garden, *(f"{number}.jpg" for number in range(5)))
    files = (("robin.wav", sound(1)), ("watering.py", b"def water(): pass\n" * 20), ("plan.bin", b"\0\1"))
    send_files(anna, garden, *(upload(anna, name, content) for name, content in files), text="All of it")
    anna.page.route("**/thumb/**", lambda route: route.abort())
    anna.line_breaks = True
    anna.open(garden)
    expect(anna.timeline).to_contain_text("This picture could not be loaded.")
    anna.timeline.get_by_role("button", name="Preview watering.py", exact=True).click()
    expect(anna.timeline.get_by_role("region", name="watering.py", exact=True)).to_be_visible()
    is_accessible(anna)
    anna.page.unroute_all()
    while anna.timeline.get_by_role("button", name="Try again").count():
        anna.timeline.get_by_role("button", name="Try again").first.click()
    is_painted(shown(anna, "0.jpg").get_by_role("img"))
    is_accessible(anna)


def test_a_deleted_message_shows_no_files(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    garden = anna.begin_group("Garden", bob)
    anna.open(garden)
    sent = send_pictures(bob, garden, "beds.jpg")
    expect(shown(anna, "beds.jpg")).to_be_visible()
    bob.ask("DELETE", f"/messages/{sent['id']}")
    expect(shown(anna, "beds.jpg")).to_have_count(0)
    expect(anna.messages.last).to_contain_text("This message was deleted.")


def test_a_thread_shows_the_files_of_its_replies(new_person: NewPerson) -> None:
    anna: Person = new_person("Anna Berg", viewport=WIDE)
    garden = anna.begin_group("Garden")
    root = send_files(anna, garden, upload(anna, "plan.bin", b"\0\1"), text="The plan")
    send_files(anna, garden, upload(anna, "beds.jpg", picture()), thread=root["id"])
    anna.visit(f"/c/{garden}#thread={root['id']}")
    feed = anna.page.get_by_role("feed", name="Replies", exact=True)
    expect(feed.get_by_role("button", name="beds.jpg", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_file_is_wider_than_its_column(new_person: NewPerson, width: int) -> None:
    anna = new_person("Anna Berg", viewport={"width": width, "height": 900})
    garden = anna.begin_group("Garden")
    files = (
        ("wide.jpg", picture(2000, 700)),
        ("robin.webm", clip(2)),
        ("robin.wav", sound(1)),
        ("watering.py", b"x" * 300 + b"\n"),
        (f"{'minutes ' * 12}.bin", b"\0\1"),
    )
    root = send_files(anna, garden, *(upload(anna, name, content) for name, content in files), text="All")
    send_pictures(anna, garden, "1.jpg", "2.jpg", "3.jpg")
    anna.visit(f"/c/{garden}#thread={root['id']}")
    # Below the thread, where it lies over it, the timeline is not to be reached.
    for place in (anna.page.locator("#timeline"), anna.page.locator("#thread")):
        expect(place.locator("video")).to_have_count(1)
        opener = place.get_by_label("Preview watering.py", exact=True)
        if opener.get_attribute("aria-expanded") == "false":
            opener.dispatch_event("click")
        expect(place.locator(".preview pre")).to_have_count(1)
        wider = place.evaluate(
            """(place) => {
                const edge = place.getBoundingClientRect().right;
                const files = ".pictures, .picture, .attached, .attached :not(.preview *, .only-read)";
                return [...place.querySelectorAll(files)]
                    .filter((one) => one.getBoundingClientRect().right > edge)
                    .map((one) => one.outerHTML.slice(0, 80));
            }"""
        )
        assert wider == []
