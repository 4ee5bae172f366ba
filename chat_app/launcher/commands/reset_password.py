"""`reset-password`: for who has forgotten it, or must be kept out."""

import argparse

from chat_app.db import Database
from chat_app.errors import Invalid
from chat_app.launcher.commands.command import Command, Failed, new_password
from chat_app.launcher.commands.database import with_database
from chat_app.services import operator, passwords
from chat_app.services.password_changes import find_by_login
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("login", help="username or e-mail address")
    parser.description = (
        "Sets a new password, asked for or read from standard input, and signs the person out everywhere."
    )


def _run(settings: Settings, options: argparse.Namespace) -> int:
    async def reset(database: Database) -> str:
        user = await database.read(find_by_login, options.login)
        if user is None:
            raise Failed(f"Nobody signs in as {options.login}.")
        password = new_password()
        about = (user.username, user.email.partition("@")[0], user.display_name)
        if why := await passwords.why_refused(password, *about):
            raise Invalid("This password cannot be used", fields={"it": why})
        ended = await database.write(operator.reset_password, user.id, await passwords.hashed(password))
        return f"{user.username} has the new password and was signed out on {ended} devices."

    print(with_database(settings, reset))
    return 0


COMMAND = Command(_run, _options)
