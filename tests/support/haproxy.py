"""A real HAProxy in front of several instances, as an installation would have it."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from tests.support.ports import free_port, listens, wait_until

# New connections go to the instances that say that they can serve. Where none says so (the database or Valkey
# is away for all of them) they go to any: it keeps the sockets, and answers what it can.
# The buffers are small, so that a reader who stalls is felt by the server and not by the proxy's memory.
_CONFIGURATION = """\
global
    maxconn 4000
    tune.sndbuf.client 65536
    tune.rcvbuf.server 65536

defaults
    mode http
    timeout connect 2s
    timeout client 60s
    timeout server 60s
    timeout tunnel 1h
    timeout check 2s
    timeout queue 5s
    option redispatch 1
    retries 3

frontend door
    bind 127.0.0.1:{port}
    use_backend ready if {{ nbsrv(ready) gt 0 }}
    default_backend any

backend ready
    balance leastconn
    option httpchk GET /readyz
    default-server check inter 500ms fall 2 rise 1
{servers}

backend any
    balance roundrobin
{servers}
"""


class HAProxy:
    """Balances over the instances at `urls`, from `url`."""

    def __init__(self, urls: Sequence[str]) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = Path(tempfile.mkdtemp(prefix="parley-haproxy-"))
        servers = "\n".join(f"    server s{number} {urlsplit(url).netloc}" for number, url in enumerate(urls))
        (self._folder / "haproxy.cfg").write_text(_CONFIGURATION.format(port=self.port, servers=servers))
        self._process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        program = shutil.which("haproxy", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        assert program, "HAProxy is not there: run tests/support/find_haproxy.sh"
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [program, "-db", "-f", self._folder / "haproxy.cfg"],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: listens(self.port), "HAProxy's start")

    def stop(self) -> None:
        """Ends it at once: every connection through it is cut."""
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None

    def close(self) -> None:
        """Ends it for good."""
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)
