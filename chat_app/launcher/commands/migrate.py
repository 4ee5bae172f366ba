"""`migrate`: the step of a start that changes the database, alone."""

import argparse

from chat_app.db.migrate import migrate
from chat_app.launcher.commands.command import Command
from chat_app.settings import Settings


def _run(settings: Settings, _options: argparse.Namespace) -> int:
    migrate(settings)
    return 0


COMMAND = Command(_run, is_server=True)
