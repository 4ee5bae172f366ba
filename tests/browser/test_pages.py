"""How the built pages leave the server."""

import re

import httpx
import pytest

from tests.browser.conftest import NewPerson
from tests.support.servers import AppServer

FIRST_LOAD = 200_000
"""Bytes of script and style, compressed, that a conversation may load before it shows."""


@pytest.mark.parametrize(
    "path", ["/login", "/register", "/", "/c/0123456789", "/c/0123456789/m/7", "/c/0123456789/", "/login/"]
)
def test_every_page_answers_200_under_its_own_address(installation: AppServer, path: str) -> None:
    answer = httpx.get(installation.url + path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_an_address_without_a_page_answers_404(installation: AppServer) -> None:
    assert httpx.get(f"{installation.url}/nothing/here").status_code == 404


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


def test_the_first_load_is_small_and_names_no_host(installation: AppServer, new_person: NewPerson) -> None:
    anna = new_person("Anna Berg")
    anna.open(anna.begin_group("Kitchen"))
    loaded: dict[str, int] = anna.page.evaluate(
        """() => Object.fromEntries(performance.getEntriesByType("resource")
            .filter(({ name }) => /\\.(js|css)$/.test(name))
            .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize]))"""
    )
    assert len(loaded) > 5
    assert sum(loaded.values()) < FIRST_LOAD, loaded
    for name in loaded:
        code = httpx.get(installation.url + name).text
        assert not re.search(r"(ws|http)s?://(localhost|127\.0\.0\.1):\d", code), name
