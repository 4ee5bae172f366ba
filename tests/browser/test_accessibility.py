"""What axe finds on every page, and the whole way by keyboard."""

import re
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import PASSWORD, Person
from tests.support.servers import AppServer
from tests.support.written import write_history

SERIOUS = ("serious", "critical")

# What opens is told to begin its movement a frame after it came: until then no animation is under way.
SETTLED = """async () => {
    const moves = (one) => one.playState === "running" && one.effect.getComputedTiming().endTime < Infinity;
    const isMoving = () =>
        document.querySelector("[data-starting-style], [data-ending-style]") !== null ||
        document.getAnimations().some(moves);
    do await new Promise(requestAnimationFrame); while (isMoving());
}"""


def is_accessible(person: Person) -> None:
    """Asserts that axe finds nothing against WCAG 2.2 AA, nothing serious beyond it, and that all fits."""
    fits(person)
    person.page.evaluate(SETTLED)
    # In the dark only the colours are others.
    is_dark = person.page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    options = {"runOnly": ["color-contrast"]} if is_dark else {"rules": {"target-size": {"enabled": True}}}
    violations = Axe().run(person.page, options=options).response["violations"]
    found = [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in violations
        if one["impact"] in SERIOUS or any(tag.startswith("wcag2") for tag in one["tags"])
        for node in one["nodes"]
    ]
    assert found == []


@pytest.fixture(params=["light", "dark"])
def mode(request: pytest.FixtureRequest) -> str:
    return request.param


def test_axe_finds_nothing_serious_before_signing_in(new_person: NewPerson, mode: str) -> None:
    stranger = new_person("Nora", account=False, color_scheme=mode)
    for page, button in (("login", "Sign in"), ("register", "Create account")):
        stranger.visit(f"/{page}")
        expect(stranger.button(button)).to_be_visible()
        is_accessible(stranger)


def test_axe_finds_nothing_serious_in_a_conversation(new_person: NewPerson, mode: str) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    anna.visit()
    expect(anna.button("Find people").first).to_be_visible()
    is_accessible(anna)

    kitchen = anna.begin_group("Kitchen", bob)
    anna.begin_direct(bob)
    bob.open(kitchen)
    bob.say("Good **morning**, see `this` and https://example.org")
    bob.say("> quoted\n\n- one\n- two")
    anna.open(kitchen)
    anna.say("Hello")
    bob.sees("Hello")
    bob.use_tool("Hello", "React with 🎉")
    expect(anna.messages.locator(".reaction[aria-pressed]")).to_be_visible()
    anna.message("Hello").hover()
    expect(anna.button("Reply")).to_be_visible()
    is_accessible(anna)
    anna.press("More")
    expect(anna.item("Edit")).to_be_visible()
    is_accessible(anna)
    anna.item("Edit").click()
    is_accessible(anna)
    anna.page.keyboard.press("Escape")
    anna.act_on("Hello", "Pin")
    anna.message("Hello").focus()
    anna.keys("t")
    anna.field("Reply in thread").fill("In the thread")
    anna.keys("Enter")
    feed = anna.page.get_by_role("feed", name="Replies", exact=True)
    expect(feed).to_contain_text("In the thread")
    is_accessible(anna)
    anna.keys("Escape")
    anna.page.get_by_role("button", name="1 pinned message", exact=True).click()
    expect(anna.page.get_by_role("list", name="Pinned messages", exact=True)).to_contain_text("Hello")
    is_accessible(anna)
    anna.keys("Escape")
    anna.act_on("Hello", "Seen by")
    expect(anna.page.get_by_role("list", name="Who has seen this message", exact=True)).to_contain_text("Bob")
    is_accessible(anna)
    anna.keys("Escape")
    anna.press("New conversation")
    expect(anna.field("Find people")).to_be_visible()
    is_accessible(anna)
    anna.page.keyboard.press("Escape")
    anna.press("Members")
    expect(anna.page.get_by_role("list", name="Members of this group")).to_contain_text("Bob Carlsen")
    is_accessible(anna)
    anna.open_account_menu()
    expect(anna.item("Sign out")).to_be_visible()
    is_accessible(anna)
    anna.item("Set a status").click()
    expect(anna.field("What are you up to?")).to_be_visible()
    is_accessible(anna)


