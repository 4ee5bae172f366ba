"""A storage that is not there stops the start, in one line that names the setting."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from chat_app.errors import StartError
from chat_app.storage import make_storage
from tests.support.ports import free_port
from tests.support.s3 import S3
from tests.support.servers import ROOT, environment


async def start_error(settings) -> str:
    storage = make_storage(settings)
    with pytest.raises(StartError) as raised:
        await storage.start()
    await storage.stop()
    assert "\n" not in str(raised.value)
    return str(raised.value)


async def test_a_bucket_that_is_not_there(s3: S3, settings_for):
    said = await start_error(settings_for(**s3.settings("parley-nowhere")))
    assert said.startswith("CHAT_S3_BUCKET: parley-nowhere cannot be used: 404")


async def test_an_endpoint_that_does_not_answer(settings_for):
    nobody = f"http://127.0.0.1:{free_port()}"
    said = await start_error(settings_for(CHAT_S3_BUCKET="parley", CHAT_S3_ENDPOINT_URL=nobody))
    assert said.startswith("CHAT_S3_ENDPOINT_URL: S3 does not answer: ")
    assert nobody in said


async def test_an_endpoint_that_is_no_address(settings_for):
    said = await start_error(settings_for(CHAT_S3_BUCKET="parley", CHAT_S3_ENDPOINT_URL="minio:9000"))
    assert said.startswith("CHAT_S3_ENDPOINT_URL: must start with ")


async def test_no_credentials(s3: S3, settings_for, monkeypatch):
    env = s3.settings()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    assert "there are no credentials" in await start_error(settings_for(**env))


async def test_a_folder_that_cannot_be_made(settings_for, tmp_path):
    (tmp_path / "data").write_text("a file stands in its place")
    assert (await start_error(settings_for())).startswith("CHAT_DATA_DIR: files cannot be kept there: ")


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        ("CHAT_S3_ENDPOINT_URL", {"CHAT_S3_BUCKET": "parley", "CHAT_S3_ENDPOINT_URL": "http://127.0.0.1:9"}),
        (
            "CHAT_CDN_PRIVATE_KEY_FILE",
            {
                "CHAT_CDN_BASE_URL": "https://cdn.example.org",
                "CHAT_CDN_KEY_PAIR_ID": "K1",
                "CHAT_CDN_PRIVATE_KEY_FILE": "/nowhere.pem",
            },
        ),
    ],
)
def test_the_program_ends_with_one_line(named, wrong, tmp_path):
    env = environment(
        **wrong,
        CHAT_DATA_DIR=str(tmp_path / "data"),
        PORT=str(free_port()),
        AWS_ACCESS_KEY_ID="a",
        AWS_SECRET_ACCESS_KEY="b",
    )
    done = subprocess.run(
        [sys.executable, "-m", "chat_app", "serve"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1].startswith(f"Parley cannot start. {named}: ")
    assert "Traceback" not in done.stderr
