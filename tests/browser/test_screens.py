"""Every screen and state at every size, light and dark: nothing sticks out. `make screens` keeps pictures."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.looks import Looks, people_talking
from tests.support.servers import AppServer
from tests.support.written import write_history


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


@pytest.fixture
def service_workers() -> str:
    return "allow"


def test_the_way_in(looks: Looks) -> None:
    stranger = looks.person("Nora", account=False)
    stranger.visit("/login")
    expect(stranger.button("Sign in")).to_be_visible()
    looks.look(stranger, "login")
    stranger.field("Username or email").fill("nora")
    stranger.field("Password").fill("not the password")
    stranger.press("Sign in")
    expect(stranger.page.get_by_role("alert")).not_to_be_empty()
    looks.look(stranger, "login-refused")
    stranger.visit("/register")
    expect(stranger.button("Create account")).to_be_visible()
    looks.look(stranger, "register")
    stranger.field("Username").fill("n")
    stranger.field("Email").fill("nowhere")
    stranger.field("Password").fill("short")
    stranger.press("Create account")
    expect(stranger.field("Username")).to_have_attribute("aria-invalid", "true")
    looks.look(stranger, "register-refused")
    stranger.complaints.clear()


def test_the_beginning(looks: Looks) -> None:
    anna = looks.person("Anna Berg")
    anna.visit()
    expect(anna.button("Find people").first).to_be_visible()
    looks.look(anna, "empty")
    anna.visit("/c/nothing-of-that-name")
    expect(anna.page.get_by_text("There is nothing here")).to_be_visible()
    looks.look(anna, "missing")
    anna.begin_direct(looks.new_person("Bob Carlsen"))
    anna.visit()
    expect(anna.timeline).to_contain_text("beginning of your conversation")
    looks.look(anna, "conversation-new")
    anna.open(anna.begin_group("Kitchen"))
    expect(anna.button("Set a topic")).to_be_visible()
    looks.look(anna, "group-new")


def test_the_beginning_in_indonesian(looks: Looks) -> None:
    budi = looks.person("Budi Santoso", account=False, locale="id-ID")
    budi.visit("/register")
    expect(budi.button("Buat akun")).to_be_visible()
    looks.look(budi, "register-indonesian")
    budi.register()
    budi.visit()
    expect(budi.button("Cari orang").first).to_be_visible()
    looks.look(budi, "empty-indonesian")
    budi.visit(f"/c/{budi.begin_group('Dapur')}")
    expect(budi.button("Tentukan topik")).to_be_visible()
    looks.look(budi, "group-new-indonesian")


def test_a_conversation_and_what_can_be_done_in_it(looks: Looks) -> None:
    anna, bob, kitchen = people_talking(looks)
    looks.look(anna, "conversation")
    anna.message("Soup, then.").hover()
    expect(anna.button("Reply")).to_be_visible()
    looks.look(anna, "message-tools")
    anna.press("More")
    expect(anna.item("Edit")).to_be_visible()
    looks.look(anna, "message-menu")
    anna.item("Edit").click()
    expect(anna.field("Edit message")).to_be_focused()
    looks.look(anna, "message-editing")
    anna.page.keyboard.press("Escape")
    anna.act_on("Soup, then.", "Delete")
    expect(anna.button("Undo")).to_be_visible()
    looks.look(anna, "message-deleted")
    anna.press("Undo")
    seq = anna.ask("GET", f"/conversations/{kitchen}/messages?limit=1")["items"][0]["seq"] - 2
    anna.visit(f"/c/{kitchen}/m/{seq}")
    expect(anna.timeline.locator("[data-highlighted]")).to_be_visible()
    looks.look(anna, "permalink")
    bob.field("Message").press_sequentially("I will")
    expect(anna.page.get_by_text("Bob Carlsen is typing")).to_be_visible()
    anna.field("Message").fill(
        "One line\nand another\nand a third, which is a good deal longer than the others"
    )
    looks.look(anna, "composing")
    if looks.is_narrow:
        anna.page.get_by_role("link", name="All conversations").click()
        expect(anna.line("Bob Carlsen")).to_be_visible()
        looks.look(anna, "list")
    else:
        anna.line("Bob Carlsen").click()
        expect(anna.line("Kitchen, and everything that belongs to it")).to_contain_text("One line")
        looks.look(anna, "draft")


def test_the_line_and_what_is_on_its_way(looks: Looks) -> None:
    anna, _bob, kitchen = people_talking(looks)
    never = anna.begin_group("Never opened")
    anna.visit(f"/c/{kitchen}")
    anna.is_online()
    anna.keeps(never)
    anna.page.evaluate("navigator.serviceWorker.ready")
    anna.cut_off()
    anna.page.reload()
    banner = anna.page.locator("[data-connection]")
    expect(banner).to_have_attribute("data-connection", "offline", timeout=20_000)
    anna.say("Written without a line")
    expect(anna.message("Written without a line")).to_have_attribute("data-status", "pending")
    looks.look(anna, "offline")
    if looks.is_narrow:
        anna.page.get_by_role("link", name="All conversations").click()
    anna.line("Never opened").click()
    expect(anna.timeline).to_contain_text("not kept on this device")
    looks.look(anna, "offline-not-kept")


def test_what_is_late_and_what_fails(looks: Looks) -> None:
    anna, _bob, _kitchen = people_talking(looks)
    other = anna.begin_group("Another")
    refused = '[{"error":{"code":"invalid","message":"This conversation is archived."}}]'
    broken = '[{"error":{"code":"unavailable","message":"The database cannot be reached."}}]'
    answers: dict[str, str | None] = {'["history"': None, '["send"': refused}

    def between(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def from_page(frame: str | bytes) -> None:
            for start, answer in answers.items():
                told = re.match(r"42/chat,(\d+)" + re.escape(start), str(frame))
                if told:
                    if answer:
                        line.send(f"43/chat,{told[1]}{answer}")
                    return
            server.send(frame)

        line.on_message(from_page)

    anna.page.route_web_socket(re.compile("/_event"), between)
    anna.visit(f"/c/{other}")
    anna.is_online()
    expect(anna.page.locator(".skeleton").last).to_be_visible()
    looks.look(anna, "loading")
    answers['["history"'] = broken
    anna.visit(f"/c/{other}")
    expect(anna.button("Try again")).to_be_visible()
    looks.look(anna, "not-loaded")
    del answers['["history"']
    anna.press("Try again")
    expect(anna.timeline).to_contain_text("This is the beginning")
    anna.say("Too late")
    expect(anna.message("Too late")).to_have_attribute("data-status", "failed")
    looks.look(anna, "failed")


def test_what_is_new_and_the_ways_through_a_long_conversation(looks: Looks, installation: AppServer) -> None:
    anna, bob = looks.person("Anna Berg"), looks.new_person("Bob Carlsen")
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 400, every=timedelta(minutes=40))
    last = anna.ask("GET", f"/conversations/{notes}")["last_seq"]
    anna.ask("PUT", f"/conversations/{notes}/read", {"seq": last - 120})
    anna.open(notes)
    expect(anna.timeline.get_by_role("separator", name="New messages")).to_be_in_viewport()
    looks.look(anna, "new-messages")
    anna.visit(f"/c/{notes}/m/{last - 30}")
    expect(anna.page.get_by_role("button", name=re.compile("new messages"))).to_be_visible()
    expect(anna.page.get_by_role("button", name=re.compile("^Jump to latest"))).to_be_visible()
    looks.look(anna, "new-messages-above")
    anna.page.locator(".day-pill").click()
    expect(anna.page.get_by_role("dialog", name="Jump to date")).to_be_visible()
    looks.look(anna, "jump-to-date")
