"""`build`: the step of a start that makes the pages, alone."""

import argparse

from chat_app.launcher import frontend
from chat_app.launcher.commands.command import Command
from chat_app.settings import Settings


def _run(_settings: Settings, _options: argparse.Namespace) -> int:
    frontend.ensure_built()
    return 0


COMMAND = Command(_run, is_server=True)
