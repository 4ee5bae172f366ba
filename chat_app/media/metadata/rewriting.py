"""A file made anew of pieces of itself."""

import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from chat_app.media.metadata.reading import Data, mapped
from chat_app.media.problems import Broken

Piece = bytes | tuple[int, int]
"""Bytes as they are, or where they begin and end in the file."""

_CHUNK = 1024 * 1024


def rewrite(path: Path, pieces_of: Callable[[Data], Iterable[Piece]]) -> None:
    """Replaces the file by the pieces of it, once all of them are written.

    Raises:
        Broken: as `pieces_of` does, or a piece ends behind the end of the file.
    """
    beside = path.with_name(f"{path.name}.clean")
    try:
        with path.open("rb") as file, mapped(file) as data, beside.open("wb", buffering=_CHUNK) as out:
            shutil.copymode(path, beside)
            for piece in pieces_of(data):
                _write(out, data, piece)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(out: BinaryIO, data: Data, piece: Piece) -> None:
    if isinstance(piece, bytes):
        out.write(piece)
        return
    start, end = piece
    if end > len(data):
        raise Broken("it is cut off")
    out.writelines(data[at : min(at + _CHUNK, end)] for at in range(start, end, _CHUNK))
