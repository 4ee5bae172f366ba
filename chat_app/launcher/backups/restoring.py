"""Putting an installation back as a back-up has it, where there is none."""

import asyncio
import shutil
from pathlib import Path
from typing import NamedTuple

from rich.progress import Progress

from chat_app.db import Database
from chat_app.db.migrate import knows, migrate
from chat_app.launcher.backups import databases, manifest
from chat_app.launcher.backups.checksums import copied, read_list, sum_of
from chat_app.launcher.backups.making import every
from chat_app.launcher.backups.manifest import DATABASES, FILE_LIST, NAME, SECRET, Manifest
from chat_app.launcher.commands.command import Failed
from chat_app.services import operator
from chat_app.services.files import file_of_key
from chat_app.settings import Settings
from chat_app.storage.files import make_folders, sync_path
from chat_app.storage.interface import FILES


class Restored(NamedTuple):
    """Which back-up it was, how many files it had, and how many devices were signed out."""

    folder: Path
    made_at: str
    files: int
    signed_out: int


def restore(settings: Settings, folder: Path, *, keep_sessions: bool, progress: Progress) -> Restored:
    """Puts back the back-up in `folder`, or the newest of those in it, and brings its tables up to now.

    People are signed out: sessions that were ended since would live again, and what browsers keep of messages
    that are not in the back-up must be forgotten before others get their numbers. `keep_sessions` is for a
    move, where nothing was written since.

    Raises:
        Failed: something is there already, the back-up does not fit, or a checksum is wrong. Nothing has been
            put back then.
    """
    backup = _found(folder)
    about = Manifest.read(backup)
    _must_fit(settings, about)
    _must_be_empty(settings)
    draft = settings.data_dir / ".restoring"
    try:
        draft.mkdir(parents=True, exist_ok=True)
        _check(backup, about)
        files = _gather(backup, draft, progress)
        if SECRET in about.sums and settings.secret is None:
            copied(backup / SECRET, draft / SECRET)
            (draft / SECRET).chmod(0o600)
        database = draft / DATABASES[about.database]
        copied(backup / database.name, database)
        _put(settings, draft, database)
    except OSError as error:
        raise Failed(f"It could not be restored: {error.filename or ''}: {error.strerror}.") from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    migrate(settings)
    signed_out = asyncio.run(_told(settings, about, keep_sessions=keep_sessions))
    return Restored(backup, about.made_at, files, signed_out)


def _found(folder: Path) -> Path:
    if (folder / NAME).exists():
        return folder
    backups = every(folder)
    if not backups:
        raise Failed(f"There is no back-up in {folder}.")
    return backups[-1]


def _must_fit(settings: Settings, about: Manifest) -> None:
    if about.database != manifest.database_of(settings):
        wanted = {"sqlite": "leave CHAT_DATABASE_URL out", "postgresql": "set CHAT_DATABASE_URL"}
        raise Failed(f"This is a back-up of another kind of database: {wanted[about.database]}.")
    if about.files != manifest.files_of(settings):
        wanted = {"disk": "leave CHAT_S3_BUCKET out", "s3": "set CHAT_S3_BUCKET"}
        raise Failed(f"Its files were kept elsewhere: {wanted[about.files]}.")
    if not knows(about.schema_revision):
        raise Failed(f"It is of a newer version of Parley than this ({about.version}): restore it with that.")
    if settings.secret is None and SECRET not in about.sums:
        raise Failed("Set CHAT_SECRET_KEY as it was: the back-up does not have it.")
    if settings.secret and manifest.fingerprint(settings.secret_key) != about.secret_fingerprint:
        raise Failed(
            "CHAT_SECRET_KEY is another than it was, which would take away everybody's second factor."
        )


def _must_be_empty(settings: Settings) -> None:
    folder = settings.data_dir
    if not databases.is_empty(settings):
        where = "that CHAT_DATABASE_URL names" if settings.database_url else str(settings.sqlite_path)
        raise Failed(f"There is an installation already: the database {where} is not empty. {_NOTHING}")
    if (folder / SECRET).exists() or any(path.is_file() for path in (folder / FILES).rglob("*")):
        raise Failed(f"There is something of an installation already in {folder}. {_NOTHING}")


_NOTHING = "Nothing was changed."


def _check(backup: Path, about: Manifest) -> None:
    """What else must be right before anything is put anywhere."""
    if (
        not {DATABASES[about.database], FILE_LIST}
        <= about.sums.keys()
        <= {*DATABASES.values(), FILE_LIST, SECRET}
    ):
        raise Failed(f"{backup / NAME} is not what a back-up has there. {_NOTHING}")
    for name, digest in about.sums.items():
        if not (backup / name).is_file() or sum_of(backup / name) != digest:
            raise Failed(f"{backup / name} is damaged: its checksum is another. {_NOTHING}")


def _gather(backup: Path, draft: Path, progress: Progress) -> int:
    """Copies the files, each of which must be as it was; returns how many they are."""
    sums = read_list(backup / FILE_LIST)
    pool = backup.parent / FILES
    if strange := [key for key in sums if file_of_key(key) is None]:
        raise Failed(f"{backup / FILE_LIST} names what is no file of Parley's: {strange[0]!r}. {_NOTHING}")
    for key, digest in progress.track(sums.items(), description="files", total=len(sums)):
        target = draft / FILES / key
        make_folders(target.parent)
        if not (pool / key).is_file() or copied(pool / key, target) != digest:
            raise Failed(f"{pool / key} is damaged: its checksum is another. {_NOTHING}")
        sync_path(target.parent)
    return len(sums)


def _put(settings: Settings, draft: Path, database: Path) -> None:
    """The database comes last: with it the installation is there."""
    files, secret = settings.data_dir / FILES, settings.data_dir / SECRET
    shutil.rmtree(files, ignore_errors=True)  # folders without a file
    try:
        if (draft / FILES).exists():
            (draft / FILES).rename(files)
        if (draft / SECRET).exists():
            (draft / SECRET).rename(secret)
        sync_path(settings.data_dir)
        databases.put_back(settings, database)
    except BaseException:
        shutil.rmtree(files, ignore_errors=True)
        secret.unlink(missing_ok=True)
        raise


async def _told(settings: Settings, about: Manifest, *, keep_sessions: bool) -> int:
    database = Database(settings)
    try:
        return await database.write(operator.note_restore, about.made_at, keep_sessions=keep_sessions)
    finally:
        await database.close()
