"""Which shell is for which address."""

import re

import pytest

from chat_app.ui.shell.addresses import shells

ROUTES = (
    "login",
    "index",
    "c/[conversation_id]",
    "c/[conversation_id]/m/[seq]",
    "admin/groups",
    "admin/[page]",
    "404",
)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/", "/"),
        ("/login", "/login"),
        ("/login/", "/login"),
        ("/c/01a2", "/c/_"),
        ("/c/01a2/", "/c/_"),
        ("/c/01a2/m/7", "/c/_/m/_"),
        ("/admin/groups", "/admin/groups"),
        ("/admin/users", "/admin/_"),
        ("/c", None),
        ("/c/01a2/m", None),
        ("/login/more", None),
        ("/404", None),
        ("/api/v1/me", None),
        ("/service-worker.js", None),
    ],
)
def test_an_address_has_the_shell_of_its_kind(address: str, path: str | None) -> None:
    found = next((shell for shell in shells(ROUTES) if re.match(shell.pattern, address)), None)
    assert (found.path if found else None) == path


def test_a_shell_lies_where_the_build_puts_a_page_with_that_address() -> None:
    files = {shell.path: shell.file for shell in shells(ROUTES)}
    assert files["/"] == "index.html"
    assert files["/login"] == "login/index.html"
    assert files["/c/_/m/_"] == "c/_/m/_/index.html"
