"""How the built pages leave the server, and how they open without it."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import NewPerson
from tests.browser.person import Person
from tests.support.built_pages import BuiltPages
from tests.support.ports import wait_until
from tests.support.servers import AppServer, start_app

FIRST_LOAD = 345_000
"""Bytes of script and style, compressed with gzip, that a conversation may load before it shows."""

STRANGERS_PAGES = ("/login", "/register", "/reset", "/verify")
PAGES = (*STRANGERS_PAGES, "/", "/c/0123456789", "/c/0123456789/m/7", "/c/0123456789/", "/login/")

KEPT = """async () => {
    await navigator.serviceWorker.ready;
    const kept = [];
    for (const name of await caches.keys())
        for (const { url } of await (await caches.open(name)).keys()) kept.push(new URL(url).pathname);
    return kept;
}"""


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.mark.parametrize("path", PAGES)
def test_every_page_answers_200_under_its_own_address(installation: AppServer, path: str) -> None:
    answer = httpx.get(installation.url + path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_an_address_without_a_page_answers_404(installation: AppServer) -> None:
    assert httpx.get(f"{installation.url}/nothing/here").status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_every_page_shows_its_frame_before_any_script_has_run(
    browser: Browser, installation: AppServer, path: str
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(installation.url + path)
    expect(page.get_by_text("Parley").first).to_be_attached()
    expect(page.get_by_role("main")).to_be_attached()
    context.close()


def test_a_page_names_in_its_head_all_that_it_will_load(
    installation: AppServer, new_person: NewPerson
) -> None:
    """Else the browser finds out one after the other, and each costs a way to the server and back."""
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    html = httpx.get(f"{installation.url}/c/{kitchen}").text
    anna.open(kitchen)
    loaded: list[str] = anna.page.evaluate(
        """() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
            .filter((name) => name.startsWith("/assets/"))"""
    )
    assert any(name.endswith(".woff2") for name in loaded)
    assert [name for name in loaded if name not in html.partition("</head>")[0]] == []


def test_signing_in_loads_nothing_of_the_chat(installation: AppServer) -> None:
    def code(path: str) -> str:
        names = set(re.findall(r"/assets/[\w.-]+\.js", httpx.get(installation.url + path).text))
        return "".join(httpx.get(installation.url + name).text for name in names)

    kept_by_the_chat = "indexedDB"
    assert kept_by_the_chat in code("/c/0123456789")
    for path in STRANGERS_PAGES:
        assert kept_by_the_chat not in code(path), path


def test_a_page_runs_only_our_scripts_and_evaluates_nothing(installation: AppServer) -> None:
    policy = httpx.get(f"{installation.url}/login").headers["content-security-policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src "))
    assert re.fullmatch(r"script-src 'self'( 'sha256-[\w+/]{43}=')+", scripts)
    assert "frame-ancestors 'none'" in policy


def test_hashed_files_are_kept_for_ever_and_pages_are_asked_for_again(installation: AppServer) -> None:
    page = httpx.get(f"{installation.url}/login")
    assert page.headers["cache-control"] == "no-cache"
    script = re.search(r"/assets/[\w.-]+\.js", page.text)
    assert script
    assert "immutable" in httpx.get(installation.url + script[0]).headers["cache-control"]
    worker = httpx.get(f"{installation.url}/service-worker.js")
    assert (worker.status_code, worker.headers["cache-control"]) == (200, "no-cache")


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_what_can_be_compressed_is(installation: AppServer, encoding: str) -> None:
    page = httpx.get(f"{installation.url}/login", headers={"Accept-Encoding": encoding})
    for name in set(re.findall(r"/assets/[\w.-]+\.(?:js|css)", page.text)):
        answer = httpx.get(installation.url + name, headers={"Accept-Encoding": encoding})
        assert answer.headers.get("content-encoding") == encoding or len(answer.content) < 256, name
    assert page.headers["content-encoding"] == encoding


def test_the_first_load_is_small_and_names_no_host(installation: AppServer, new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    loaded: list[str] = anna.page.evaluate(
        """() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname)
            .filter((name) => /\\.(js|css)$/.test(name))"""
    )
    assert len(loaded) > 5
    sizes: dict[str, int] = {}
    for name in loaded:
        answer = httpx.get(installation.url + name, headers={"Accept-Encoding": "gzip"})
        sizes[name] = int(answer.headers["content-length"])
        assert not re.search(r"(ws|http)s?://(localhost|127\.0\.0\.1):\d", answer.text), name
    assert sum(sizes.values()) < FIRST_LOAD, sizes


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_bars_around_the_page_have_its_colour(new_person: NewPerson, mode: str) -> None:
    nora = new_person("Nora", account=False, color_scheme=mode)
    nora.visit("/login")
    bar, paper = nora.page.evaluate(
        """() => {
            const bar = [...document.querySelectorAll("meta[name=theme-color]")]
                .find(({ media }) => matchMedia(media).matches);
            const swatch = document.body.appendChild(document.createElement("i"));
            swatch.style.color = bar.content;
            return [getComputedStyle(swatch).color, getComputedStyle(document.body).backgroundColor];
        }"""
    )
    assert bar == paper


def test_it_can_be_installed_as_an_app(installation: AppServer) -> None:
    page = httpx.get(f"{installation.url}/login").text
    address = re.search(r'href="([^"]+)" rel="manifest"', page)
    assert address
    answer = httpx.get(installation.url + address[1])
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = answer.json()
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("Parley", "/", "standalone")
    assert {icon.get("purpose", "any") for icon in manifest["icons"]} == {"any", "maskable"}
    touch = re.search(r'href="([^"]+)" rel="apple-touch-icon"', page)
    assert touch
    for path in [touch[1], *(icon["src"] for icon in manifest["icons"])]:
        image = httpx.get(installation.url + path)
        assert (image.status_code, image.headers["content-type"][:6]) == (200, "image/")


def _opens_without_its_server(person: Person, conversation: str) -> None:
    person.page.reload()
    person.is_at(f"/c/{conversation}")
    banner = person.page.locator("[data-connection]")
    expect(banner).to_have_attribute("data-connection", "offline", timeout=20_000)
    expect(banner).to_contain_text("Offline")
    expect(person.field("Message")).to_be_visible()
    person.visit("/login")
    expect(person.button("Sign in")).to_be_visible()
    person.visit(f"/c/{conversation}/m/1")
    expect(person.field("Message")).to_be_visible()
    assert person.complaints == []


def test_a_page_opens_while_there_is_no_network(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    anna.page.evaluate(KEPT)
    anna.cut_off()
    _opens_without_its_server(anna, kitchen)
    anna.plug_in()
    anna.open(kitchen)


def test_a_page_opens_while_the_server_is_gone(data_dir: Path, browser: Browser) -> None:
    server = start_app(data_dir, CHAT_SKIP_BUILD="0")
    anna = Person(browser.new_context(), server.url, "Anna Berg")
    anna.register()
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    anna.page.evaluate(KEPT)
    anna.line_breaks = True
    server.stop()
    _opens_without_its_server(anna, kitchen)
    server.start()
    anna.open(kitchen)
    anna.context.close()
    server.stop()


def test_what_is_kept_for_then_has_nothing_of_anybody(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    kitchen = anna.begin_group("Kitchen")
    anna.open(kitchen)
    kept: list[str] = anna.page.evaluate(KEPT)
    assert {"/", "/login", "/register", "/c/_", "/c/_/m/_", "/icon.svg"} <= set(kept)
    assert [path for path in kept if path.startswith(("/api", "/hooks", "/_event")) or kitchen in path] == []
    anna.cut_off()
    refused = anna.page.evaluate("fetch('/api/v1/instance').then(() => false, () => true)")
    anna.plug_in()
    assert refused


def test_where_there_are_no_service_workers_a_page_is_as_before(new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.context.add_init_script(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined })"
    )
    anna.open(anna.begin_group("Kitchen"))
    anna.say("Good morning!")
    anna.sees("Good morning!")


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[BuiltPages]:
    serving = BuiltPages(tmp_path / "pages")
    yield serving
    serving.close()


NewVisitor = Callable[[], Page]


@pytest.fixture
def new_visitor(browser: Browser, pages: BuiltPages) -> Iterator[NewVisitor]:
    """A browser that has seen the sign-in page and keeps the build; only pages are there to be had."""
    contexts: list[BrowserContext] = []

    def come() -> Page:
        contexts.append(browser.new_context())
        page = contexts[-1].new_page()
        page.goto(f"{pages.url}/login")
        page.evaluate(KEPT)
        return page

    yield come
    for context in contexts:
        context.close()


def _build_of(page: Page) -> str:
    return page.evaluate("__reactRouterManifest.url").rpartition("/")[2]


def test_a_server_that_thinks_for_too_long_is_not_waited_for(
    pages: BuiltPages, new_visitor: NewVisitor
) -> None:
    page = new_visitor()
    pages.hangs.set()
    page.goto(f"{pages.url}/c/0123456789", timeout=10_000)
    expect(page.get_by_role("button", name="New conversation", exact=True)).to_be_visible()


def test_a_server_with_another_build_is_believed_and_its_build_kept(
    pages: BuiltPages, new_visitor: NewVisitor
) -> None:
    page = new_visitor()
    first = _build_of(page)
    pages.replace()
    page.reload()
    assert _build_of(page) == pages.build != first
    _has_taken_over(page, "parley-build-build1")
    pages.replace()
    page.reload()
    _has_taken_over(page, "parley-build-build2")
    names: list[str] = page.evaluate("caches.keys()")
    assert names == ["parley-build-build1", "parley-build-build2"]  # one for pages that are still open
    pages.hangs.set()
    page.reload()
    assert _build_of(page) == pages.build


def _has_taken_over(page: Page, cache: str) -> None:
    page.evaluate("navigator.serviceWorker.ready.then((registration) => registration.update())")
    ask = "caches.keys().then((names) => names.at(-1))"
    state = "navigator.serviceWorker.ready.then(({ active, installing, waiting }) => "
    state += "!installing && !waiting && active.state === 'activated')"
    wait_until(lambda: page.evaluate(ask) == cache and page.evaluate(state), f"the turn of {cache}", 10)


def test_a_page_of_the_build_before_still_gets_its_parts(pages: BuiltPages, new_visitor: NewVisitor) -> None:
    page = new_visitor()
    first = _build_of(page)
    pages.replace()
    _has_taken_over(page, "parley-build-build1")
    page.evaluate("document.body.dataset.same = 'yes'")
    register = page.evaluate("__reactRouterManifest.routes['routes/[register]._index'].module")
    assert not (pages.folder / register[1:]).exists()
    assert page.evaluate(f"import('{register}').then((part) => typeof part.default)") == "function"
    assert (_build_of(page), page.evaluate("document.body.dataset.same")) == (first, "yes")


def test_a_page_whose_parts_are_gone_is_loaded_anew_if_that_helps(
    pages: BuiltPages, new_visitor: NewVisitor
) -> None:
    page = new_visitor()
    page.evaluate("document.body.dataset.same = 'yes'")
    failed = "dispatchEvent(new Event('vite:preloadError'))"
    asked = len(pages.asked)
    page.evaluate(failed)
    wait_until(lambda: "/login" in pages.asked[asked:], "the question for the server's build", 5)
    pages.replace()
    assert page.evaluate("document.body.dataset.same") == "yes"  # the server had the same build
    with page.expect_navigation():
        page.evaluate(failed)
    assert _build_of(page) == pages.build
