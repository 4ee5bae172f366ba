"""`backup`: everything that an installation has, into a folder, while it is used."""

import argparse
import sys
from pathlib import Path

from chat_app.launcher.backups.making import back_up
from chat_app.launcher.commands.command import Command
from chat_app.launcher.commands.progress import shown_progress
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, help="where back-ups are kept, each in a folder of its own")
    parser.add_argument("--keep", type=_count, metavar="N", help="then remove all but the newest N")
    parser.description = (
        "Copies the database, the files and the secret key into a folder. A server may be running meanwhile. "
        "Files that are there from an earlier back-up are not copied again."
    )


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return count


def _run(settings: Settings, options: argparse.Namespace) -> int:
    with shown_progress() as progress:
        made = back_up(settings, options.folder, options.keep, progress)
    if settings.s3_bucket:
        what = "The database was backed up"
        _say(f"The files in {settings.s3_bucket} are not in it: keep a copy of the bucket, or its versions.")
    else:
        what = f"{made.files:,} files, {made.new:,} of them new, and the database were backed up"
    if settings.secret:
        _say("CHAT_SECRET_KEY is not in it: keep it elsewhere.")
    if made.missing:
        _say(f"{made.missing:,} files were removed while it was made and are not in it.")
    print(f"{what} to {made.folder}.")
    if made.forgotten:
        print(f"{made.forgotten:,} older back-ups were removed.")
    return 0


def _say(note: str) -> None:
    print(note, file=sys.stderr)


COMMAND = Command(_run, _options)