def test_axe_finds_nothing_serious_where_things_are_set(new_person: NewPerson, mode: str) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    muted, direct = anna.begin_group("Kitchen", bob), anna.begin_direct(bob)
    bob.ask("PATCH", "/me", {"status_emoji": "🌴", "dnd_until": "2999-01-01T00:00:00Z"})
    anna.ask("PATCH", f"/conversations/{muted}/my", {"muted_until": "2999-01-01T00:00:00Z"})
    anna.ask("PATCH", f"/conversations/{direct}/my", {"favourite": True})
    bob.ask("POST", f"/conversations/{muted}/messages", {"client_id": "1", "body": "Soup"})
    anna.open(direct)
    expect(anna.badge("Kitchen")).to_have_attribute("data-unread", "1")
    is_accessible(anna)
    anna.line("Kitchen").hover()
    anna.page.get_by_role("button", name="Actions for Kitchen", exact=True).click()
    anna.item("Notifications").click()
    expect(anna.item("Unmute")).to_be_visible()
    is_accessible(anna)
    anna.visit("/settings")
    anna.is_online()
    expect(anna.page.get_by_text("This device")).to_be_visible()
    is_accessible(anna)


def test_axe_finds_nothing_serious_in_a_long_conversation(
    new_person: NewPerson, installation: AppServer, mode: str
) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    notes = bob.begin_group("Notes", anna)
    write_history(installation, notes, bob.id, 200, every=timedelta(hours=1))
    last = anna.ask("GET", f"/conversations/{notes}")["last_seq"]
    anna.visit(f"/c/{notes}/m/{last - 5}")
    expect(anna.page.get_by_role("button", name=re.compile("new messages"))).to_be_visible()
    is_accessible(anna)
    anna.page.locator(".day-pill").click()
    expect(anna.page.get_by_role("dialog", name="Jump to date")).to_be_visible()
    is_accessible(anna)
    anna.visit(f"/c/{notes}")
    expect(anna.timeline.get_by_role("separator", name="New messages")).to_be_visible()
    is_accessible(anna)


def test_axe_finds_nothing_serious_where_one_writes_and_finds(new_person: NewPerson, mode: str) -> None:
    anna, bob = new_person("Anna Berg", color_scheme=mode), new_person("Bob Carlsen")
    kitchen = anna.begin_group("Kitchen", bob)
    soup = {"client_id": "1", "body": "Soup is at one"}
    message = bob.ask("POST", f"/conversations/{kitchen}/messages", soup)
    bob.ask("PUT", f"/messages/{message['id']}/reactions/🍲")
    anna.open(kitchen)
    field = anna.field("Message")
    field.press_sequentially(f"Ask @{bob.username[:5]}")
    expect(anna.page.get_by_role("option")).to_contain_text(["Bob Carlsen"])
    is_accessible(anna)
    field.fill("A **thick** soup\n\n| for | grams |\n|--|--:|\n| two | 40 |")
    anna.press("Preview")
    expect(anna.page.get_by_role("region", name="Preview").locator("table")).to_be_visible()
    is_accessible(anna)
    field.fill("x" * 20_035)
    expect(anna.page.get_by_text("35 characters too many")).to_be_visible()
    is_accessible(anna)
    field.fill("")
    anna.press("Emoji")
    picker = anna.page.get_by_role("dialog", name="Pick an emoji")
    expect(picker.get_by_role("menuitem").first).to_be_visible()
    is_accessible(anna)
    picker.get_by_role("combobox").fill("cake")
    expect(picker.get_by_role("option").first).to_be_visible()
    is_accessible(anna)
    anna.keys("Escape")
    anna.act_on("Soup is at one", "Who reacted")
    expect(anna.page.get_by_role("dialog", name="Reactions")).to_contain_text("Bob Carlsen")
    is_accessible(anna)
    anna.keys("Escape", "ControlOrMeta+k")
    expect(anna.page.get_by_role("option").filter(has_text="Kitchen")).to_be_visible()
    is_accessible(anna)
    anna.keys("Escape", "ControlOrMeta+/")
    expect(anna.page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    is_accessible(anna)
    anna.visit("/search?q=soup")
    expect(anna.page.get_by_role("list", name="Results").get_by_role("link")).to_have_count(1)
    is_accessible(anna)
    anna.page.get_by_role("combobox", name="Find messages").press_sequentially(f" from:{bob.username}")
    expect(anna.page.get_by_role("option").filter(has_text=bob.username)).to_be_visible()
    is_accessible(anna)


def test_the_whole_way_can_be_gone_by_keyboard(new_person: NewPerson) -> None:
    """Register, find somebody, write, change, react, go elsewhere and sign out, without a pointer."""
    bob = new_person("Bob Carlsen")
    bob.visit()
    bob.is_online()
    nora = new_person("Nora", account=False)
    nora.visit("/login")
    nora.tab_to("link", "Create an account")
    nora.keys("Enter")
    for name, text in (("Username", nora.username), ("Email", nora.email), ("Password", PASSWORD)):
        nora.tab_to("textbox", name)
        nora.page.keyboard.type(text)
    nora.keys("Enter")
    nora.is_at("/")

    nora.tab_to("button", "New conversation")
    nora.keys("Enter")
    expect(nora.field("Find people")).to_be_focused()
    nora.page.keyboard.type(bob.username)
    expect(nora.page.get_by_role("dialog")).to_contain_text(bob.username)
    nora.keys("ArrowDown", "Enter")
    expect(nora.field("Message")).to_be_focused()
    nora.page.keyboard.type("Typed")
    nora.keys("Shift+Enter")
    nora.page.keyboard.type("in two lines")
    nora.keys("Enter")
    bob.line(nora.username).click()
    expect(bob.messages.first).to_contain_text("in two lines")

    nora.keys("ArrowUp")
    expect(nora.field("Edit message")).to_be_focused()
    nora.page.keyboard.type("!")
    nora.keys("Enter")
    expect(bob.messages.first).to_contain_text("in two lines!")
    nora.tab_back_to("log", "Bob Carlsen")
    nora.keys("ArrowUp", "Tab", "Enter")
    expect(bob.messages.locator(".reaction[aria-pressed]")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), [(720, 450), (320, 256)], ids=["200 %", "400 %"])
