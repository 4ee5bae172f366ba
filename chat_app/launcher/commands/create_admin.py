"""`create-admin`: an account that runs the installation, new or one that is there already."""

import argparse

from chat_app.db import Database
from chat_app.errors import Invalid
from chat_app.launcher.commands.command import Command, Failed, new_password
from chat_app.launcher.commands.database import with_database
from chat_app.services import operator, passwords
from chat_app.services.accounts import checked_email, checked_username
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--username", required=True)
    parser.add_argument("--email", help="needed for a new account")
    parser.add_argument(
        "--role",
        choices=operator.ROLES,
        help="owner for the first account, otherwise admin, unless it is said",
    )
    parser.description = (
        "Makes an account that runs the installation, or gives this role to one that is there. "
        "A new account's password is asked for, or read from standard input."
    )


def _run(settings: Settings, options: argparse.Namespace) -> int:
    username = checked_username(options.username.strip())
    email: str | None = checked_email(options.email.strip()) if options.email else None
    role: str | None = options.role

    async def make(database: Database) -> str:
        if await database.read(operator.is_known, username):
            promoted = await database.write(operator.promote, username, email, role or "admin")
            return f"{username} is {_called(promoted)} now."
        if email is None:
            raise Failed(f"There is no {username} yet: give an --email for a new account.")
        password = new_password()
        if why := await passwords.why_refused(password, username, email.partition("@")[0]):
            raise Invalid("This password cannot be used", fields={"it": why})
        hashed = await passwords.hashed(password)
        made = await database.write(operator.create_admin, username, email, hashed, role)
        return f"{username} was made, {_called(made)}."

    print(with_database(settings, make))
    return 0


def _called(role: str) -> str:
    return "an owner" if role == "owner" else "an admin"


COMMAND = Command(_run, _options)
