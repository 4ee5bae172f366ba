"""The commands, one file for each; only the one that is asked for is loaded, as a start should be quick."""

from importlib import import_module
from typing import NamedTuple

from chat_app.launcher.commands.command import Command


class Named(NamedTuple):
    """Where a command is, and what the list says of it; nothing of those that other commands start."""

    module: str
    help: str = ""

    def load(self) -> Command:
        return import_module(f"{__name__}.{self.module}").COMMAND


COMMANDS = {
    "serve": Named("serve", "build what changed, migrate the database and serve on one port"),
    "migrate": Named("migrate", "bring the database to this version, and end"),
    "build": Named("build", "build the frontend if its sources changed, and end"),
    "create-admin": Named("create_admin", "make an account that runs the installation, or promote one"),
    "reset-password": Named("reset_password", "set somebody's password and sign them out everywhere"),
    "export": Named("export", "write every message of a group into a file"),
    "backup": Named("backup", "copy database, files and secret key into a folder, while it is used"),
    "restore": Named("restore", "put an installation back as a back-up has it"),
    "doctor": Named("doctor", "look whether everything is as it should be"),
    "worker": Named("worker"),
}
