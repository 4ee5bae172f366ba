"""Every page at every size, light and dark: nothing sticks out. With SCREENS=1 a picture of each is kept."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person

SIZES = ((360, 720), (768, 1024), (1440, 900))
MODES = ("light", "dark")
FOLDER = Path("screens")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
def test_screens_fit(new_person: NewPerson, size: tuple[int, int], mode: str) -> None:
    looks = {"viewport": {"width": size[0], "height": size[1]}, "color_scheme": mode}
    stranger = new_person("Nora", account=False, **looks)
    for page, button in (("login", "Sign in"), ("register", "Create account")):
        stranger.visit(f"/{page}")
        expect(stranger.button(button)).to_be_visible()
        _look(stranger, page, size, mode)

    anna = new_person("Anna Berg", **looks)
    anna.visit()
    expect(anna.button("New conversation").or_(anna.button("Find people")).first).to_be_visible()
    _look(anna, "empty", size, mode)

    bob = new_person("Bob Carlsen")
    anna.begin_direct(bob)
    kitchen = anna.begin_group("Kitchen, and everything that belongs to it", bob)
    anna.open(kitchen)
    bob.open(kitchen)
    anna.say("Good morning! Who is in today?")
    bob.sees("Good morning! Who is in today?")
    bob.say("I am, with bread, cheese and " + "averyverylongwordthatnobodywouldeverwrite" * 4)
    bob.say("- one\n- two\n\n> said before\n\n`code` and **bold** and https://example.org/a/b")
    expect(anna.messages.last).to_contain_text("said before")
    _look(anna, "conversation", size, mode)

    if size[0] == 360:
        anna.page.get_by_role("link", name="All conversations").click()
        expect(anna.line("Bob Carlsen")).to_be_visible()
        _look(anna, "list", size, mode)
    anna.press("New conversation")
    anna.press("Group")
    expect(anna.field("Group name")).to_be_visible()
    _look(anna, "new-conversation", size, mode)


def _look(person: Person, name: str, size: tuple[int, int], mode: str) -> None:
    wider = person.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"{name} is {wider} px wider than the window"
    if os.environ.get("SCREENS"):
        FOLDER.mkdir(exist_ok=True)
        person.page.screenshot(path=FOLDER / f"{name}-{size[0]}-{mode}.png")
