"""The product as a process of its own, started as a person would start it."""

import atexit
import os
import signal
import subprocess
import sys
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.support.ports import free_port, wait_until

ROOT = Path(__file__).resolve().parents[2]

EVERY_STACK = ("sqlite", "postgres", "sqlite-redis", "postgres-redis")
"""What the product runs on: each database with each bus."""

PLAIN = {
    "HOST": "127.0.0.1",
    "CHAT_DATABASE_URL": "",
    "CHAT_REDIS_URL": "",
    "CHAT_WORKERS": "1",
    "CHAT_SECRET_KEY": "",
    "CHAT_PUBLIC_URL": "",
    "CHAT_TRUSTED_PROXIES": "",
    "CHAT_REGISTRATION": "",
    "CHAT_S3_BUCKET": "",
    "CHAT_S3_ENDPOINT_URL": "",
    "CHAT_S3_PUBLIC_URL": "",
    "CHAT_S3_REGION": "",
    "CHAT_CDN_BASE_URL": "",
    "CHAT_CDN_KEY_PAIR_ID": "",
    "CHAT_CDN_PRIVATE_KEY_FILE": "",
    "CHAT_MAX_UPLOAD_BYTES": "",
    "CHAT_USER_QUOTA_BYTES": "",
    "CHAT_STORAGE_QUOTA_BYTES": "0",
    "CHAT_RATE_LIMITS": "off",
    "CHAT_LOG_FORMAT": "text",
    "CHAT_LOG_LEVEL": "info",
    "CHAT_SMTP_URL": "",
    "CHAT_MAIL_FROM": "",
    "CHAT_SKIP_BUILD": "1",
}
"""Every setting, so that neither the shell's environment nor a `.env` in the checkout reaches a test."""

_started: set["AppServer"] = set()


def environment(**env: str) -> dict[str, str]:
    """The environment of this process, with the settings in `env` and no others."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if not name.lstrip("_").startswith(("CHAT_", "REFLEX_", "PYTEST_")) and name not in ("PORT", "HOST")
    }
    return {**inherited, **PLAIN, "PYTHONUNBUFFERED": "1", **env}


class AppServer:
    """One installation: `python -m chat_app serve` of this checkout with a data dir of its own.

    Every start writes on to `log_path`. A stopped or killed server can be started again: same port, same
    data. The pages are there if they have been built (`python -m chat_app build`); pass
    `CHAT_SKIP_BUILD="0"` to have them built.
    """

    def __init__(self, data_dir: Path, **env: str) -> None:
        self.data_dir = data_dir
        self.port = int(env.get("PORT") or free_port())
        self.url = f"http://127.0.0.1:{self.port}"
        self.env = environment(**{**env, "PORT": str(self.port), "CHAT_DATA_DIR": str(data_dir)})
        data_dir.mkdir(parents=True, exist_ok=True)
        self.log_path = data_dir / "server.log"
        self._log_from = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process that was started; with several workers they are its children."""
        assert self._process, "the server is not running"
        return self._process

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def log(self) -> str:
        """All that every start has printed."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def start(self, seconds: float = 180) -> None:
        """Starts it and waits until it says that it can serve.

        Raises:
            RuntimeError: it ended instead; the message has what it printed.
            TimeoutError: it did neither.
        """
        self.launch()
        wait_until(self.is_ready, "the server's start", seconds)

    def launch(self) -> None:
        """Starts it and waits for nothing."""
        assert self._process is None, "the server is running already"
        self._log_from = len(self.log)
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "chat_app", "serve"],
                cwd=ROOT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _started.add(self)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        """Asks it to end and checks that it does so as promised: with status 0 within 10 seconds."""
        process = self._taken()
        process.send_signal(number)
        try:
            status = process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise AssertionError(f"the server did not end within 10 s:\n{self.log[-4000:]}") from None
        assert status == 0, f"the server ended with status {status}:\n{self.log[-4000:]}"

    def kill(self) -> None:
        """Ends it without warning, workers included."""
        process = self._taken()
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self) -> None:
        """Ends it in good order and starts it again."""
        self.stop()
        self.start()

    def wait(self, seconds: float = 30) -> int:
        """Waits until it ends by itself and returns its exit status."""
        return self._taken().wait(seconds)

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _taken(self) -> subprocess.Popen[bytes]:
        process = self.process
        self._process = None
        _started.discard(self)
        return process

    def is_ready(self) -> bool:
        """Whether it serves.

        Raises:
            RuntimeError: it has ended; the message has what it printed.
        """
        if not self.running:
            status = self._taken().wait()
            raise RuntimeError(f"the server ended with status {status}:\n{self.log[-4000:]}")
        if "Parley is ready at" not in self.log[self._log_from :]:  # with several workers: all of them
            return False
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def start_app(data_dir: Path, **env: str) -> AppServer:
    """A running server; `env` are its settings by name (`CHAT_REGISTRATION="closed"`)."""
    server = AppServer(data_dir, **env)
    server.start()
    return server


@atexit.register
def _end_all() -> None:
    for server in list(_started):
        if server.running:
            server.kill()
