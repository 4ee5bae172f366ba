"""What a command is made of, and what several of them need."""

import argparse
import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass

from chat_app.errors import StartError
from chat_app.settings import Settings


class Failed(Exception):
    """One line for the person at the terminal; the exit status is 1."""


def _none(_parser: argparse.ArgumentParser) -> None:
    pass


@dataclass(frozen=True)
class Command:
    """`run(settings, options)` returns the exit status: 0, 1 where it failed, 2 for a wrong setting.

    `options(parser)` names its arguments. Settings that are wrong are told by `told`, if it is there.
    """

    run: Callable[[Settings, argparse.Namespace], int]
    options: Callable[[argparse.ArgumentParser], None] = _none
    is_server: bool = False
    told: Callable[[StartError, argparse.Namespace], int] | None = None


def new_password() -> str:
    """Asked for twice, without showing it; where nobody sits at a terminal, the first line that comes in.

    Raises:
        Failed: there is none, or the second is another.
    """
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        try:
            password = getpass.getpass("New password: ")
            if getpass.getpass("The same again: ") != password:
                raise Failed("These are two different passwords. Nothing was changed.")
        except EOFError:
            password = ""
    if not password:
        raise Failed("No password was given. Nothing was changed.")
    return password
