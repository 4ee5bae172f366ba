"""Making a back-up, and forgetting old ones."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from rich.progress import Progress

from chat_app import __version__
from chat_app.launcher.backups import databases, manifest
from chat_app.launcher.backups.checksums import copied, read_list, sum_of, write_list
from chat_app.launcher.backups.manifest import DATABASES, FILE_LIST, NAME, SECRET, Manifest
from chat_app.launcher.backups.pool import Pool
from chat_app.launcher.commands.command import Failed
from chat_app.services.files import key
from chat_app.settings import Settings
from chat_app.storage.files import sync_path
from chat_app.storage.interface import FILES

_DRAFT = ".draft"


class Made(NamedTuple):
    """A back-up: where it is, how many files it has, and how many of them were not in an earlier one.

    `missing` files came and went while it was made. `forgotten` older back-ups were removed.
    """

    folder: Path
    files: int
    new: int
    missing: int
    forgotten: int


def back_up(settings: Settings, folder: Path, keep: int | None, progress: Progress) -> Made:
    """Adds a back-up to the folder, which is made if need be; then removes all but the newest `keep`.

    Raises:
        Failed: it could not be made; there is no half of it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _alone(folder):
            draft = folder / _DRAFT
            shutil.rmtree(draft, ignore_errors=True)  # of one that was killed
            draft.mkdir(mode=0o700)
            try:
                return _made(settings, folder, draft, keep, progress)
            finally:
                shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        raise Failed(
            f"The back-up could not be written: {error.filename or folder}: {error.strerror}."
        ) from None


def every(folder: Path) -> list[Path]:
    """The back-ups in a folder, the oldest first."""
    return sorted(path.parent for path in folder.glob(f"[!.]*/{NAME}"))


def _made(settings: Settings, folder: Path, draft: Path, keep: int | None, progress: Progress) -> Made:
    made_at = datetime.now(UTC)
    secret = settings.secret_key  # where there is none yet it is made
    before = every(folder)
    pool = Pool(folder / FILES, read_list(before[-1] / FILE_LIST) if before else {})
    on_disk = settings.data_dir / FILES if manifest.files_of(settings) == "disk" else None
    if on_disk:
        _take(pool, on_disk, databases.files_now(settings), progress, "files")

    kind = manifest.database_of(settings)
    database = draft / DATABASES[kind]
    bar = progress.add_task("database", total=None)
    copy = databases.copy(
        settings, database, lambda done, total: progress.update(bar, completed=done, total=total)
    )
    progress.remove_task(bar)

    files = _take(pool, on_disk, copy.files, progress, "new files") if on_disk else {}
    write_list(draft / FILE_LIST, files)
    sums = {database.name: sum_of(database), FILE_LIST: sum_of(draft / FILE_LIST)}
    if settings.secret is None:
        sums[SECRET] = copied(settings.data_dir / SECRET, draft / SECRET)
        (draft / SECRET).chmod(0o600)
    Manifest(
        version=__version__,
        made_at=made_at.isoformat(timespec="seconds"),
        schema_revision=copy.schema_revision,
        database=kind,
        files=manifest.files_of(settings),
        secret_fingerprint=manifest.fingerprint(secret),
        sums=sums,
    ).write(draft)
    sync_path(draft)
    target = folder / f"{made_at:%Y-%m-%dT%H%M%S}.{made_at.microsecond // 1000:03}Z"
    draft.rename(target)
    sync_path(folder)
    missing = sum(len(_keys(row)) for row in copy.files) - len(files) if on_disk else 0
    forgotten = _forget(folder, pool, keep) if keep else 0
    return Made(target, len(files), pool.new, missing, forgotten)


def _take(
    pool: Pool, source: Path, rows: list[tuple[str, str]], progress: Progress, what: str
) -> dict[str, str]:
    """Takes what is there of these files; returns their checksums by key."""
    sums: dict[str, str] = {}
    for row in progress.track(rows, description=what):
        for one in _keys(row):
            if digest := pool.take(source / one, one):
                sums[one] = digest
    return sums


def _keys(row: tuple[str, str]) -> list[str]:
    file_id, variants = row
    return [key(file_id), *(key(file_id, size) for size in json.loads(variants))]


def _forget(folder: Path, pool: Pool, keep: int) -> int:
    kept, old = every(folder)[-keep:], every(folder)[:-keep]
    for one in old:
        (one / NAME).unlink()  # first, so that what is left of it is no back-up
        shutil.rmtree(one)
    if old:
        pool.forget_all_but(_listed(kept))
    return len(old)


def _listed(backups: Iterable[Path]) -> set[str]:
    return {one for backup in backups for one in read_list(backup / FILE_LIST)}


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """
    Raises:
        Failed: another back-up is being written there.
    """
    lock = os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Failed(f"Another back-up is being written to {folder}.") from None
    finally:
        os.close(lock)
