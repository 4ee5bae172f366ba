"""Somebody in front of a browser: what they do is said in the words of the pages."""

import re
import secrets
from typing import Any

from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    TimeoutError,  # noqa: A004
    expect,
)

PASSWORD = "grey heron at noon"


_ABOUT_THE_LINE = re.compile(
    r"WebSocket connection to|WebSocket is already in CLOS|Failed to load resource: net::ERR"
)


class Person:
    """One account and one browser context with one page.

    `complaints` collects what the console said, errors on the page included; a test that provokes one takes
    it out again. Once the line is known to break (`line_breaks`, set by `cut_off`), what the browser itself
    notes about a server that it cannot reach is not among them. `asked_elsewhere` collects requests to other
    hosts.
    """

    def __init__(self, context: BrowserContext, url: str, name: str) -> None:
        self.context = context
        self.url = url
        self.name = name
        self.username = f"{name.split(maxsplit=1)[0].lower()}-{secrets.token_hex(3)}"
        self.email = f"{self.username}@example.org"
        self.id = ""
        self.complaints: list[str] = []
        self.asked_elsewhere: list[str] = []
        self.line_breaks = False
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if "blocked by Playwright" in message.text:
            return
        if not (self.line_breaks and _ABOUT_THE_LINE.search(message.text)):
            self.complaints.append(f"{message.type}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.asked_elsewhere.append(request.url)

    def another_tab(self) -> "Person":
        """The same person in a second tab of the same browser."""
        tab = Person(self.context, self.url, self.name)
        tab.username, tab.email, tab.id = self.username, self.email, self.id
        tab.complaints, tab.asked_elsewhere = self.complaints, self.asked_elsewhere
        return tab

    def cut_off(self) -> None:
        """Takes the network away, and says so to the page."""
        self.line_breaks = True
        self.context.set_offline(True)

    def plug_in(self) -> None:
        """Gives the network back."""
        self.context.set_offline(False)

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """What the API answers to this person's browser."""
        answer = self.context.request.fetch(
            f"{self.url}/api/v1{path}", method=method, data=body, headers={"Origin": self.url}
        )
        assert answer.ok, f"{answer.status} {answer.text()}"
        return answer.json() if answer.body() else None

    def register(self) -> None:
        body = {
            "username": self.username,
            "email": self.email,
            "password": PASSWORD,
            "display_name": self.name,
        }
        self.id = self.ask("POST", "/auth/register", body)["user"]["id"]

    def begin_group(self, name: str, *others: "Person") -> str:
        """The id of a new group."""
        body = {"kind": "group", "name": name, "member_ids": [other.id for other in others]}
        return self.ask("POST", "/conversations", body)["id"]

    def begin_direct(self, other: "Person") -> str:
        """The id of the conversation with somebody."""
        return self.ask("POST", "/conversations", {"kind": "direct", "member_ids": [other.id]})["id"]

    def write_notes(self, conversation_id: str, count: int) -> None:
        """Messages "Note 1", "Note 2" and so on, without a page."""
        for number in range(1, count + 1):
            body = {"client_id": f"note-{number}", "body": f"Note {number}"}
            self.ask("POST", f"/conversations/{conversation_id}/messages", body)

    def visit(self, path: str = "/") -> None:
        self.page.goto(self.url + path)

    def open(self, conversation_id: str) -> None:
        """Go to a conversation and wait until it can be written in."""
        self.visit(f"/c/{conversation_id}")
        self.is_online()

    def keeps(self, conversation_id: str) -> None:
        """Waits until the browser has the conversation in its cache."""
        self.page.evaluate(
            """async (id) => {
                const opening = indexedDB.open("parley-" + localStorage["parley:user"]);
                await new Promise((resolve) => (opening.onsuccess = resolve));
                for (let kept = null; !kept; ) {
                    const store = opening.result.transaction("conversations").objectStore("conversations");
                    const asked = store.get(id);
                    kept = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
                }
                opening.result.close();
            }""",
            conversation_id,
        )

    def is_online(self, seconds: float = 20) -> None:
        banner = self.page.get_by_role("status").and_(self.page.locator("[data-connection]"))
        expect(banner).to_have_attribute("data-connection", "online", timeout=seconds * 1000)

    def field(self, name: str) -> Locator:
        return self.page.get_by_label(name, exact=True)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def press(self, name: str) -> None:
        self.button(name).click()

    def keys(self, *names: str) -> None:
        for name in names:
            self.page.keyboard.press(name)

    def tab_to(self, role: str, name: str, key: str = "Tab") -> None:
        """Presses Tab until the focus is there."""
        wanted = self.page.get_by_role(role, name=name, exact=True)  # type: ignore[arg-type]
        expect(wanted).to_be_visible()
        for _ in range(40):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"The keyboard does not come to the {role} {name}")

    def tab_back_to(self, role: str, name: str) -> None:
        self.tab_to(role, name, "Shift+Tab")

    def item(self, name: str) -> Locator:
        """What an open menu offers under this name."""
        return self.page.get_by_role("menuitem", name=name, exact=True)

    def open_account_menu(self) -> None:
        self.page.get_by_role("button", name=f"{self.name} account", exact=True).click()

    def sign_out(self) -> None:
        self.open_account_menu()
        self.item("Sign out").click()
        self.is_at("/login")

    def say(self, text: str) -> None:
        self.field("Message").fill(text)
        self.page.keyboard.press("Enter")

    @property
    def timeline(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def messages(self) -> Locator:
        return self.timeline.get_by_role("article")

    def message(self, text: str) -> Locator:
        """By what it says itself, which others may quote."""
        return self.messages.filter(has=self.page.locator(".said").get_by_text(text, exact=True))

    def use_tool(self, row: str | Locator, name: str) -> None:
        """Press one of the buttons that a message shows to the pointer, from under which it may move away."""
        article = self.message(row) if isinstance(row, str) else row
        tool = article.get_by_role("button", name=name, exact=True)
        for patience in (2000, 5000, 20_000):
            article.hover()
            try:
                tool.click(timeout=patience)
            except TimeoutError:
                continue
            return
        raise AssertionError(f"{name} of the message cannot be pressed")

    def act_on(self, row: str | Locator, item: str) -> None:
        """Choose something from a message's menu; a press that the row moved away under is tried again."""
        menu = self.page.get_by_role("menu")
        for patience in (2000, 5000, 20_000):
            self.use_tool(row, "More")
            try:
                menu.wait_for(timeout=patience)
            except TimeoutError:
                continue
            break
        self.item(item).click()

    def sees(self, text: str) -> None:
        expect(self.message(text)).to_be_visible()

    def line(self, title: str) -> Locator:
        """The conversation's line in the sidebar."""
        sidebar = self.page.get_by_role("navigation", name="Conversations", exact=True)
        return sidebar.get_by_role("link").filter(has=self.page.get_by_text(title, exact=True))

    def badge(self, title: str) -> Locator:
        return self.line(title).locator("[data-unread]")

    def is_at(self, path: str) -> None:
        expect(self.page).to_have_url(re.compile(re.escape(self.url) + path + "$"))
