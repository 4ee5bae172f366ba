"""SHA-256 of files, and copies that are checked."""

import hashlib
import os
import secrets
from pathlib import Path

from chat_app.storage.files import sync_path

_CHUNK = 1024 * 1024


def sum_of(path: Path) -> str:
    """In hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copied(source: Path, target: Path) -> str:
    """Copies the content to a place that nothing is at, safely on the disk; returns its checksum."""
    digest = hashlib.sha256()
    draft = target.with_name(f".{target.name}.{secrets.token_hex(8)}")
    try:
        with source.open("rb") as reading, draft.open("xb") as writing:
            while chunk := reading.read(_CHUNK):
                digest.update(chunk)
                writing.write(chunk)
            writing.flush()
            os.fsync(writing.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return digest.hexdigest()


def read_list(path: Path) -> dict[str, str]:
    """The checksums of a list as `sha256sum` writes it, by the name of the file."""
    sums: dict[str, str] = {}
    with path.open(encoding="ascii") as lines:
        for line in lines:
            digest, _, name = line.rstrip("\n").partition("  ")
            sums[name] = digest
    return sums


def write_list(path: Path, sums: dict[str, str]) -> None:
    """The same the other way round, safely on the disk."""
    with path.open("x", encoding="ascii") as lines:
        lines.writelines(f"{digest}  {name}\n" for name, digest in sums.items())
    sync_path(path)
