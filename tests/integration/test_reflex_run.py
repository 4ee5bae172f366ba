"""`reflex run`, in both its forms, serves the whole product on the page's own origin."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from tests.support.api import Api
from tests.support.chat import Chat
from tests.support.ports import free_port, wait_until
from tests.support.servers import ROOT, environment

Serve = Callable[..., str]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts `reflex run` with these arguments on a port of its own and gives its URL."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(*arguments: str) -> str:
        port = free_port()
        log_path = tmp_path / "reflex.log"
        with log_path.open("wb") as log:
            process = subprocess.Popen(
                [str(Path(sys.executable).with_name("reflex")), "run", *arguments],
                cwd=ROOT,
                env=environment(
                    PORT=str(port),
                    CHAT_DATA_DIR=str(tmp_path / "data"),
                    REFLEX_TELEMETRY_ENABLED="false",
                    REFLEX_CHECK_LATEST_VERSION="false",
                    PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        processes.append(process)

        def is_ready() -> bool:
            assert process.poll() is None, f"reflex ended:\n{log_path.read_text()[-4000:]}"
            return get(port, "/readyz")[0] == 200 and get(port, "/login")[0] == 200

        wait_until(is_ready, "the start of reflex", 110)
        return f"http://127.0.0.1:{port}"

    yield start
    for process in processes:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def get(port: int, path: str) -> tuple[int, str]:
    """Status and type of an answer; status 0 where there is none."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", path, headers={"Accept": "text/html"})
        response = connection.getresponse()
        return response.status, response.headers.get_content_type()
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("arguments", [[], ["--env", "prod"]], ids=["development", "production"])
async def test_two_people_sign_in_send_and_receive(serve: Serve, arguments: list[str]) -> None:
    url = serve(*arguments)
    port = int(url.rpartition(":")[2])
    assert get(port, "/") == (200, "text/html")
    assert get(port, "/healthz")[0] == 200
    assert get(port, "/api/v1/nothing") == (404, "application/json")
    is_kept = get(port, "/service-worker.js") == (200, "text/javascript")
    assert is_kept == (arguments != [])  # in development the browser keeps no pages
    async with Api(url) as ada, Api(url) as bo:
        await ada.register()
        await bo.register()
        await bo.login()
        group = await ada.group(bo)
        speaker = await Chat.connect(url, token=ada.token)
        listener = await Chat.connect(url, cookie=bo.cookie, origin=f"http://localhost:{port}")
        await speaker.sync()
        await listener.sync()
        message = await speaker.send(group["id"], "Hello, Bo")
        heard = await listener.wait_for_message(message)
        assert heard["message"] == message
        assert (await bo.history(group["id"]))[-1] == message
        await speaker.close()
        await listener.close()
