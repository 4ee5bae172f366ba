"""Bringing files to a message, and how they come to the server."""

import hashlib
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import CDPSession, FilePayload, Locator, Route, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.test_accessibility import is_accessible
from tests.support.servers import AppServer, start_app

LIMIT = 24 * 2**20
LARGE = 12 * 2**20
"""Goes in pieces, resumably."""

MEDIUM = 2 * 2**20
"""Goes in one."""

BYTES_PER_SECOND = 400_000
WHOLE = "**/api/v1/files"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    folder = tmp_path_factory.mktemp("uploading")
    running = start_app(folder, CHAT_SKIP_BUILD="0", CHAT_MAX_UPLOAD_BYTES=str(LIMIT))
    yield running
    running.stop()


@pytest.fixture
def anna(new_person: NewPerson) -> Person:
    """Anna in a group, about to write."""
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    return anna


def noise(size: int) -> bytes:
    """Bytes that no other size has, the same ones each time."""
    return hashlib.shake_128(str(size).encode()).digest(size)


def picture(colour: str = "teal") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(drawn, "PNG")
    return drawn.getvalue()


def file(name: str, content: bytes = b"soup", mime: str = "application/octet-stream") -> FilePayload:
    return {"name": name, "mimeType": mime, "buffer": content}


def attach(person: Person, *files: FilePayload | str, within: Locator | None = None) -> None:
    button = (within or person.page).get_by_role("button", name="Attach files", exact=True)
    with person.page.expect_file_chooser() as chooser:
        button.click()
    assert chooser.value.is_multiple()
    chooser.value.set_files(list(files))  # type: ignore[arg-type]


def chips(person: Person) -> Locator:
    return person.page.get_by_role("list", name="Files to send", exact=True).get_by_role("listitem")


def has_chips(person: Person, *names: str) -> None:
    expect(chips(person).locator("b")).to_have_text(list(names))


def is_uploaded(person: Person, name: str) -> None:
    expect(person.button(f"Remove {name}")).to_be_visible(timeout=60_000)


def slow_down(person: Person, bytes_per_second: float = BYTES_PER_SECOND) -> None:
    """The network takes no more of what is uploaded; -1 for as much as there is."""
    network = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": bytes_per_second}
    _network_of(person).send("Network.emulateNetworkConditions", network)


@lru_cache(maxsize=4)
def _network_of(person: Person) -> CDPSession:
    """One and the same: a second session would leave what the first has slowed down as it is."""
    return person.context.new_cdp_session(person.page)


class Held:
    """What is uploaded in one from now on, until it is let go."""

    def __init__(self, person: Person) -> None:
        self._routes: list[Route] = []
        self._is_open = False
        person.page.route(WHOLE, self._came)

    def let_one_go(self) -> None:
        self._routes.pop(0).continue_()

    def let_go(self) -> None:
        self._is_open = True
        while self._routes:
            self.let_one_go()

    def _came(self, route: Route) -> None:
        if self._is_open:
            route.continue_()
        else:
            self._routes.append(route)


def last_message(person: Person, conversation_id: str) -> dict[str, Any]:
    return person.ask("GET", f"/conversations/{conversation_id}/messages?limit=1")["items"][0]


def is_sent(person: Person) -> None:
    expect(person.messages.last).to_have_attribute("data-status", re.compile("sent|delivered|read"))


def content_of(person: Person, attachment: dict[str, Any]) -> bytes:
    return person.context.request.get(person.url + attachment["url"]).body()


def here(person: Person) -> str:
    return person.page.url.rpartition("/c/")[2].partition("#")[0]


