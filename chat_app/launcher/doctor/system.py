"""The machine and the program: settings, Python, disk, limits, pages."""

import os
import resource
import shutil
import sys
from collections.abc import Iterator

from chat_app import __version__
from chat_app.launcher import frontend
from chat_app.launcher.doctor.finding import Finding, ok, problem, warning
from chat_app.settings import Settings

_OLDEST, _NEWEST = (3, 11), (3, 13)
_FULL = 200 * 2**20
_FILLING = 2**30
_FEW_FILES = 4_096
_GIB = 2**30


def settings(settings: Settings) -> Iterator[Finding]:
    yield ok("settings", f"Parley {__version__}; all settings can be used.")
    if settings.rate_limits == "off":
        advice = "Set CHAT_RATE_LIMITS=on, unless this is for a load test."
        yield warning("settings", "Passwords can be guessed without a limit.", advice)
    key = settings.data_dir / "secret.key"
    if settings.secret is None and settings.database_url:
        said = f"What tokens are signed with is in {key}, of this machine alone."
        yield warning("settings", said, "With several machines, give all of them the same CHAT_SECRET_KEY.")
    if settings.secret is None and key.exists() and key.stat().st_mode & 0o077:
        yield problem("settings", f"Others on this machine can read {key}.", f"chmod 600 {key}")


def python(_settings: Settings) -> Iterator[Finding]:
    version = sys.version_info[:2]
    said = f"Python {sys.version.split()[0]}."
    if version < _OLDEST:
        yield problem("python", said, "Parley needs Python 3.11 or newer.")
    elif version > _NEWEST:
        yield warning("python", said, "Parley is tested with Python 3.11 to 3.13.")
    else:
        yield ok("python", said)


def disk(settings: Settings) -> Iterator[Finding]:
    folder = settings.data_dir.absolute()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    said = f"{free / _GIB:,.1f} GiB are free at {folder}."
    if free < _FULL:
        yield problem("disk", said, "Make room at once: without any, nothing can be sent.")
    elif free < max(_FILLING, settings.max_upload_bytes * 4):
        yield warning("disk", said, "Make room soon.")
    else:
        yield ok("disk", said)


def limits(_settings: Settings) -> Iterator[Finding]:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _FEW_FILES:
        said = f"A process may have {hard:,} files open, and every person online is one or two."
        yield warning("limits", said, "Raise it (LimitNOFILE= in systemd, ulimits in Docker).")
    else:
        many = "any number of" if hard == resource.RLIM_INFINITY else f"{hard:,}"
        yield ok("limits", f"A process may have {many} files open.")


def pages(_settings: Settings) -> Iterator[Finding]:
    is_built = (frontend.BUILDS / frontend.fingerprint()).is_dir()
    if is_built:
        yield ok("pages", "The pages are built from the present sources.")
    elif os.environ.get("CHAT_SKIP_BUILD") == "1":
        yield problem(
            "pages", "There are no pages, and CHAT_SKIP_BUILD=1 keeps them from being built.", "Run `build`."
        )
    else:
        yield warning(
            "pages", "The pages are not built yet.", "The next start does it, in a minute, or `build`."
        )
