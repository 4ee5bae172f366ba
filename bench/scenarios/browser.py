"""What does a person wait for in a real Chromium, on the built product?

Nothing of the product helps: `chromium/probe.js` watches the page from outside.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from playwright.async_api import BrowserContext, Page, async_playwright

from bench.figures import quantile
from bench.load import Result
from bench.machine import on_all_cores
from bench.people import PASSWORD, Account, People
from bench.subjects import Rooms, Stage

PROBE = Path(__file__).parents[1] / "chromium" / "probe.js"
CONVERSATIONS, MESSAGES = 6, 60
SETTLED = 0.3
"""Seconds in which whatever one message still brings (receipts, previews) has come."""

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"]
_LOADED = """() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
    .filter((name) => /\\.(js|css)$/.test(name))"""
_KEPT = "navigator.serviceWorker.ready.then(() => caches.keys())"


@dataclass
class Desk:
    """Anna in front of her browser, Bob somewhere else, and what they have said in their conversations."""

    stage: Stage
    people: People
    anna: Account
    bob: Account
    new_context: Callable[[], Awaitable[BrowserContext]]
    last: dict[str, str] = field(default_factory=dict[str, str])
    """By conversation, the id of its newest message."""
    faults: list[str] = field(default_factory=list[str])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.stage.port}"

    @property
    def first(self) -> str:
        return next(iter(self.last))

    async def say(self, conversation: str, number: int) -> None:
        """Bob writes something."""
        body = {
            "client_id": f"bob-{number}",
            "body": f"Number {number}. The quick brown fox jumps over the dog.",
        }
        said = await self.people.call("POST", f"/conversations/{conversation}/messages", self.bob, json=body)
        self.last[conversation] = said["id"]

    async def sit_down(self) -> Page:
        """Anna, signed in, in a browser that has nothing of hers yet."""
        context = await self.new_context()
        await context.add_init_script(path=PROBE)
        given = {"login": "anna", "password": PASSWORD}
        answer = await context.request.post(
            f"{self.url}/api/v1/auth/login", data=given, headers={"Origin": self.url}
        )
        if not answer.ok:
            raise RuntimeError(f"Anna could not sign in: {await answer.text()}")
        page = await context.new_page()
        page.on("pageerror", lambda error: self.faults.append(f"the page broke: {error}"))
        return page

    async def open(self, page: Page, conversation: str) -> float:
        """Milliseconds from the start of the navigation until the first message was painted."""
        await page.goto(f"{self.url}/c/{conversation}")
        return await _at(page, "__bench.firstArticle")

    async def settle_in(self) -> Page:
        """Anna has looked into every conversation, and her browser has kept what it keeps."""
        page = await self.sit_down()
        for conversation in self.last:
            await self.open(page, conversation)
            await page.locator('[data-connection="online"]').wait_for(state="attached")
            await asyncio.sleep(1)  # its copy is written in a moment
        await page.evaluate(_KEPT)
        return page

    async def wait_for(self, page: Page, conversation: str) -> None:
        """Its newest message is on the screen, and what it brings has come."""
        await _look_out(page, id=self.last[conversation])
        await _at(page, "__bench.seen")
        await asyncio.sleep(SETTLED)


async def first_load(subject: Rooms, folder: Path, *, path: str) -> Result:
    """kB of script and style, as they are with gzip, that a browser without anything loads."""
    async with sitting(subject, folder) as desk, httpx.AsyncClient(base_url=desk.url) as http:
        page = await desk.sit_down()
        if path == "/login":
            await page.context.clear_cookies()
        await page.goto(desk.url + (path if path == "/login" else f"/c/{desk.first}"))
        await page.wait_for_load_state("networkidle")
        size = 0
        for name in await page.evaluate(_LOADED):
            answer = await http.get(name, headers={"Accept-Encoding": "gzip"})
            size += int(answer.headers["content-length"])
        return figures_of(desk, [size / 1000])


async def cold(subject: Rooms, folder: Path, *, samples: int) -> Result:
    """First paint of the timeline in a browser that was never here."""
    async with sitting(subject, folder) as desk:
        times: list[float] = []
        for _ in range(samples):
            page = await desk.sit_down()
            times.append(await desk.open(page, desk.first))
            await page.context.close()
        return figures_of(desk, times)


async def warm(subject: Rooms, folder: Path, *, samples: int, without: str) -> Result:
    """First paint of the timeline from what the browser keeps; `without` the `socket` or the `server`."""
    async with sitting(subject, folder) as desk:
        page = await desk.settle_in()
        if without == "socket":
            await page.route_web_socket(
                "**/_event/**", lambda _socket: None
            )  # opens, and never says anything
        if without == "server":
            for server in desk.stage.servers:
                server.stop()
        times: list[float] = []
        for _ in range(samples):
            times.append(await desk.open(page, desk.first))
            await asyncio.sleep(SETTLED)
        return figures_of(desk, times)


async def switch(subject: Rooms, folder: Path, *, samples: int, held: bool) -> Result:
    """From the click on another conversation until its newest message is painted; `held`: once more."""
    async with sitting(subject, folder) as desk:
        page = await desk.settle_in()
        times: list[float] = []
        others = [conversation for conversation in desk.last if conversation != desk.first]
        while len(times) < samples:
            await desk.open(page, desk.first)
            await page.locator('[data-connection="online"]').wait_for(state="attached")
            await asyncio.sleep(SETTLED)
            for seen_before in (False, True):
                for conversation in [*others, desk.first]:
                    took = await switch_to(desk, page, conversation)
                    if seen_before == held and conversation != desk.first:
                        times.append(took)
        return figures_of(desk, times)


async def switch_to(desk: Desk, page: Page, conversation: str) -> float:
    await _look_out(page, id=desk.last[conversation])
    await page.click(f'a[href="/c/{conversation}"]')
    took = await _at(page, "__bench.seen")
    await asyncio.sleep(0.1)
    return took


async def rows(subject: Rooms, folder: Path, *, samples: int) -> Result:
    """How many rows of the open timeline are drawn because somebody else's message arrives."""
    async with sitting(subject, folder) as desk:
        page = await desk.settle_in()
        await desk.open(page, desk.first)
        await desk.wait_for(page, desk.first)
        drawn: list[float] = []
        for number in range(samples):
            await page.evaluate("__bench.rowsDrawn()")
            await desk.say(desk.first, MESSAGES + 1 + number)
            await desk.wait_for(page, desk.first)
            drawn.append(await page.evaluate("__bench.rowsDrawn()"))
        # A counter that cannot count would be content with everything.
        other = [*desk.last][1]
        await page.click(f'a[href="/c/{other}"]')
        await desk.wait_for(page, other)
        seen = await page.evaluate("__bench.rowsDrawn()")
        if seen < MESSAGES / 2 or min(drawn) < 1:
            desk.faults.append(f"the counter saw {seen} rows where a whole timeline was drawn, {drawn} else")
        return figures_of(desk, drawn)


