"""Files of strangers, read in place."""

import mmap
import struct
from collections.abc import Generator
from contextlib import contextmanager
from io import BufferedRandom, BufferedReader

from chat_app.media.problems import Broken

Data = mmap.mmap

MOST_PARTS = 500_000
"""Chunks, blocks or boxes of one file: more than any has that somebody made to be looked at."""


@contextmanager
def mapped(file: BufferedReader | BufferedRandom) -> Generator[Data, None, None]:
    """The bytes of the file. Whoever reads on behind their end is told so.

    Raises:
        Broken: the file is empty, or reading went beyond its end.
    """
    try:
        data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except ValueError:
        raise Broken("it is empty") from None
    with data:
        try:
            yield data
        except (IndexError, struct.error):
            raise Broken("it is cut off") from None
