"""The admin pages; as in test_screens.py."""

import pytest
from playwright.sync_api import expect

from tests.browser.looks import Looks
from tests.support.servers import AppServer


@pytest.fixture(scope="module")
def installation(empty_installation: AppServer) -> AppServer:
    return empty_installation


def test_administration(looks: Looks, installation: AppServer) -> None:
    olga = looks.person("Olga Owner", account=False)
    olga.username, olga.email = "olga", "olga@example.org"
    if not hasattr(installation, "has_owner"):
        olga.register()
        installation.has_owner = True  # type: ignore[attr-defined]
    olga.ask("POST", "/auth/login", {"login": "olga", "password": "grey heron at noon"})
    people = [looks.new_person(name) for name in ("Anna Berg", "Bob Carlsen")]
    room = people[0].begin_group("Playground", people[1])
    body = {"client_id": "rude", "body": "You smell of leeks, all of you, and so does your soup."}
    message = people[1].ask("POST", f"/conversations/{room}/messages", body)
    people[0].ask("POST", f"/messages/{message['id']}/report", {"reason": "Rude, and not for the first time"})
    for place, heading, seen in (
        ("", "Overview", "open reports"),
        ("/users", "People", "Olga Owner"),
        ("/groups", "Groups", "Playground"),
        (f"/groups/{room}", "Playground", "Archive and delete"),
        ("/moderation", "Moderation", "You smell of leeks"),
        ("/audit", "Audit log", "From where"),
        ("/system", "System", "Running since"),
        ("/settings", "Settings", "New accounts"),
    ):
        olga.visit(f"/admin{place}")
        expect(olga.page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        expect(olga.page.get_by_text(seen).first).to_be_attached()
        name = "group" if place.startswith("/groups/") else place.strip("/") or "overview"
        looks.look(olga, f"admin-{name}")
    olga.visit("/admin/users?q=Anna")
    olga.page.get_by_role("row").filter(has_text="Anna Berg").first.get_by_role("button").click()
    expect(olga.page.get_by_role("dialog")).to_contain_text("Sign out everywhere")
    looks.look(olga, "admin-person")
