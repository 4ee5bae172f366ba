"""The README's examples work as they stand, and the file of example settings is complete."""

import asyncio
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chat_app.settings import Settings
from tests.support.api import Api
from tests.support.servers import ROOT, AppServer, start_app

README = (ROOT / "README.md").read_text()


def example(language: str, containing: str) -> str:
    """The only code block in that language with that text."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    (block,) = (block for block in blocks if containing in block)
    return block


@pytest.fixture
def server(data_dir: Path) -> Iterator[AppServer]:
    running = start_app(data_dir)
    yield running
    running.stop()


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_the_calls_with_curl_register_create_and_send(server: AppServer) -> None:
    register, create, send = re.split(r"(?m)^(?=curl)", example("sh", "curl"))[1:]
    register, create, send = (re.sub(r" +# →.*", "", call) for call in (register, create, send))
    script = (
        f"url={server.url}/api/v1\n"
        f'account=$({register})\necho "$account"\ntoken=$(echo "$account" | $PY access_token)\n'
        f'group=$({create})\necho "$group"\nid=$(echo "$group" | $PY id)\n{send}'
    )
    field = f'{sys.executable} -c "import json,sys; print(json.load(sys.stdin)[sys.argv[1]])"'
    script = script.replace("$PY", field)
    done = subprocess.run(["bash", "-euc", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    message = json.loads(done.stdout.splitlines()[-1])
    assert message["html"].count("<em>curl</em>") == 1


async def test_the_python_client_is_acknowledged_and_hears_its_own_message(server: AppServer) -> None:
    async with Api(server.url) as ada:
        await ada.register()
        group = await ada.group()
        client = await asyncio.create_subprocess_exec(
            *(sys.executable, "-uc", example("python", "socketio"), server.url, ada.token or "", group["id"]),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert client.stdout
        # Two threads of the client print, so what they print may share a line.
        acknowledged, heard, printed = "{'message': {'id'", "{'type': 'message'", ""
        while not (acknowledged in printed and heard in printed) and (
            more := await client.stdout.read(65_536)
        ):
            printed += more.decode()
        client.terminate()
        await client.wait()
        assert acknowledged in printed
        assert heard in printed
        assert [message["body"] for message in await ada.history(group["id"])][-1] == "Hello from Python"


def test_every_setting_stands_in_the_example_file() -> None:
    names = {field.alias for field in Settings.model_fields.values()}
    assert names
    example_file = set(re.findall(r"(?m)^# ([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text()))
    assert names <= example_file


def test_the_example_file_changes_nothing_as_it_stands_and_is_valid_when_uncommented(tmp_path: Path) -> None:
    text = (ROOT / ".env.example").read_text()
    path = tmp_path / "example.env"
    path.write_text(text)
    assert Settings(_env_file=path) == Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    path.write_text(re.sub(r"(?m)^# (?=[A-Z][A-Z0-9_]+=.)", "", text))
    shown = Settings(_env_file=path)  # pyright: ignore[reportCallIssue]
    assert shown.public_url == "https://chat.example.org"
