"""`restore`: an installation as a back-up has it, where there is none."""

import argparse
from pathlib import Path

from chat_app.launcher.backups.restoring import restore
from chat_app.launcher.commands.command import Command
from chat_app.launcher.commands.progress import shown_progress
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="a back-up, or the folder of several: then the newest")
    parser.add_argument(
        "--keep-sessions",
        action="store_true",
        help="for a move after which nothing was written: nobody has to sign in again",
    )
    parser.description = (
        "Checks a back-up and puts it into the data dir and the database of the settings, where nothing may "
        "be yet. Then everybody has to sign in again, unless --keep-sessions is said."
    )


def _run(settings: Settings, options: argparse.Namespace) -> int:
    with shown_progress() as progress:
        restored = restore(settings, options.folder, keep_sessions=options.keep_sessions, progress=progress)
    print(f"{restored.folder} was restored: {restored.files:,} files, the database as of {restored.made_at}.")
    if not options.keep_sessions:
        print(f"People were signed out on {restored.signed_out:,} devices.")
    return 0


COMMAND = Command(_run, _options)
