"""Walking through a long conversation: nothing jumps, little is drawn, and every place can be gone to."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.support.servers import AppServer
from tests.support.written import write_history

MOST_ROWS = 300


@pytest.fixture
def reader(new_person: NewPerson, installation: AppServer) -> tuple[Person, str]:
    """Anna, and the id of a conversation in which Bob wrote 1,000 messages, "Note 1" 1,000 hours ago."""
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 1000, every=timedelta(hours=1))
    last = anna.ask("GET", f"/conversations/{notes}/messages?limit=1")["last_seq"]
    anna.ask("PUT", f"/conversations/{notes}/read", {"seq": last})
    return anna, notes


def rows(person: Person) -> Locator:
    return person.timeline.locator("[data-row]")


def seq_of(person: Person, conversation: str, text: str) -> int:
    """Notes are written in order, below what the group began with."""
    first = person.ask("GET", f"/conversations/{conversation}/messages?after=0&limit=5")["items"]
    begins = next(message["seq"] for message in first if message["body"] == "Note 1")
    return begins - 1 + int(text.removeprefix("Note "))


A_FRAME = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"

WATCH = """() => {
    // Of the rows that stay on the screen from one frame to the next: how far they moved apart.
    const log = document.querySelector("[role=log]");
    const watch = { worst: 0, most: 0, going: true };
    window.watch = watch;
    let before = new Map();
    let by = null;
    const look = () => {
        const box = log.getBoundingClientRect();
        const now = new Map();
        const all = log.querySelectorAll("[data-row]");
        watch.most = Math.max(watch.most, all.length);
        for (const row of all) {
            const text = row.querySelector("article");
            const { top, bottom } = text.getBoundingClientRect();
            if (bottom > box.top && top < box.bottom) now.set(row, top);
        }
        const moves = [...now].filter(([row]) => before.has(row)).map(([row, top]) => top - before.get(row));
        // All that is on the screen moves together, or something jumped.
        if (moves.length > 1) watch.worst = Math.max(watch.worst, Math.max(...moves) - Math.min(...moves));
        watch.last = moves[0] ?? null;
        before = now;
        if (watch.going) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
}"""


def test_a_long_way_up_and_down_again_draws_few_rows_and_leaves_out_none(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    anna.open(notes)
    expect(anna.message("Note 1000")).to_be_in_viewport()
    anna.page.evaluate(WATCH)
    seen = anna.page.evaluate(
        """async () => {
            const log = document.querySelector("[role=log]");
            const frame = () => new Promise((done) => requestAnimationFrame(done));
            const numbers = () => [...log.querySelectorAll("[data-row]")].map(({ dataset }) => +dataset.row);
            const seen = { up: new Set(), down: new Set() };
            const walk = async (step, into, isThere) => {
                for (let tries = 0; tries < 4000 && !isThere(); tries += 1) {
                    log.scrollTop += step;
                    await frame();
                    for (const seq of numbers()) into.add(seq);
                }
            };
            const has = (text) => log.textContent.includes(text);
            const left = () => log.scrollHeight - log.scrollTop - log.clientHeight;
            await walk(-500, seen.up, () => has("This is the beginning") && log.scrollTop === 0);
            await walk(500, seen.down, () => has("Note 1000") && left() < 2);
            const { most, worst } = window.watch;
            return { up: [...seen.up], down: [...seen.down], most, worst };
        }"""
    )
    every = set(range(min(seen["up"]), max(seen["up"]) + 1))
    assert len(every) >= 1000
    assert set(seen["up"]) == set(seen["down"]) == every
    assert seen["most"] <= MOST_ROWS
    assert seen["worst"] <= 1
    anna.sees("Note 1000")


def test_what_is_read_stays_where_it_is_while_older_messages_come(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    anna.open(notes)
    expect(anna.message("Note 1000")).to_be_in_viewport()
    moved = anna.page.evaluate(
        """async () => {
            const log = document.querySelector("[role=log]");
            const frame = () => new Promise((done) => requestAnimationFrame(done));
            const moves = [];
            for (let page = 0; page < 6; page += 1) {
                const first = log.querySelector("[data-row]").dataset.row;
                log.scrollTop = 700;
                await frame();
                const box = log.getBoundingClientRect();
                const held = [...log.querySelectorAll("[data-row]")].find(
                    (row) => row.getBoundingClientRect().top > box.top + 100);
                const article = held.querySelector("article");
                const top = article.getBoundingClientRect().top;
                while (log.querySelector("[data-row]").dataset.row === first) {
                    await frame();
                    moves.push(Math.abs(article.getBoundingClientRect().top - top));
                }
                moves.push(Math.abs(article.getBoundingClientRect().top - top));
            }
            return moves;
        }"""
    )
    assert max(moved) <= 1


def test_a_conversation_that_one_goes_to_fills_the_screen_at_once_and_nothing_moves_as_the_rest_is_drawn(
    reader: tuple[Person, str],
) -> None:
    anna, notes = reader
    other = anna.begin_group("Elsewhere")
    anna.open(notes)
    expect(anna.message("Note 1000")).to_be_in_viewport()
    anna.line("Elsewhere").click()
    anna.is_at(f"/c/{other}")
    expect(anna.message("Note 1000")).to_have_count(0)
    anna.page.evaluate(
        """() => {
            window.frames_seen = [];
            const look = () => {
                const log = document.querySelector("[role=log]");
                const rows = [...log.querySelectorAll("[data-row]")];
                const last = rows.at(-1)?.querySelector("article");
                if (last?.textContent.includes("Note 1000")) {
                    const { top } = log.getBoundingClientRect();
                    const gap = rows[0].getBoundingClientRect().top - top;
                    const frame = { rows: rows.length, gap, last: last.getBoundingClientRect().top };
                    window.frames_seen.push(frame);
                }
                if (window.frames_seen.length < 60) requestAnimationFrame(look);
            };
            // At the end of a frame, when all that is to be painted is in its place.
            const begin = () => requestAnimationFrame(look);
            document.addEventListener("click", begin, { once: true, capture: true });
        }"""
    )
    anna.line("Notes").click()
    anna.page.wait_for_function("() => window.frames_seen.length === 60")
    frames = anna.page.evaluate("() => window.frames_seen")
    assert frames[0]["rows"] < frames[-1]["rows"]
    assert all(frame["gap"] <= 0 for frame in frames)
    assert max(frame["last"] for frame in frames) - min(frame["last"] for frame in frames) < 1


def test_a_picture_that_comes_above_moves_nothing_that_is_read(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    anna.open(notes)
    expect(anna.message("Note 1000")).to_be_in_viewport()
    moved = anna.page.evaluate(
        """async () => {
            const log = document.querySelector("[role=log]");
            const next = () => new Promise((done) => requestAnimationFrame(done));
            const frame = () => next().then(next);
            const PIXEL = "<svg xmlns='http://www.w3.org/2000/svg' width='300' height='200'/>";
            log.scrollTop = log.scrollHeight / 2;
            await frame();
            const box = log.getBoundingClientRect();
            const rows = [...log.querySelectorAll("[data-row]")];
            const at = rows.findIndex((row) => row.getBoundingClientRect().top >= box.top);
            const read = rows.slice(at, at + 5).map((row) => [row, row.getBoundingClientRect().top]);
            // Far above, right above, and in the row that is half cut off.
            for (const above of [at - 20, at - 2, at - 1]) {
                const image = new Image();
                image.src = "data:image/svg+xml," + encodeURIComponent(PIXEL);
                rows[above].querySelector(".text").append(image);
                await image.decode();
                await frame();
            }
            return read.map(([row, top]) => Math.abs(row.getBoundingClientRect().top - top));
        }"""
    )
    assert max(moved) <= 1


def test_at_the_end_one_stays_at_the_end_whatever_grows(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    anna.open(notes)
    expect(anna.message("Note 1000")).to_be_in_viewport()
    anna.timeline.locator("article").last.evaluate("row => { row.style.paddingBottom = '300px' }")
    left = "log => log.scrollHeight - log.scrollTop - log.clientHeight"
    anna.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert anna.timeline.evaluate(left) <= 1
    anna.field("Message").fill("one\ntwo\nthree\nfour")
    anna.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert anna.timeline.evaluate(left) <= 1


def test_a_link_to_a_message_opens_where_one_is(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    near, far = seq_of(anna, notes, "Note 985"), seq_of(anna, notes, "Note 200")
    link = f"{anna.url}/c/{notes}/m/"
    anna.open(notes)
    anna.say(f"Near {link}{near} and far {link}{far}")
    anna.timeline.evaluate("log => { log.marked = true }")
    links = anna.messages.last.get_by_role("link")
    links.first.click()
    expect(anna.message("Note 985")).to_be_in_viewport()
    expect(anna.message("Note 985")).to_have_attribute("data-highlighted", "true")
    expect(anna.timeline.locator("[data-highlighted]")).to_have_count(0)
    anna.press("Jump to latest")
    links.last.click()
    expect(anna.message("Note 200")).to_be_in_viewport()
    expect(anna.message("Note 200")).to_have_attribute("data-highlighted", "true")
    assert rows(anna).count() <= MOST_ROWS
    anna.press("Jump to latest")
    expect(anna.messages.last).to_contain_text("Near")
    expect(anna.messages.last).to_be_in_viewport()
    assert anna.timeline.evaluate("log => log.marked"), "the page was drawn anew"


def test_where_less_motion_is_wanted_one_is_there_without_a_way(
    new_person: NewPerson, installation: AppServer
) -> None:
    anna, bob = new_person("Anna Berg", reduced_motion="reduce"), new_person("Bob Carlsen")
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 60)
    last = anna.ask("GET", f"/conversations/{notes}/messages?limit=1")["last_seq"]
    anna.ask("PUT", f"/conversations/{notes}/read", {"seq": last})
    anna.open(notes)
    anna.say(f"See {anna.url}/c/{notes}/m/{seq_of(anna, notes, 'Note 30')}")
    link = anna.messages.last.get_by_role("link")
    expect(link).to_be_in_viewport()
    places = anna.page.evaluate(
        """async () => {
            const log = document.querySelector("[role=log]");
            const places = [log.scrollTop];
            log.querySelector("article:last-of-type a[href*='/m/']").click();
            for (let frame = 0; frame < 30; frame += 1) {
                await new Promise((done) => requestAnimationFrame(done));
                places.push(log.scrollTop);
            }
            return places;
        }"""
    )
    expect(anna.message("Note 30")).to_be_in_viewport()
    assert len(set(places)) == 2, "it came by a way"
    moving = anna.page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((one) => {
            const { animationName, animationDuration, transitionDuration } = getComputedStyle(one);
            const isLong = (text) => text.split(",").some((part) => parseFloat(part) > 0.001);
            return (animationName !== "none" && isLong(animationDuration)) || isLong(transitionDuration);
        }).length"""
    )
    assert moving == 0


