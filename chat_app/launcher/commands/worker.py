"""`worker`: one process of several, started by `serve`."""

import argparse

from chat_app.launcher.commands.command import Command
from chat_app.launcher.workers import work
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    for name in ("--listen", "--ready", "--parent"):
        parser.add_argument(name, type=int, required=True)


def _run(settings: Settings, options: argparse.Namespace) -> int:
    return work(settings, options.listen, options.ready, options.parent)


COMMAND = Command(_run, _options, is_server=True)
