"""The command line: `python -m chat_app` and the name of a command of `launcher.commands`."""

import argparse
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from chat_app import __version__
from chat_app.errors import ChatError, StartError
from chat_app.launcher.commands import COMMANDS
from chat_app.launcher.commands.command import Command, Failed
from chat_app.settings import get_settings

FAILED = 1
WRONG_START = 2
"""The exit status for what cannot succeed until somebody changes a setting, or asks otherwise."""


class Stopped(BaseException):
    """Asked to end before there was a server that could be drained."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status of the process."""
    parser = argparse.ArgumentParser(prog="python -m chat_app", description="Parley, a team chat.")
    parser.add_argument("--version", action="version", version=f"Parley {__version__}")
    names = parser.add_subparsers(dest="command", required=True, metavar="command")
    arguments = sys.argv[1:] if arguments is None else arguments
    command: Command | None = None
    for name, named in COMMANDS.items():
        subparser = names.add_parser(name, help=named.help) if named.help else names.add_parser(name)
        if name in arguments[:1]:
            command = named.load()
            command.options(subparser)
    options = parser.parse_args(arguments)
    assert command is not None, "the parser lets nothing else through"  # noqa: S101

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        return command.run(get_settings(), options)
    except StartError as error:
        if command.told is not None:
            return command.told(error, options)
        print(f"Parley cannot start. {error}", file=sys.stderr, flush=True)
        return WRONG_START
    except ChatError as error:
        reasons = "; ".join(f"{name} {why}" for name, why in error.fields.items())
        print(f"{error.message.rstrip('.')}: {reasons}." if reasons else error.message, file=sys.stderr)
        return FAILED
    except Failed as error:
        print(error, file=sys.stderr, flush=True)
        return FAILED
    except Stopped:
        return 0 if command.is_server else 128 + signal.SIGINT


def _stop(_number: int, _frame: FrameType | None) -> None:
    # A second signal ends the process at once, whatever it is doing.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    raise Stopped


def _end(number: int, _frame: FrameType | None) -> None:
    os._exit(128 + number)
