"""Browsers and a running, built installation for the tests of the pages."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from tests.browser.looks import MODES, SIZES, Looks
from tests.browser.person import Person
from tests.support.servers import AppServer, start_app

WHOLE = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHOUT_WINDOW = ("chromium-headless-shell", *WHOLE)
"""The first has no window to draw around its pages, and makes one in an eighth of the time."""

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    # A page lives for seconds here: what it would run faster later costs more than it brings, a tenth of all.
    "--js-flags=--no-opt --no-maglev",
)


def chromium_path(names: Sequence[str] = WITHOUT_WINDOW) -> str:
    """The system's Chromium, under the first of these names that there is."""
    path = next((found for name in names if (found := shutil.which(name))), None)
    assert path, "The browser tests need Chromium (Debian: apt install chromium)."
    return path


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # What comes at once on a calm machine takes a while where all cores are busy with other tests.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
    yield chromium
    chromium.close()


@contextmanager
def _installation(folder: Path) -> Iterator[AppServer]:
    running = start_app(folder, CHAT_SKIP_BUILD="0")
    yield running
    if running.running:
        running.stop()


@pytest.fixture(scope="session")
def shared_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    with _installation(tmp_path_factory.mktemp("shared")) as running:
        yield running


@pytest.fixture(scope="module")
def empty_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """For files of tests in which nobody else may be about: let their `installation` be this one."""
    with _installation(tmp_path_factory.mktemp("empty")) as running:
        yield running


@pytest.fixture(scope="module")
def installation(shared_installation: AppServer) -> AppServer:
    """The product with its pages, on one port, on SQLite. Shared: make people and groups of your own."""
    return shared_installation


NewPerson = Callable[..., Person]


@pytest.fixture
def service_workers() -> str:
    """Keeping a whole build on the device is half of the work of a first visit: files of tests that are about
    it, or about being without a network, allow it."""
    return "block"


@pytest.fixture
def new_person(browser: Browser, installation: AppServer, service_workers: str) -> Iterator[NewPerson]:
    """Call it with a display name for somebody with an account and a browser of their own, signed in.

    At the end nothing may have been complained about in their console, and nothing asked of another host.
    """
    people: list[Person] = []

    def make(name: str, *, account: bool = True, **context: object) -> Person:
        context.setdefault("service_workers", service_workers)
        person = Person(browser.new_context(**context), installation.url, name)  # type: ignore[arg-type]
        people.append(person)
        if account:
            person.register()
        return person

    yield make
    for person in people:
        person.context.close()
    for person in people:
        assert person.complaints == []
        assert person.asked_elsewhere == []


@pytest.fixture(params=SIZES, ids=lambda size: str(size[0]))
def size(request: pytest.FixtureRequest) -> tuple[int, int]:
    return request.param


@pytest.fixture(params=MODES)
def looks(request: pytest.FixtureRequest, new_person: NewPerson, size: tuple[int, int]) -> Looks:
    return Looks(new_person, size, request.param)