def test_an_address_leads_to_its_message_and_from_there_to_the_end(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    anna.visit(f"/c/{notes}/m/{seq_of(anna, notes, 'Note 400')}")
    expect(anna.message("Note 400")).to_be_in_viewport()
    expect(anna.message("Note 400")).to_have_attribute("data-highlighted", "true")
    anna.press("Jump to latest")
    expect(anna.message("Note 1000")).to_be_in_viewport()
    anna.is_at(f"/c/{notes}")
    expect(anna.button("Jump to latest")).to_have_count(0)


def test_one_comes_back_to_the_line_where_one_was_reading(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    anna.visit(f"/c/{notes}/m/{seq_of(anna, notes, 'Note 400')}")
    expect(anna.message("Note 400")).to_be_in_viewport()
    anna.cut_off()
    expect(anna.page.locator("[data-connection]")).to_have_attribute("data-connection", "offline")
    anna.plug_in()
    anna.is_online(20)
    expect(anna.message("Note 400")).to_be_in_viewport()


def test_a_day_can_be_gone_to_by_pointer_and_by_keyboard(reader: tuple[Person, str]) -> None:
    anna, notes = reader
    day = datetime.now(UTC) - timedelta(days=20)
    anna.open(notes)
    expect(anna.message("Note 1000")).to_be_in_viewport()
    anna.timeline.locator(".day button").last.click()
    dates = anna.page.get_by_role("dialog", name="Jump to date", exact=True)
    dates.get_by_label("On a day").fill(f"{day:%Y-%m-%d}")
    dates.get_by_role("button", name="Go", exact=True).click()
    expect(dates).to_be_hidden()
    found = anna.timeline.locator("[data-highlighted]")
    expect(found).to_be_in_viewport()
    hours = (
        datetime.now(UTC) - day.replace(hour=0, minute=0, second=0, microsecond=0)
    ).total_seconds() / 3600
    number = re.search(r"Note (\d+)", found.inner_text())
    assert number
    assert abs(int(number[1]) - (1000 - int(hours))) <= 1
    anna.tab_back_to("button", f"{anna.page.locator('.day-pill').inner_text()}: jump to date")
    anna.keys("Enter")
    expect(dates.get_by_role("button", name="Today", exact=True)).to_be_focused()
    dates.get_by_role("button", name="The beginning", exact=True).press("Enter")
    expect(anna.timeline).to_contain_text("This is the beginning")
    anna.sees("Note 1")


def test_threads_of_any_length_leave_no_hole_in_the_timeline(
    new_person: NewPerson, installation: AppServer
) -> None:
    anna, bob = new_person("Anna Berg"), new_person("Bob Carlsen")
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 5)
    root = bob.ask("GET", f"/conversations/{notes}/messages?limit=1")["items"][0]
    write_history(installation, notes, bob.id, 600, thread_root=root["id"], begins=1000)
    write_history(installation, notes, bob.id, 3, begins=6)
    anna.ask("PUT", f"/conversations/{notes}/read", {"seq": root["seq"] + 603})
    anna.open(notes)
    for number in range(1, 9):
        expect(anna.message(f"Note {number}")).to_be_attached()
    expect(anna.timeline).to_contain_text("This is the beginning")
    assert rows(anna).count() < 20
