"""`export`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.integration.command_line.conftest import Run
from tests.support.api import Api, Json
from tests.support.servers import AppServer, start_app


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    running = start_app(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture
async def ada(server: AppServer) -> AsyncIterator[Api]:
    async with Api(server.url) as api:
        yield await api.register()


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def garden(ada: Api, name: str) -> Json:
    group = await ada.group(name=name)
    first = await ada.send(group["id"], "The **beds** <are> dug")
    await ada.send(group["id"], "Good", reply_to=first["id"])
    gone = await ada.send(group["id"], "Never mind")
    await ada.remove(gone["id"])
    return group


async def test_json_lines_are_what_the_api_says(
    run: Run, server: AppServer, ada: Api, tmp_path: Path
) -> None:
    group = await garden(ada, "Garden")
    output = tmp_path / "garden.jsonl"
    done = run("export", "Garden", "--output", str(output), at=server.data_dir)
    history = await ada.history(group["id"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(history)} messages of Garden were written to {output}.\n"
    lines = [json.loads(line) for line in output.read_text().splitlines()]
    assert [line for line in lines if line.pop("type") == "message"] == history
    assert (lines[0]["id"], lines[0]["name"]) == (group["id"], "Garden")
    assert names_in(tmp_path) == [output.name]


async def test_html_can_be_read_and_holds_no_markup_of_peoples(
    run: Run, server: AppServer, ada: Api, tmp_path: Path
) -> None:
    group = await garden(ada, "<b>Shed</b>")
    output = tmp_path / "shed.html"
    done = run("export", group["id"], "--format", "html", "--output", str(output), at=server.data_dir)
    assert done.returncode == 0, done.stderr
    page = output.read_text()
    assert "<h1>&lt;b&gt;Shed&lt;/b&gt;</h1>" in page
    assert "<strong>beds</strong> &lt;are&gt; dug" in page


async def test_it_is_written_to_the_pipe_where_that_is_asked_for(
    run: Run, server: AppServer, ada: Api
) -> None:
    group = await garden(ada, "Pond")
    done = run("export", group["id"], "--output", "-", at=server.data_dir)
    kinds = [json.loads(line)["type"] for line in done.stdout.splitlines()]
    assert kinds.count("message") == len(await ada.history(group["id"]))
    assert "were written" in done.stderr


async def test_what_cannot_be_exported_says_why_and_leaves_nothing(
    run: Run, server: AppServer, ada: Api, tmp_path: Path
) -> None:
    for _ in range(2):
        await garden(ada, "Twin")
    direct = await ada.direct(ada)
    taken = tmp_path / "taken"
    taken.write_text("mine")
    for group, output, why in (
        ("Nowhere", tmp_path / "x", "There is no group Nowhere."),
        (direct["id"], tmp_path / "x", "There is no group"),
        ("Twin", tmp_path / "x", "Several groups are called Twin"),
        ("Twin", taken, "is there already"),
    ):
        refused = run("export", group, "--output", str(output), at=server.data_dir)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert why in refused.stderr
    group = await garden(ada, "Orchard")
    nowhere = run("export", group["id"], "--output", str(tmp_path / "no" / "x"), at=server.data_dir)
    assert nowhere.returncode == 1
    assert "cannot be written" in nowhere.stderr
    assert names_in(tmp_path) == ["taken"]
    assert taken.read_text() == "mine"
