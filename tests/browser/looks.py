"""How a screen looks at one window size in one mode."""

import os
import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.pictures import keep

PICTURES = bool(os.environ.get("SCREENS"))
SIZES = ((360, 720), (768, 1024), (1440, 900)) if PICTURES else ((360, 720),)
"""Wide windows have room for what fits into the narrowest; their pictures ask the same of them."""
MODES = ("light", "dark") if PICTURES else ("light",)
"""Nothing is wider in the dark, so that only pictures need both."""
LONG_WORD = "averyverylongwordthatnobodywouldeverwrite" * 4


class Looks:
    """One window size in one mode."""

    def __init__(self, new_person: Callable[..., Person], size: tuple[int, int], mode: str) -> None:
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


def people_talking(looks: Looks) -> tuple[Person, Person, str]:
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
