"""Every screen and state at every size, light and dark: nothing sticks out. `make screens` keeps pictures."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import WebSocketRoute, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.browser.pictures import keep
from tests.support.servers import AppServer
from tests.support.written import write_history

SIZES = ((360, 720), (768, 1024), (1440, 900))
MODES = ("light", "dark")

LATER = "2999-01-01T00:00:00Z"
LONG_WORD = "averyverylongwordthatnobodywouldeverwrite" * 4


class Looks:
    """One window size in one mode."""

    def __init__(self, new_person: NewPerson, size: tuple[int, int], mode: str) -> None:
        self.new_person = new_person
        self.size = size
        self.mode = mode
        self.is_narrow = size[0] == 360

    def person(self, name: str, *, account: bool = True, **context: object) -> Person:
        viewport = {"width": self.size[0], "height": self.size[1]}
        person = self.new_person(name, account=account, viewport=viewport, color_scheme=self.mode, **context)
        person.page.add_init_script("Math.random = () => 0.5")
        return person

    def look(self, person: Person, name: str) -> None:
        """Asserts that nothing is wider than the window, and keeps the picture where that is asked for."""
        person.page.evaluate("document.fonts.ready")
        wider = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{name} is {wider} px wider than the window"
        keep(person.page, f"{name}-{self.size[0]}-{self.mode}")


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture(params=MODES)
def looks(request: pytest.FixtureRequest, new_person: NewPerson, size: tuple[int, int]) -> Looks:
    return Looks(new_person, size, request.param)


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
    anna, bob, kitchen = _people_talking(looks)
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


def test_members_menus_and_dialogs(looks: Looks) -> None:
    anna, _bob, _kitchen = _people_talking(looks)
    anna.page.get_by_role("button", name=re.compile("^Members")).click()
    expect(anna.page.get_by_text(re.compile("Owner")).first).to_be_visible()
    looks.look(anna, "members")
    anna.page.keyboard.press("Escape")
    if looks.is_narrow:
        anna.page.get_by_role("link", name="All conversations").click()
    anna.page.get_by_role("button", name="account").click()
    expect(anna.page.get_by_role("menuitem", name="Sign out")).to_be_visible()
    looks.look(anna, "account-menu")
    anna.page.keyboard.press("Escape")
    anna.press("New conversation")
    expect(anna.field("Find people")).to_be_visible()
    expect(anna.page.get_by_role("dialog")).to_contain_text("Bob Carlsen")
    looks.look(anna, "new-conversation")
    anna.field("Find people").fill("zzzzz")
    expect(anna.page.get_by_role("dialog")).to_contain_text(re.compile("Nobody|No one"))
    looks.look(anna, "new-conversation-nobody")


def test_what_is_set_for_oneself(looks: Looks) -> None:
    anna, bob, kitchen = _people_talking(looks)
    direct = anna.begin_direct(bob)
    bob.ask("PATCH", "/me", {"status_emoji": "🌴", "status_text": "On holiday", "dnd_until": LATER})
    anna.ask("PATCH", f"/conversations/{kitchen}/my", {"muted_until": LATER})
    anna.ask("PATCH", f"/conversations/{direct}/my", {"favourite": True})
    anna.ask("PATCH", "/me", {"status_emoji": "🍜", "status_text": "Lunch"})
    anna.open(direct)
    expect(anna.page.locator(".heading")).to_contain_text("On holiday")
    looks.look(anna, "direct")
    if looks.is_narrow:
        anna.page.get_by_role("link", name="All conversations").click()
    expect(anna.page.get_by_text("Favourites")).to_be_visible()
    looks.look(anna, "favourites")
    anna.open_account_menu()
    anna.item("🍜 Lunch").click()
    expect(anna.field("What are you up to?")).to_have_value("Lunch")
    looks.look(anna, "status")
    for section in ("profile", "notifications", "devices"):
        anna.visit(f"/settings#{section}")
        anna.is_online()
        expect(anna.page.get_by_text("This device")).to_have_count(1)
        looks.look(anna, f"settings-{section}")


def test_the_line_and_what_is_on_its_way(looks: Looks) -> None:
    anna, _bob, kitchen = _people_talking(looks)
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
    anna, _bob, _kitchen = _people_talking(looks)
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


def _people_talking(looks: Looks) -> tuple[Person, Person, str]:
    """Anna, who is looked at, Bob, and the id of the group in which they talk."""
    anna, bob, cleo = (
        looks.person("Anna Berg"),
        looks.new_person("Bob Carlsen"),
        looks.new_person("Cleo Dumas"),
    )
    anna.begin_direct(bob)
    studio = anna.begin_group("Studio", bob, cleo)
    bob.ask(
        "POST", f"/conversations/{studio}/messages", {"client_id": "a", "body": "@here who has the keys?"}
    )
    kitchen = anna.begin_group("Kitchen, and everything that belongs to it", bob, cleo)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Good morning! Who is in today?")
    bob.sees("Good morning! Who is in today?")
    bob.say("I am, with bread, cheese and " + LONG_WORD)
    bob.say("- one\n- two\n\n> said before\n\n`code` and **bold** and https://example.org/a/b")
    expect(bob.messages.last).to_have_attribute("data-status", "sent")
    bob.say("```python\ndef soup(pot):\n    return pot.stir(times=3)\n```")
    anna.say("Cake or soup?")
    expect(anna.message("Cake or soup?")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    answer = {"client_id": "b", "body": "Soup!"}
    first = anna.ask("GET", f"/conversations/{kitchen}/messages?limit=1")["items"][0]
    cleo.ask("POST", f"/conversations/{kitchen}/messages", {**answer, "reply_to": first["id"]})
    for person in (bob, cleo):
        person.ask("PUT", f"/messages/{first['id']}/reactions/🍲")
    anna.ask("PUT", f"/messages/{first['id']}/reactions/🎉")
    anna.say("Soup, then.")
    for text in ("Soup!", "Soup, then."):
        anna.sees(text)
    expect(anna.message("Soup, then.")).to_have_attribute("data-status", re.compile("sent|delivered|read"))
    return anna, bob, kitchen


def test_a_thread_pins_and_who_has_seen_it(looks: Looks) -> None:
    anna, bob, kitchen = _people_talking(looks)
    path = f"/conversations/{kitchen}/messages"
    root = anna.ask("POST", path, {"client_id": "root", "body": "Menu ideas for the summer party, please"})
    texts = ("Cold noodles, with a lot of lemon", "Anything but soup", LONG_WORD)
    answers = [
        bob.ask("POST", path, {"client_id": text[:20], "body": text, "thread_root": root["id"]})
        for text in texts
    ]
    quoting = {"body": "No soup, then", "thread_root": root["id"], "reply_to": answers[1]["id"]}
    anna.ask("POST", path, {"client_id": "quoting", **quoting})
    reply = {"client_id": "reply", "body": "There is a thread", "reply_to": root["id"]}
    last = anna.ask("POST", path, reply)
    bob.ask("PUT", f"/conversations/{kitchen}/read", {"seq": last["seq"]})
    for pinned in (root, answers[0]):
        anna.ask("PUT", f"/messages/{pinned['id']}/pin")
    anna.open(kitchen)
    anna.sees("There is a thread")
    anna.message("There is a thread").hover()
    anna.press("Reply")
    expect(anna.page.locator(".reply-chip")).to_be_visible()
    looks.look(anna, "reply")
    anna.keys("Escape")
    anna.page.get_by_role("button", name=re.compile("4 replies")).click()
    expect(anna.page.get_by_role("feed", name="Replies", exact=True)).to_contain_text("No soup, then")
    looks.look(anna, "thread")
    anna.page.go_back()
    anna.page.get_by_role("button", name="2 pinned messages", exact=True).click()
    expect(anna.page.get_by_role("list", name="Pinned messages", exact=True)).to_contain_text("Cold noodles")
    looks.look(anna, "pins")
    anna.keys("Escape")
    anna.page.get_by_role("button", name=re.compile("^Seen by")).click()
    readers = anna.page.get_by_role("list", name="Who has seen this message", exact=True)
    expect(readers).to_contain_text("Bob Carlsen")
    looks.look(anna, "seen-by")
