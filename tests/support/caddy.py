"""A real Caddy with the configuration of deploy/, at free ports of this machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx

from tests.support.ports import free_port, wait_until
from tests.support.servers import ROOT, environment

PROGRAM = Path(sys.executable).with_name("caddy")
"""That of the wheel."""


class Caddy:
    """Serves `upstreams` at `url`, and the bucket of the S3 at `s3` at `files_url`, both by https.

    The configuration is the one of deploy/, but for what would touch the rest of the machine: its ports 80
    and 2019.
    """

    def __init__(self, folder: Path, upstreams: list[str], s3: str, bucket: str) -> None:
        self.port, files_port = free_port(), free_port()
        self.url = f"https://localhost:{self.port}"
        self.files_url = f"https://127.0.0.1:{files_port}"
        self._folder = folder
        (folder / "sites").mkdir(parents=True)
        told = (ROOT / "deploy" / "Caddyfile").read_text()
        options = "{\n\tadmin off\n\tauto_https disable_redirects\n\tgrace_period"
        assert "{\n\tgrace_period" in told
        (folder / "Caddyfile").write_text(told.replace("{\n\tgrace_period", options, 1))
        (folder / "sites" / "files.Caddyfile").write_text((ROOT / "deploy" / "files.Caddyfile").read_text())
        self._env = environment(
            PARLEY_ADDRESS=self.url,
            PARLEY_UPSTREAMS=" ".join(upstreams),
            PARLEY_FILES_ADDRESS=self.files_url,
            PARLEY_S3=s3,
            PARLEY_BUCKET=bucket,
            XDG_DATA_HOME=str(folder / "data"),
            XDG_CONFIG_HOME=str(folder / "config"),
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [PROGRAM, "run", "--config", self._folder / "Caddyfile"],
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: _answers(self.url) and _answers(self.files_url), "Caddy's start")

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)


def _answers(url: str) -> bool:
    """It listens before it has its certificates."""
    try:
        httpx.get(url, verify=False, trust_env=False)
    except httpx.TransportError:
        return False
    return True
