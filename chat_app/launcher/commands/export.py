"""`export`: a whole group in a file."""

import argparse
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

from chat_app.db import Database
from chat_app.launcher.commands.command import Command, Failed
from chat_app.launcher.commands.database import with_database
from chat_app.launcher.commands.progress import shown_progress
from chat_app.services import operator
from chat_app.services.export import Format, Piece, export_group
from chat_app.settings import Settings


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("group", help="id or name")
    parser.add_argument("--format", choices=get_args(Format), default="jsonl")
    parser.add_argument("--output", required=True, type=Path, help="a file that is not there yet, or -")
    parser.description = "Writes every message of a group into a file. A server may be running meanwhile."


def _run(settings: Settings, options: argparse.Namespace) -> int:
    output: Path = options.output

    async def write(database: Database) -> str:
        group = await database.read(operator.find_group, options.group)
        pieces = export_group(database.read, group.id, options.format)
        written = await _write(output, pieces, group.last_seq)
        await database.write(operator.note_export, group.id, options.format)
        return f"{written:,} messages of {group.name} were written to {output}."

    if str(output) != "-" and output.exists():
        raise Failed(f"{output} is there already. Nothing was written.")
    said = with_database(settings, write)
    print(said, file=sys.stderr if str(output) == "-" else sys.stdout)
    return 0


async def _write(output: Path, pieces: AsyncIterator[Piece], total: int) -> int:
    """Into a file beside it, which takes its place once it is whole. Returns how many messages there were."""
    to_terminal = str(output) == "-"
    draft = output.with_name(f".{output.name}.{os.getpid()}")
    written = 0
    try:
        file = sys.stdout.buffer if to_terminal else draft.open("xb")
    except OSError as error:
        raise Failed(f"{output} cannot be written: {error.strerror}.") from None
    try:
        with shown_progress() as progress:
            bar = progress.add_task("messages", total=total)
            async for written, piece in pieces:
                file.write(piece)
                progress.update(bar, completed=written, total=max(total, written))
        file.flush()
        if not to_terminal:
            os.fsync(file.fileno())
            file.close()
            draft.replace(output)
    except OSError as error:
        raise Failed(f"{output} could not be written: {error.strerror}.") from None
    finally:
        if not to_terminal:
            file.close()
            draft.unlink(missing_ok=True)
    return written


COMMAND = Command(_run, _options)
