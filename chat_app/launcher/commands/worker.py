"""`worker`: one process of several, started by `serve`."""

import argparse

from chat_app.launcher import frontend
from chat_app.launcher.commands.command import Command
from chat_app.launcher.workers import work
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    for name in ("--listen", "--ready", "--parent"):
        parser.add_argument(name, type=int, required=True)
    parser.add_argument("--successor", action="store_true")


def _run(settings: Settings, options: argparse.Namespace) -> int:
    # Its sources may be newer than those that its parent was started with.
    with frontend.use() as web_dir:
        frontend.tell_reflex(web_dir)
        return work(settings, options.listen, options.ready, options.parent, is_successor=options.successor)


COMMAND = Command(_run, _options, is_server=True)