def test_files_that_are_chosen_go_with_the_message_and_come_to_the_others(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    recipe = noise(70_000)
    attach(anna, file("recipe.bin", recipe), file("pot.png", picture(), "image/png"))
    has_chips(anna, "recipe.bin", "pot.png")
    for name in ("recipe.bin", "pot.png"):
        is_uploaded(anna, name)
    expect(chips(anna).first).to_contain_text("68 kB")
    expect(chips(anna).nth(1).locator("img")).to_have_js_property("naturalWidth", 640)
    anna.say("Look at this")
    bob.sees("Look at this")
    expect(chips(anna)).to_have_count(0)
    attachments = last_message(bob, kitchen)["attachments"]
    assert [(one["name"], one["kind"]) for one in attachments] == [
        ("recipe.bin", "document"),
        ("pot.png", "image"),
    ]
    assert content_of(bob, attachments[0]) == recipe


def test_a_file_alone_is_a_message(anna: Person) -> None:
    send = anna.button("Send")
    quiet = send.evaluate("(button) => getComputedStyle(button).backgroundColor")
    attach(anna, file("plan.pdf"))
    is_uploaded(anna, "plan.pdf")
    anna.page.mouse.move(0, 0)
    expect(send).not_to_have_css("background-color", quiet)
    send.click()
    expect(chips(anna)).to_have_count(0)
    is_sent(anna)
    message = last_message(anna, here(anna))
    assert (message["body"], [one["name"] for one in message["attachments"]]) == ("", ["plan.pdf"])


def test_a_file_is_dropped_anywhere_on_the_conversation(anna: Person, tmp_path: Path) -> None:
    for name in ("plan.pdf", "list.txt"):
        (tmp_path / name).write_bytes(b"soup")
    target = anna.page.get_by_text("Drop to share in Kitchen")
    drag = Drag(anna, tmp_path / "plan.pdf", tmp_path / "list.txt")
    drag.over(anna.page.get_by_role("heading", name="Kitchen", level=1))
    expect(target).to_be_visible()
    anna.page.evaluate(
        """() => {
            const isThere = () => document.querySelector(".drop-here") !== null;
            const look = () => (document.body.dataset.flickered ||= isThere() ? "" : "yes");
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
        }"""
    )
    for place in (anna.timeline, anna.field("Message"), anna.button("Attach files"), anna.timeline):
        drag.over(place)
    assert anna.page.evaluate("document.body.dataset.flickered ?? ''") == ""
    drag.drop()
    expect(target).to_have_count(0)
    has_chips(anna, "plan.pdf", "list.txt")


def test_what_is_dragged_away_again_leaves_no_trace(anna: Person, tmp_path: Path) -> None:
    (tmp_path / "plan.pdf").write_bytes(b"soup")
    target = anna.page.get_by_text("Drop to share in Kitchen")
    drag = Drag(anna, tmp_path / "plan.pdf")
    drag.over(anna.timeline)
    expect(target).to_be_visible()
    sidebar = anna.page.get_by_role("navigation", name="Conversations", exact=True)
    drag.over(sidebar)
    expect(target).to_have_count(0)
    drag.drop()
    anna.is_at(f"/c/{here(anna)}")
    drag.over(anna.timeline)
    expect(target).to_be_visible()
    drag.leave()
    expect(target).to_have_count(0)
    expect(chips(anna)).to_have_count(0)


def test_folders_are_refused_and_the_files_beside_them_taken(anna: Person, tmp_path: Path) -> None:
    (tmp_path / "pictures").mkdir()
    (tmp_path / "plan.pdf").write_bytes(b"soup")
    drag = Drag(anna, tmp_path / "pictures", tmp_path / "plan.pdf")
    drag.over(anna.timeline)
    drag.drop()
    expect(anna.page.get_by_text("Folders cannot be shared.")).to_be_visible()
    has_chips(anna, "plan.pdf")


def test_a_screenshot_is_pasted_under_a_name_and_text_stays_text(anna: Person) -> None:
    anna.context.grant_permissions(["clipboard-read", "clipboard-write"])
    field = anna.field("Message")
    field.focus()
    anna.page.evaluate(
        """async () => {
            const canvas = Object.assign(document.createElement("canvas"), { width: 40, height: 30 });
            canvas.getContext("2d").fillRect(0, 0, 40, 30);
            const picture = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
            await navigator.clipboard.write([new ClipboardItem({ "image/png": picture })]);
        }"""
    )
    anna.keys("Control+v")
    name = re.compile(r"^Screenshot \d{4}-\d\d-\d\d at \d\d\.\d\d\.png$")
    expect(chips(anna).locator("b")).to_have_text([name])
    anna.page.evaluate("navigator.clipboard.writeText('two onions')")
    anna.keys("Control+v")
    expect(field).to_have_value("two onions")
    expect(chips(anna)).to_have_count(1)


@pytest.mark.parametrize("size", [MEDIUM, LARGE], ids=["in one", "in pieces"])
def test_while_it_is_slow_one_sees_how_far_it_is_and_can_cancel(anna: Person, size: int) -> None:
    attach(anna, file("warm-up.bin"))
    is_uploaded(anna, "warm-up.bin")
    slow_down(anna)
    attach(anna, file("film.bin", noise(size)))
    progress = anna.page.get_by_role("progressbar", name="Uploading film.bin")
    expect(progress).to_have_js_property("tagName", "PROGRESS")
    film = chips(anna).nth(1)
    expect(film).to_contain_text(re.compile(r"[1-9]\d?% of \d+ MB"), timeout=30_000)
    expect(film).to_contain_text(re.compile(r"\d+ kB/s · \d+ (sec|min) left"), timeout=30_000)
    with anna.page.expect_event("requestfailed", lambda request: request.method in ("POST", "PATCH")):
        anna.press("Cancel film.bin")
    has_chips(anna, "warm-up.bin")
    expect(anna.button("Remove warm-up.bin")).to_be_focused()
    slow_down(anna, -1)


def test_a_cancelled_upload_in_pieces_is_deleted_from_the_server(anna: Person) -> None:
    slow_down(anna)
    with anna.page.expect_request(lambda request: request.method == "PATCH") as sending:
        attach(anna, file("film.bin", noise(LARGE)))
    with anna.page.expect_response(lambda answer: answer.request.method == "DELETE") as deleting:
        anna.press("Cancel film.bin")
    assert (deleting.value.url, deleting.value.status) == (sending.value.url, 204)
    slow_down(anna, -1)


@pytest.mark.parametrize("size", [MEDIUM, LARGE], ids=["in one", "in pieces"])
def test_after_a_loss_of_the_network_an_upload_goes_on_by_itself(anna: Person, size: int) -> None:
    content = noise(size)
    slow_down(anna)
    attach(anna, file("film.bin", content))
    expect(chips(anna)).to_contain_text(re.compile(r"[1-9]\d?% of"), timeout=30_000)
    anna.cut_off()
    expect(chips(anna)).to_contain_text("Waiting for the network")
    offsets: list[str] = []
    anna.page.on("request", lambda request: offsets.append(request.headers.get("upload-offset", "")))
    slow_down(anna, -1)  # first: what is asked for on a slow network stays slow
    anna.plug_in()
    is_uploaded(anna, "film.bin")
    if size == LARGE:
        assert [int(offset) > 0 for offset in offsets if offset] == [True], offsets
    anna.press("Send")
    is_sent(anna)
    assert content_of(anna, last_message(anna, here(anna))["attachments"][0]) == content


def test_a_refused_file_says_why_and_can_be_tried_again(anna: Person) -> None:
    refusals = 1

    def refuse(route: Route) -> None:
        nonlocal refusals
        if refusals == 0:
            route.continue_()
            return
        refusals -= 1
        route.fulfill(
            status=413, json={"error": {"code": "quota_exceeded", "message": "Full.", "fields": {}}}
        )

    anna.page.route(WHOLE, refuse)
    attach(anna, file("plan.pdf"))
    expect(chips(anna)).to_contain_text("There is no room left for this file.")
    anna.say("Here is the plan")
    expect(anna.page.get_by_text("Not sent: plan.pdf was not uploaded.")).to_be_visible()
    expect(anna.field("Message")).to_have_value("Here is the plan")
    assert anna.messages.filter(has_text="Here is the plan").count() == 0
    anna.press("Retry plan.pdf")
    is_uploaded(anna, "plan.pdf")
    expect(anna.button("Remove plan.pdf")).to_be_focused()
    anna.press("Send")
    anna.sees("Here is the plan")
    anna.complaints.clear()


def test_a_file_above_the_limit_is_refused_before_anything_is_sent(anna: Person, tmp_path: Path) -> None:
    with (tmp_path / "film.mp4").open("wb") as film:
        film.truncate(LIMIT + 1)
    asked: list[str] = []
    anna.page.on("request", lambda request: asked.append(request.method + request.url))
    attach(anna, str(tmp_path / "film.mp4"))
    refusal = "film.mp4 is too large. A file may have up to 24 MB here."
    expect(anna.page.get_by_text(refusal)).to_be_visible()
    expect(chips(anna)).to_have_count(0)
    assert [one for one in asked if one.startswith("POST") and "/files" in one] == []


def test_a_message_carries_ten_files_and_what_is_beyond_is_said(anna: Person) -> None:
    names = [f"{number}.txt" for number in range(12)]
    attach(anna, *(file(name) for name in names))
    has_chips(anna, *names[:10])
    beyond = "A message carries up to 10 files. Send the rest with the next."
    expect(anna.page.get_by_text(beyond)).to_be_visible()
    for name in names[:10]:
        is_uploaded(anna, name)
    anna.press("Send")
    expect(chips(anna)).to_have_count(0)
    is_sent(anna)
    assert [one["name"] for one in last_message(anna, here(anna))["attachments"]] == names[:10]


def test_three_files_go_at_once_and_the_others_wait_in_line(anna: Person) -> None:
    held = Held(anna)
    attach(anna, *(file(f"{number}.txt") for number in range(5)))
    expect(chips(anna).filter(has_text="Waiting for its turn").locator("b")).to_have_text(["3.txt", "4.txt"])
    held.let_one_go()
    is_uploaded(anna, "0.txt")
    expect(chips(anna).filter(has_text="Waiting for its turn").locator("b")).to_have_text(["4.txt"])
    held.let_go()
    is_uploaded(anna, "4.txt")


def test_what_is_sent_during_an_upload_goes_by_itself_once_that_is_done(new_person: NewPerson) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    kitchen, garden = anna.begin_group("Kitchen", bob), anna.begin_group("Garden", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    held = Held(anna)
    attach(anna, file("plan.pdf"))
    expect(anna.button("Cancel plan.pdf")).to_be_visible()
    anna.say("Here is the plan")
    expect(anna.page.get_by_text("Sends when uploaded")).to_be_visible()
    expect(anna.field("Message")).to_have_value("Here is the plan")
    anna.line("Garden").click()
    anna.is_at(f"/c/{garden}")
    expect(chips(anna)).to_have_count(0)
    held.let_go()
    bob.sees("Here is the plan")
    assert [one["name"] for one in last_message(bob, kitchen)["attachments"]] == ["plan.pdf"]
    anna.line("Kitchen").click()
    anna.sees("Here is the plan")
    expect(anna.field("Message")).to_have_value("")
    expect(chips(anna)).to_have_count(0)


@pytest.mark.parametrize("way", ["button", "Escape", "typing"])
def test_what_waits_for_an_upload_can_be_taken_back(anna: Person, way: str) -> None:
    held = Held(anna)
    attach(anna, file("plan.pdf"))
    expect(anna.button("Cancel plan.pdf")).to_be_visible()
    anna.say("Here is the plan")
    waits = anna.page.get_by_text("Sends when uploaded")
    expect(waits).to_be_visible()
    if way == "button":
        anna.press("Don’t send yet")
    else:
        anna.field("Message").press("Escape" if way == "Escape" else "!")
    expect(waits).to_have_count(0)
    expect(anna.field("Message")).to_be_focused()
    held.let_go()
    is_uploaded(anna, "plan.pdf")
    expect(anna.field("Message")).to_have_value(re.compile("^Here is the plan"))
    assert anna.messages.filter(has_text="Here is the plan").count() == 0


def test_each_conversation_keeps_its_files_and_a_reload_those_that_are_uploaded(anna: Person) -> None:
    kitchen, garden = here(anna), anna.begin_group("Garden")
    attach(anna, file("pot.png", picture(), "image/png"))
    is_uploaded(anna, "pot.png")
    anna.line("Garden").click()
    anna.is_at(f"/c/{garden}")
    expect(chips(anna)).to_have_count(0)
    attach(anna, file("rake.txt"))
    is_uploaded(anna, "rake.txt")
    anna.line("Kitchen").click()
    has_chips(anna, "pot.png")
    anna.page.reload()
    has_chips(anna, "pot.png")
    expect(chips(anna).locator("img")).to_have_js_property("naturalWidth", 320)
    anna.press("Send")
    is_sent(anna)
    assert [one["name"] for one in last_message(anna, kitchen)["attachments"]] == ["pot.png"]
    anna.page.reload()
    anna.is_online()
    expect(chips(anna)).to_have_count(0)
    anna.line("Garden").click()
    has_chips(anna, "rake.txt")


def test_the_browser_asks_before_the_page_is_left_in_the_middle_of_an_upload(anna: Person) -> None:
    held = Held(anna)
    attach(anna, file("plan.pdf"))
    expect(anna.button("Cancel plan.pdf")).to_be_visible()
    with anna.page.expect_event("dialog") as asked:
        anna.page.evaluate("setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    held.let_go()
    is_uploaded(anna, "plan.pdf")
    with anna.page.expect_navigation():
        anna.page.evaluate("setTimeout(() => location.reload())")
    has_chips(anna, "plan.pdf")


def test_a_removed_file_is_deleted_and_the_focus_goes_to_its_neighbour(anna: Person) -> None:
    attach(anna, *(file(f"{name}.txt") for name in "abc"))
    for name in "abc":
        is_uploaded(anna, f"{name}.txt")
    with anna.page.expect_response(lambda answer: answer.request.method == "DELETE") as deleting:
        anna.press("Remove b.txt")
    assert deleting.value.status == 204
    for removed, focused in (("c", "a"), ("a", None)):
        name = f"Remove {'c' if removed == 'c' else 'a'}.txt"
        if removed == "c":
            expect(anna.button(name)).to_be_focused()
        anna.button(name).press("Enter")
        expect(anna.button(f"Remove {focused}.txt") if focused else anna.field("Message")).to_be_focused()
    expect(chips(anna)).to_have_count(0)


def test_a_thread_has_files_of_its_own(new_person: NewPerson, tmp_path: Path) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    anna.say("What do we cook?")
    is_sent(anna)
    anna.message("What do we cook?").focus()
    anna.keys("t")
    field = anna.field("Reply in thread")
    panel = anna.page.get_by_role("complementary", name="Thread")
    attach(anna, file("soup.txt"), within=panel)
    is_uploaded(anna, "soup.txt")
    expect(panel.get_by_role("list", name="Files to send", exact=True)).to_be_visible()
    expect(chips(anna)).to_have_count(1)
    (tmp_path / "cake.txt").write_bytes(b"cake")
    drag = Drag(anna, tmp_path / "cake.txt")
    drag.over(panel)
    expect(anna.page.get_by_text("Drop to share in this thread")).to_be_visible()
    drag.drop()
    is_uploaded(anna, "cake.txt")
    field.fill("Either")
    field.press("Enter")
    expect(panel.get_by_role("feed", name="Replies", exact=True)).to_contain_text("Either")
    expect(chips(anna)).to_have_count(0)
    root = anna.ask("GET", f"/conversations/{kitchen}/messages?limit=2")["items"][-2]
    reply = last_message(anna, kitchen)
    assert reply["thread_root"] == root["id"]
    assert [one["name"] for one in reply["attachments"]] == ["soup.txt", "cake.txt"]


def test_a_message_with_files_waits_for_the_line_and_survives_a_reload(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", service_workers="allow")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    attach(anna, file("plan.pdf"))
    is_uploaded(anna, "plan.pdf")
    anna.page.evaluate("navigator.serviceWorker.ready.then(() => 0)")
    anna.cut_off()
    anna.say("Here is the plan")
    expect(anna.message("Here is the plan")).to_have_attribute("data-status", "pending")
    anna.page.reload()
    anna.plug_in()
    is_sent(anna)
    assert [one["name"] for one in last_message(anna, kitchen)["attachments"]] == ["plan.pdf"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_axe_finds_nothing_serious_in_files_on_their_way(new_person: NewPerson, mode: str) -> None:
    anna = new_person("Anna Berg", color_scheme=mode)
    anna.open(anna.begin_group("Kitchen"))
    answers = {"refused": 422, "held": 0}

    def some(route: Route) -> None:
        body = route.request.post_data_buffer or b""
        status = next((status for name, status in answers.items() if name.encode() in body), None)
        if status is None:
            route.continue_()
        elif status:
            error = {"code": "broken_image", "message": "Broken.", "fields": {}}
            route.fulfill(status=status, json={"error": error})

    anna.page.route(WHOLE, some)
    names = ("plan.pdf", "refused.png", "held.mp4", "held too.mp3")
    attach(anna, *(file(name) for name in names))
    is_uploaded(anna, "plan.pdf")
    expect(anna.button("Retry refused.png")).to_be_visible()
    is_accessible(anna)
    anna.press("Remove refused.png")
    anna.say("Here they are")
    expect(anna.page.get_by_text("Sends when uploaded")).to_be_visible()
    is_accessible(anna)
    anna.complaints.clear()


def test_on_a_phone_every_button_is_large_enough_for_a_finger(new_person: NewPerson) -> None:
    phone = {"viewport": {"width": 360, "height": 720}, "has_touch": True, "is_mobile": True}
    anna = new_person("Anna Berg", **phone)
    anna.open(anna.begin_group("Kitchen"))
    attach(anna, *(file(f"a rather long name for a file {number}.txt") for number in range(5)))
    is_uploaded(anna, "a rather long name for a file 4.txt")
    for button in (anna.button("Remove a rather long name for a file 4.txt"), anna.button("Send")):
        box = button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    assert anna.page.evaluate("document.documentElement.scrollWidth") == 360
    expect(anna.field("Message")).to_be_in_viewport(ratio=1)


class Drag:
    """Files out of the system's file manager, held over the page by the browser's own means."""

    def __init__(self, person: Person, *paths: Path) -> None:
        self._page = person.page
        self._devtools = person.context.new_cdp_session(person.page)
        self._data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
        self._at = {"x": 0.0, "y": 0.0}
        self._is_inside = False

    def over(self, place: Locator) -> None:
        box = place.bounding_box()
        assert box
        self._at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + min(box["height"] / 2, 40)}
        if not self._is_inside:
            self._send("dragEnter")
        self._is_inside = True
        self._send("dragOver")

    def drop(self) -> None:
        self._send("drop")
        self._is_inside = False

    def leave(self) -> None:
        """Out of the window, which the developer tools cannot say."""
        self._page.evaluate("document.body.dispatchEvent(new DragEvent('dragleave', { bubbles: true }))")
        self._is_inside = False

    def _send(self, kind: str) -> None:
        self._devtools.send("Input.dispatchDragEvent", {"type": kind, **self._at, "data": self._data})
