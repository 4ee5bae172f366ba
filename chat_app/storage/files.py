"""What a file needs to be safe on a disk, in the threads that may wait for one."""

import errno
import os
import secrets
import shutil
from pathlib import Path


def sync_data(descriptor: int) -> None:
    """Returns when the content is on the disk."""
    getattr(os, "fdatasync", os.fsync)(descriptor)  # macOS has only the one


def sync_path(path: Path) -> None:
    """Returns when the content of a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        sync_data(descriptor)
    finally:
        os.close(descriptor)


MOST_PIECES = 1024
"""The system takes no more in one call."""


def write_all(descriptor: int, pieces: list[bytes]) -> None:
    """Writes up to `MOST_PIECES`, wholly also where the system takes only a part at once."""
    size = sum(map(len, pieces))
    done = os.writev(descriptor, pieces)
    if done < size:
        rest = memoryview(b"".join(pieces))
        while done < size:
            done += os.write(descriptor, rest[done:])


def make_folders(folder: Path) -> None:
    """Makes it with those above it, so that they are there after a power cut too."""
    if not folder.is_dir():
        make_folders(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_path(folder.parent)


def move(path: Path, target: Path, beside: Path) -> None:
    """Renames; from another filesystem it copies into `beside`, a folder of the target's, and syncs."""
    try:
        path.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy = beside / secrets.token_hex(16)
        try:
            shutil.copyfile(path, copy)
            sync_path(copy)
            copy.replace(target)
        finally:
            copy.unlink(missing_ok=True)
        path.unlink()
