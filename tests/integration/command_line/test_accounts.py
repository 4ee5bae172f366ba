"""`create-admin` and `reset-password`."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.integration.command_line.conftest import Run
from tests.support.api import Api
from tests.support.chat import Chat
from tests.support.servers import AppServer, start_app

PASSWORD = "correct horse battery staple"
ANOTHER = "a quite different sentence"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    running = start_app(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


def audit(data_dir: Path) -> list[tuple[str, str | None, str]]:
    with sqlite3.connect(data_dir / "parley.db") as database:
        return database.execute("SELECT action, actor_id, target_name FROM audit_log ORDER BY id").fetchall()


def test_the_first_account_is_an_owners_and_the_next_an_admins(run: Run, data_dir: Path) -> None:
    for name, role in (("ada", "an owner"), ("bea", "an admin")):
        made = run(
            "create-admin", "--username", name, "--email", f"{name}@example.org", given=PASSWORD + "\n"
        )
        assert (made.returncode, made.stdout) == (0, f"{name} was made, {role}.\n"), made.stderr
    assert audit(data_dir) == [("user.create", None, "ada"), ("user.create", None, "bea")]


def test_it_works_on_postgresql_too(run: Run, new_postgres_database) -> None:
    url = new_postgres_database()
    make = ("create-admin", "--username", "Ada", "--email", "ada@example.org")
    assert run(*make, given=PASSWORD, CHAT_DATABASE_URL=url).stdout == "ada was made, an owner.\n"
    reset = run("reset-password", "ada@example.org", given=ANOTHER, CHAT_DATABASE_URL=url)
    assert reset.stdout == "ada has the new password and was signed out on 0 devices.\n"


@pytest.mark.parametrize(
    ("arguments", "given", "why"),
    [
        (("--username", "x y", "--email", "x@example.org"), PASSWORD, "username must have"),
        (("--username", "ada", "--email", "nowhere"), PASSWORD, "email must be"),
        (("--username", "ada", "--email", "a@example.org"), "12345678", "too easy to guess"),
        (("--username", "ada", "--email", "a@example.org"), "", "No password was given"),
        (("--username", "ada"), PASSWORD, "--email"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    run: Run, arguments: tuple[str, ...], given: str, why: str
) -> None:
    refused = run("create-admin", *arguments, given=given)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert why in refused.stderr
    assert "Traceback" not in refused.stderr
    assert PASSWORD not in refused.stderr


async def test_somebody_who_is_there_is_promoted_and_keeps_their_password(
    run: Run, server: AppServer
) -> None:
    async with Api(server.url) as ada, Api(server.url) as bob:
        await ada.register("ada")
        await bob.register("bob")
        await bob.refused("GET", "/bots", 403)
        assert run("create-admin", "--username", "bob", at=server.data_dir).stdout == "bob is an admin now.\n"
        assert (await bob.get("/me"))["role"] == "admin"
        await bob.get("/bots")
        again = run("create-admin", "--username", "bob", "--role", "owner", at=server.data_dir)
        assert again.stdout == "bob is an owner now.\n"
        less = run("create-admin", "--username", "bob", "--role", "admin", at=server.data_dir)
        assert (less.returncode, less.stdout) == (1, "")
        other = run("create-admin", "--username", "bob", "--email", "x@example.org", at=server.data_dir)
        assert other.returncode == 1
        await bob.login()
        bot = await ada.post("/bots", {"username": "robin"})
        refused = run("create-admin", "--username", bot["username"], at=server.data_dir)
        assert "is a bot" in refused.stderr


async def test_a_new_password_ends_every_session_of_a_running_server(run: Run, server: AppServer) -> None:
    async with Api(server.url) as eve:
        await eve.register("eve")
        chat = await Chat.connect(server.url, token=eve.token)
        await chat.sync()
        weak = run("reset-password", "eve", at=server.data_dir, given="evening1")
        assert (weak.returncode, weak.stdout) == (1, "")
        done = run("reset-password", "eve", at=server.data_dir, given=ANOTHER + "\n")
        assert done.stdout == "eve has the new password and was signed out on 1 devices.\n"
        assert (await chat.wait_closed())[0] == 4001
        await eve.refused("GET", "/me", 401)
        await eve.refused("POST", "/auth/login", 401, json={"login": "eve", "password": eve.password})
        await eve.login("eve", ANOTHER)
    assert ("user.reset_password", None, "eve") in audit(server.data_dir)


def test_nobody_has_no_password(run: Run) -> None:
    refused = run("reset-password", "nobody", given=PASSWORD)
    assert (refused.returncode, refused.stderr) == (1, "Nobody signs in as nobody.\n")


def test_what_is_no_command_and_what_is_a_wrong_setting_is_2(run: Run) -> None:
    for arguments in ((), ("create-admin",), ("reset-password",), ("export", "x"), ("unheard-of",)):
        assert run(*arguments).returncode == 2
    assert run("reset-password", "x", PORT="none").returncode == 2
    assert run("doctor", PORT="none").returncode == 2
    unreachable = run("reset-password", "x", CHAT_DATABASE_URL="postgresql://x:secret@127.0.0.1:1/x")
    assert unreachable.returncode == 2
    assert "secret" not in unreachable.stderr
