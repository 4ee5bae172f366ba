"""The frontend build: made when its sources changed, kept under their fingerprint, never changed afterwards.

    .build/web/             where Reflex compiles and bundles (with node_modules, so the next build is quick)
    .build/<fingerprint>/   a finished build, as Reflex serves it
    .build/lock             held while building

Two installations that start from one checkout at once wait for one build. A server goes on serving the
build it started with, whatever is built meanwhile; builds that nobody serves are removed.
"""

import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

from chat_app.errors import StartError

ROOT = Path(__file__).resolve().parents[2]
BUILDS = ROOT / ".build"
LOG = BUILDS / "build.log"

SOURCES = (
    "assets",
    "chat_app/__init__.py",
    "chat_app/chat_app.py",
    "chat_app/ui",
    "reflex.lock/bun.lock",
    "requirements.txt",
    "rxconfig.py",
)
NOT_SOURCES = {"__pycache__", "external", ".DS_Store"}  # assets/external is made by Reflex

SERVED = ("build/client", "backend", "routes.json", "reflex.json")
"""What the running server reads of Reflex's web directory."""


@contextmanager
def use() -> Generator[Path | None]:
    """Makes the build if need be and keeps it from being removed; gives its directory.

    With `CHAT_SKIP_BUILD=1` nothing is built, and None means that there is none: the API and the sockets
    are served without pages.

    Raises:
        StartError: the frontend could not be built.
    """
    if os.environ.get("CHAT_SKIP_BUILD") == "1":
        build = BUILDS / fingerprint()
        if not build.is_dir():
            yield None
            return
    else:
        build = ensure_built()
    with (build / "in-use").open() as mark:  # to read, for the sources may be on a read-only disk
        fcntl.flock(mark, fcntl.LOCK_SH)
        yield build


def tell_reflex(web_dir: Path | None) -> None:
    """Sets what Reflex reads when the app is imported: serve what was built, compile nothing."""
    os.environ["REFLEX_ENV_MODE"] = "prod"
    os.environ["REFLEX_TELEMETRY_ENABLED"] = "false"
    os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    if web_dir:
        os.environ["REFLEX_WEB_WORKDIR"] = str(web_dir)
        os.environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = "true"


def ensure_built() -> Path:
    """The directory of the build of the present sources, made if it is not there.

    Raises:
        StartError: it could not be built; the whole output is in `.build/build.log`.
    """
    build = BUILDS / fingerprint()
    if build.is_dir():
        return build
    BUILDS.mkdir(exist_ok=True)
    with (BUILDS / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Waiting for the frontend, which another start is building")
            fcntl.flock(lock, fcntl.LOCK_EX)
        build = BUILDS / fingerprint()
        if not build.is_dir():
            _build(build)
            _remove_unused(but=build)
    return build


def fingerprint() -> str:
    """Short hash of everything that the frontend is made from."""
    digest = hashlib.sha256()
    for path in sorted(_source_files()):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:16]


def _source_files() -> Iterator[Path]:
    for source in SOURCES:
        path = ROOT / source
        if path.is_file():
            yield path
        for folder, folders, names in os.walk(path):
            folders[:] = [name for name in folders if name not in NOT_SOURCES]
            yield from (Path(folder, name) for name in names if name not in NOT_SOURCES)


def _build(target: Path) -> None:
    started = time.monotonic()
    _say("Building the frontend (the first time takes a minute)")
    web = BUILDS / "web"
    if _run_reflex(web) != 0 or not (web / "build" / "client").is_dir():
        last_lines = LOG.read_text(errors="replace").splitlines()[-25:]
        print("\n".join(last_lines), file=sys.stderr)
        raise StartError(f"The frontend could not be built; {LOG} has all that was printed.")
    draft = BUILDS / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    for name in SERVED:
        source, copy = web / name, draft / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, copy)
        elif source.exists():
            shutil.copy2(source, copy)
    (draft / "in-use").touch()
    draft.rename(target)
    _say(f"Built the frontend in {time.monotonic() - started:.0f} s")


def _run_reflex(web: Path) -> int:
    scripts = Path(sys.executable).parent  # has the bun of the wheel
    environment = {
        **os.environ,
        "PORT": "3000",  # one build serves any host and port, so it must not depend on these
        "CHAT_PUBLIC_URL": "",
        "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}",
        "REFLEX_WEB_WORKDIR": str(web.relative_to(ROOT)),
        "REFLEX_TELEMETRY_ENABLED": "false",
        "REFLEX_CHECK_LATEST_VERSION": "false",
        "PYTHONUNBUFFERED": "1",
    }
    with LOG.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the bundler starts programs of its own, and all must end with us
        )
        try:
            return process.wait()
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise


def _remove_unused(*, but: Path) -> None:
    for mark in BUILDS.glob("*/in-use"):
        if mark.parent == but:
            continue
        with mark.open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            shutil.rmtree(mark.parent, ignore_errors=True)


def _say(line: str) -> None:
    print(line, flush=True)
