"""An S3 of the tests' own: moto's server, a process of its own that speaks S3 over HTTP."""

import secrets
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import boto3.session

from tests.support.ports import free_port, listens, wait_until

REGION = "eu-central-1"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "parley", "AWS_SECRET_ACCESS_KEY": "parley-secret"}


class S3:
    """A server that keeps everything in memory until it ends."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = Path(tempfile.mkdtemp(prefix="parley-s3-")) / "log"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_until(lambda: listens(self.port), "the start of S3")
        self.client: Any = boto3.session.Session().client(
            "s3",
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        )

    def new_bucket(self) -> str:
        """The name of an empty one."""
        name = f"parley-{secrets.token_hex(6)}"
        self.client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
        return name

    def settings(self, bucket: str | None = None) -> dict[str, str]:
        """The environment of an installation that keeps its files in the bucket, or in a new one."""
        return {
            "CHAT_S3_BUCKET": bucket or self.new_bucket(),
            "CHAT_S3_ENDPOINT_URL": self.url,
            "CHAT_S3_REGION": REGION,
            **CREDENTIALS,
        }

    def close(self) -> None:
        self._process.kill()
        self._process.wait(10)
