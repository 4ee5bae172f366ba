"""The command line: `serve`, `migrate`, `build`."""

import argparse
import asyncio
import os
import resource
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from chat_app import __version__
from chat_app.errors import StartError
from chat_app.launcher import frontend
from chat_app.settings import Settings, get_settings

WRONG_START = 2
"""The exit status for a start that cannot succeed until somebody changes something."""


class Stopped(BaseException):
    """Asked to end before there was a server that could be drained."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status of the process."""
    parser = argparse.ArgumentParser(prog="python -m chat_app", description="Parley, a team chat.")
    parser.add_argument("--version", action="version", version=f"Parley {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="build what changed, migrate the database and serve on one port")
    commands.add_parser("migrate", help="bring the database to this version, and end")
    commands.add_parser("build", help="build the frontend if its sources changed, and end")
    worker = commands.add_parser("worker")  # started by `serve`, never by a person
    worker.add_argument("--listen", type=int, required=True)
    worker.add_argument("--ready", type=int, required=True)
    worker.add_argument("--parent", type=int, required=True)
    options = parser.parse_args(arguments)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        settings = get_settings()
        match options.command:
            case "migrate":
                _migrate(settings)
                return 0
            case "build":
                frontend.ensure_built()
                return 0
            case "worker":
                from chat_app.launcher.workers import work

                return work(settings, options.listen, options.ready, options.parent)
            case _:
                return _serve(settings)
    except StartError as error:
        print(f"Parley cannot start. {error}", file=sys.stderr, flush=True)
        return WRONG_START
    except Stopped:
        return 0


def _serve(settings: Settings) -> int:
    from chat_app.launcher.listen import listen

    if not Path("rxconfig.py").exists():
        raise StartError("Start it in the folder of its source, where rxconfig.py is.")
    _raise_file_limit()
    sockets = listen(settings)  # first of all: a taken port is found before anything is built
    with frontend.use() as web_dir:
        _migrate(settings)
        _check_storage(settings)
        frontend.tell_reflex(web_dir)
        if settings.workers > 1:
            from chat_app.launcher.workers import supervise

            return supervise(settings, sockets)
        from chat_app.launcher.server import serve

        return serve(settings, sockets[0])


def _migrate(settings: Settings) -> None:
    from chat_app.db.migrate import migrate

    migrate(settings)


def _check_storage(settings: Settings) -> None:
    from chat_app.storage import check_storage

    asyncio.run(check_storage(settings))


def _raise_file_limit() -> None:
    """Every open socket is an open file, and the usual soft limit of 1,024 is one small team."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (OSError, ValueError):  # macOS refuses "unlimited"
        resource.setrlimit(resource.RLIMIT_NOFILE, (10_240, hard))


def _stop(_number: int, _frame: FrameType | None) -> None:
    # A second signal ends the process at once, whatever it is doing.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    raise Stopped


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