def test_it_can_be_used_at_any_zoom(new_person: NewPerson, width: int, height: int) -> None:
    """As a window of 1440 by 900, or of 1280 by 1024, shows it that much larger."""
    anna = new_person("Anna Berg", viewport={"width": width, "height": height})
    for path in ("/login", "/register"):
        nora = new_person("Nora", account=False, viewport={"width": width, "height": height})
        nora.visit(path)
        expect(nora.page.get_by_role("heading", level=1)).to_be_visible()
        fits(nora)
    anna.visit()
    expect(anna.button("Find people").first).to_be_visible()
    fits(anna)
    kitchen = anna.begin_group("Kitchen for everybody who likes to cook and to eat")
    anna.write_notes(kitchen, 30)
    anna.open(kitchen)
    expect(anna.field("Message")).to_be_in_viewport(ratio=0.9)
    expect(anna.message("Note 30")).to_be_in_viewport()
    fits(anna)
    anna.press("Members")
    expect(anna.page.get_by_role("list", name="Members of this group")).to_be_visible()
    fits(anna)


def test_texts_may_be_spaced_as_widely_as_anybody_needs(new_person: NewPerson) -> None:
    """WCAG 1.4.12."""
    anna = new_person("Anna Berg", viewport={"width": 768, "height": 900}, bypass_csp=True)
    anna.begin_group("Kitchen")
    anna.visit()
    anna.is_online()
    anna.page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important;"
        " word-spacing: .16em !important } p { margin-bottom: 2em !important }"
    )
    fits(anna)
    cut = anna.page.evaluate(
        """() => [...document.querySelectorAll("button, label, .hint")]
            .filter((one) => one.checkVisibility() && one.clientWidth > 1)
            .filter((one) => one.scrollWidth > one.clientWidth + 1)
            .map((one) => one.textContent)"""
    )
    assert cut == []


def test_axe_finds_nothing_in_indonesian_either(new_person: NewPerson) -> None:
    budi = new_person("Budi Santoso", locale="id-ID", color_scheme="dark")
    budi.visit()
    expect(budi.page.get_by_role("heading", name="Selamat datang, Budi Santoso")).to_be_visible()
    is_accessible(budi)
    budi.visit(f"/c/{budi.begin_group('Dapur')}")
    expect(budi.button("Tulis pesan pertama")).to_be_visible()
    is_accessible(budi)


def test_high_contrast_shows_what_is_told_by_colour_elsewhere(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg", forced_colors="active")
    anna.open(anna.begin_group("Kitchen"))
    expect(anna.button("Send")).to_have_css("border-top-style", "solid")
    expect(anna.line("Kitchen")).to_have_css("outline-style", "solid")


def fits(person: Person) -> None:
    """Asserts that nobody has to scroll sideways."""
    assert person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
