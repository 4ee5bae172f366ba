"""What does a long conversation cost, and a busy one? Measured in a real Chromium, as `browser` does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Page

from bench.load import Result
from bench.scenarios.browser import Desk, figures_of, sitting, switch_to
from bench.subjects import Rooms
from tests.support.written import append_notes

PER_SECOND = 20
WORDS = "the quick brown fox jumps over the lazy dog "
MANY_ROWS = 200
"""More than so many are on the page while one types. At most 300 may be."""

_WALK = """async (rows) => {
    const log = document.querySelector("[role=log]");
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    let most = 0;
    for (const seen = new Set(); seen.size < rows; ) {
        const before = seen.size;
        for (let frames = 0; frames < 120 && seen.size === before; frames += 1) {
            log.scrollTop -= 600;
            await frame();
            const all = log.querySelectorAll("article");
            most = Math.max(most, all.length);
            for (const one of all) seen.add(one.dataset.seq);
        }
        if (seen.size === before) throw new Error("nothing more came after " + before + " rows");
    }
    return most;
}"""


async def opening(subject: Rooms, folder: Path, *, samples: int, messages: int) -> Result:
    """From the click until the newest message of a conversation is painted that this browser never had."""
    async with _desk(subject, folder, messages) as (at, long):
        times: list[float] = []
        for _ in range(samples):
            page = await at.sit_down()
            await at.open(page, at.first)
            await page.locator('[data-connection="online"]').wait_for(state="attached")
            await asyncio.sleep(1)
            times.append(await switch_to(at, page, long))
            await page.context.close()
        return figures_of(at, times)


async def walking(subject: Rooms, folder: Path, *, messages: int, rows: int) -> Result:
    """How many rows are in the document at most, on a way up over `rows` of them."""
    async with _desk(subject, folder, messages) as (at, long):
        page = await _opened(at, long)
        return figures_of(at, [float(await page.evaluate(_WALK, rows))])


async def busy(subject: Rooms, folder: Path, *, seconds: float) -> Result:
    """The longest task, in ms, while 20 messages a second arrive in the conversation that is open."""
    async with _desk(subject, folder, 1000) as (at, long):
        page = await _opened(at, long)
        await page.evaluate("__bench.longestTask()")
        for number in range(int(seconds * PER_SECOND)):
            begun = asyncio.get_running_loop().time()
            await at.say(long, 10_000 + number)
            await asyncio.sleep(max(0, 1 / PER_SECOND - (asyncio.get_running_loop().time() - begun)))
        await at.wait_for(page, long)
        return figures_of(at, [await page.evaluate("__bench.longestTask()")])


async def typing(subject: Rooms, folder: Path, *, samples: int) -> Result:
    """From a key in the composer until what it typed is painted, with as many rows as there may be."""
    async with _desk(subject, folder, 1000) as (at, long):
        page = await _opened(at, long)
        await page.evaluate(_WALK, 400)
        await page.evaluate("document.querySelector('[role=log]').scrollTop += 2000")
        await asyncio.sleep(1)
        drawn = await page.locator("[role=log] article").count()
        if drawn < MANY_ROWS:
            at.faults.append(f"there were only {drawn} rows")
        await page.get_by_label("Message", exact=True).focus()
        times: list[float] = []
        for character in (WORDS * samples)[: 20 * samples]:
            await page.evaluate("__bench.lookOutForKey()")
            await page.keyboard.press(character)
            times.append(await page.evaluate("__bench.typed"))
        return figures_of(at, times)


async def _opened(at: Desk, conversation: str) -> Page:
    page = await at.sit_down()
    await at.open(page, conversation)
    await at.wait_for(page, conversation)
    return page


@asynccontextmanager
async def _desk(subject: Rooms, folder: Path, messages: int) -> AsyncIterator[tuple[Desk, str]]:
    """Anna's desk, and a group in which Bob has written so many messages."""
    async with sitting(subject, folder) as at:
        group = await at.people.group(at.bob, [at.anna])
        append_notes(f"sqlite:///{folder / 'data' / 'parley.db'}", group, at.bob.user_id, messages)
        path = f"/conversations/{group}/messages?limit=1"
        newest = (await at.people.call("GET", path, at.anna))["items"][0]
        await at.people.call("PUT", f"/conversations/{group}/read", at.anna, json={"seq": newest["seq"]})
        at.last[group] = newest["id"]
        yield at, group