async def pending(subject: Rooms, folder: Path, *, samples: int) -> Result:
    """From Enter until one's own message is painted."""
    async with sitting(subject, folder) as desk:
        page = await desk.settle_in()
        await desk.open(page, desk.first)
        await desk.wait_for(page, desk.first)
        times: list[float] = []
        for number in range(samples):
            text = f"Written here, number {number}."
            await page.get_by_label("Message", exact=True).fill(text)
            await _look_out(page, text=text)
            await page.keyboard.press("Enter")
            times.append(await _at(page, "__bench.seen"))
            await asyncio.sleep(SETTLED)
        return figures_of(desk, times)


@asynccontextmanager
async def sitting(subject: Rooms, folder: Path) -> AsyncIterator[Desk]:
    stage = await subject.circle(folder, 0, one_room=False)
    assert stage.people is not None
    people = stage.people
    anna, bob = await people.register("anna"), await people.register("bob")
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("there is no Chromium on this machine")
    with on_all_cores():
        playwright = await async_playwright().start()
        chromium = await playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
    try:
        desk = Desk(stage, people, anna, bob, chromium.new_context)
        for _ in range(CONVERSATIONS):
            conversation = await people.group(bob, [anna])
            for number in range(1, MESSAGES + 1):
                await desk.say(conversation, number)
        yield desk
    finally:
        await chromium.close()
        await playwright.stop()
        await stage.end()


async def _look_out(page: Page, **what: str) -> None:
    await page.evaluate(f"__bench.lookOutFor({json.dumps(what)})")


async def _at(page: Page, promise: str) -> float:
    found: Any = await asyncio.wait_for(page.evaluate(promise), 20)
    return float(found)


def figures_of(desk: Desk, samples: list[float]) -> Result:
    ordered = sorted(samples)
    figures = {"median": median(ordered), "p95": quantile(ordered, 0.95), "worst": ordered[-1]}
    return Result(figures, desk.faults, len(desk.faults))
