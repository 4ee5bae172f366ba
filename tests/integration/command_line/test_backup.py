"""`backup` and `restore`: what was acknowledged before comes back, whole, while others go on writing."""

from __future__ import annotations

import asyncio
import fcntl
import itertools
import json
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from chat_app.db.migrate import migrate
from chat_app.settings import Settings
from tests.integration.command_line.conftest import Run, run_command
from tests.support.api import Api, Json
from tests.support.chat import Chat
from tests.support.pictures import drawing
from tests.support.postgres import Postgres
from tests.support.s3 import S3
from tests.support.servers import PLAIN, AppServer, start_app
from tests.support.waiting import eventually

WRITERS = 2
SECRET = "as long as it has to be, and longer"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where back-ups are kept."""
    return tmp_path / "backups"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The settings of an empty one, PostgreSQL's own programs at hand."""
    if request.param == "sqlite":
        return {}
    postgres: Postgres = request.getfixturevalue("postgres")
    monkeypatch.setenv("PATH", str(postgres.programs), prepend=":")
    return {"CHAT_DATABASE_URL": postgres.new_database()}


@pytest.fixture
def another(database: dict[str, str], request: pytest.FixtureRequest) -> dict[str, str]:
    """Those of another, of the same kind."""
    return {"CHAT_DATABASE_URL": request.getfixturevalue("new_postgres_database")()} if database else {}


class Town:
    """People who write without a break, some with files; `sent` is what was acknowledged, by its id."""

    def __init__(self, people: list[Api], group: Json) -> None:
        self.people = people
        self.group = group
        self.sent: dict[str, Json] = {}
        self.bytes_at: dict[str, bytes] = {}
        """What each address of a file must give."""

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[None]:
        """From the time when there is something."""
        tasks = [asyncio.create_task(self._write(person)) for person in self.people]
        try:
            while len(self.sent) < 50:
                await asyncio.wait(tasks, timeout=0.02)
                assert not any(task.done() for task in tasks), tasks
            yield
            assert not any(task.done() for task in tasks), tasks
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _write(self, person: Api) -> None:
        for number in itertools.count():
            files: list[Json] = []
            if number % 3 == 0:
                content = f"{person.username} {number}\n".encode() * 5_000
                files = [await person.upload(content)]
                self.bytes_at[files[0]["url"]] = content
            message = await person.send_file(self.group["id"], *files, body=f"zucchini {number}")
            self.sent[message["id"]] = message


async def a_town(server: AppServer) -> Town:
    people = [Api(server.url) for _ in range(WRITERS)]
    for person in people:
        await person.register()
    town = Town(people, await people[0].group(*people[1:]))
    picture = await people[0].upload(drawing(600, 400).pngsave_buffer(), "garden.png")
    await people[0].send_file(town.group["id"], picture)
    for url in (picture["url"], picture["thumb_url"]):
        town.bytes_at[url] = (await people[0].bytes_at(url)).content
    return town


async def goes_on(server: AppServer, town: Town, before: dict[str, Json]) -> None:
    """The installation has every message of before with the very bytes of its files, and all else works."""
    async with Api(server.url) as reader:
        await reader.login(town.people[0].username, town.people[0].password)
        history = await reader.history(town.group["id"])
        assert [message["seq"] for message in history] == list(range(1, len(history) + 1))
        there = {message["id"]: message for message in history}
        assert {one: there.get(one) for one in before} == before
        files = [file for message in history for file in message["attachments"]]
        assert len(files) > 10
        urls = [url for file in files for url in (file["url"], file["thumb_url"]) if url]
        assert {url: (await reader.bytes_at(url)).content for url in urls} == {
            url: town.bytes_at[url] for url in urls
        }
        assert (await reader.get("/search", q="zucchini 7"))["items"]
        assert (await reader.send(town.group["id"], "And on it goes"))["seq"] == len(history) + 1
        chat = await Chat.connect(server.url, token=reader.token)
        synced = await chat.sync()
        assert [one["last_seq"] for one in synced["conversations"]] == [len(history) + 1]
        await chat.close()


async def test_a_server_under_steady_writes_is_backed_up_and_comes_back_whole(
    run: Run, tmp_path: Path, folder: Path, database: dict[str, str], another: dict[str, str]
) -> None:
    server = start_app(tmp_path / "old", **database)
    town = await a_town(server)
    async with town.writing():
        before = dict(town.sent)
        done = await asyncio.to_thread(run, "backup", str(folder), at=server.data_dir, **database)
        assert (done.returncode, done.stderr) == (0, "")
        assert len(town.sent) > len(before), "nobody was kept from writing"
    for person in town.people:
        await person.aclose()
    server.stop()

    restored = run("restore", str(folder), at=tmp_path / "new", **another)
    assert (restored.returncode, restored.stderr) == (0, "")
    assert f"People were signed out on {WRITERS} devices." in restored.stdout
    server = start_app(tmp_path / "new", **another)
    async with Api(server.url, town.people[0].token) as stranger:
        await stranger.refused("GET", "/me", 401)
    await goes_on(server, town, before)
    server.stop()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    running = start_app(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


async def test_after_a_move_nobody_has_to_sign_in_again(
    run: Run, old: AppServer, tmp_path: Path, folder: Path
) -> None:
    async with Api(old.url) as ada:
        await ada.register()
    assert run("backup", str(folder), at=old.data_dir).returncode == 0
    moved = run("restore", str(folder), "--keep-sessions", at=tmp_path / "new")
    assert (moved.returncode, "signed out" in moved.stdout) == (0, False)
    server = start_app(tmp_path / "new")
    async with Api(server.url, ada.token) as again:
        assert (await again.get("/me"))["id"] == ada.id
    server.stop()


async def test_only_new_files_are_taken_and_those_of_forgotten_backups_removed(
    run: Run, old: AppServer, folder: Path
) -> None:
    async with Api(old.url) as ada:
        await ada.register()
        first = await ada.upload(b"The first\n")
        said = run("backup", str(folder), at=old.data_dir).stdout
        count, new = (int(word) for word in said.split() if word.isdigit())
        assert count == new
        second = await ada.upload(b"The second\n")
        assert f"{count + 1} files, 1 of them new" in run("backup", str(folder), at=old.data_dir).stdout
        await ada.delete(f"/files/{first['id']}")
        await eventually(lambda: not list(old.data_dir.glob(f"files/*/{first['id']}")), "the removal")
    last = run("backup", str(folder), "--keep", "1", at=old.data_dir)
    assert "2 older back-ups were removed" in last.stdout
    listed = what_is_kept(folder)
    assert any(second["id"] in name for name in listed)
    assert not any(first["id"] in name for name in listed)


def what_is_kept(folder: Path) -> set[str]:
    """The files of the only back-up: those that it lists are those that are there, byte for byte."""
    (only,) = folder.glob("2*")
    assert folder.stat().st_mode & 0o077 == 0, "nobody else may read it"
    listed = {line.split("  ")[1] for line in (only / "files.sha256").read_text().splitlines()}
    files = folder / "files"
    assert listed == {str(path.relative_to(files)) for path in files.rglob("*") if path.is_file()}
    if sha256sum := shutil.which("sha256sum"):
        check = [sha256sum, "--check", "--strict", "--quiet", only / "files.sha256"]
        subprocess.run(check, cwd=files, check=True)
    return listed


@pytest.fixture(scope="module")
def one_backup(old: AppServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one."""

    async def upload() -> None:
        async with Api(old.url) as ada:
            await ada.register()
            await ada.upload(b"Some bytes\n")

    folder = tmp_path_factory.mktemp("backups")
    asyncio.run(upload())
    assert run_command(old.data_dir, "backup", str(folder)).returncode == 0
    return folder


@pytest.fixture
def backed_up(one_backup: Path, folder: Path) -> Path:
    """The one back-up in the test's own folder."""
    shutil.copytree(one_backup, folder)
    return next(folder.glob("2*"))


@pytest.mark.parametrize(
    "what", ["files/*/*/original", "2*/database.sqlite", "2*/secret.key", "2*/files.sha256"]
)
def test_a_damaged_backup_is_told_of_and_nothing_put_back(
    run: Run, tmp_path: Path, folder: Path, backed_up: Path, what: str
) -> None:
    damaged = next(folder.glob(what))
    content = bytearray(damaged.read_bytes())
    content[len(content) // 2] ^= 1
    damaged.write_bytes(content)
    refused = run("restore", str(folder), at=tmp_path / "new")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert f"{damaged} is damaged" in refused.stderr
    assert list((tmp_path / "new").iterdir()) == []


def test_nothing_is_put_over_an_installation(
    run: Run, old: AppServer, tmp_path: Path, folder: Path, backed_up: Path
) -> None:
    refused = run("restore", str(folder), at=old.data_dir)
    assert refused.returncode == 1
    assert "is not empty. Nothing was changed." in refused.stderr
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "secret.key").write_text("x" * 40)
    refused = run("restore", str(folder), at=tmp_path / "new")
    assert "something of an installation already" in refused.stderr
    assert (tmp_path / "new" / "secret.key").read_text() == "x" * 40


def test_what_does_not_fit_is_refused_with_what_to_do(
    run: Run, tmp_path: Path, folder: Path, backed_up: Path, new_postgres_database: Callable[[], str]
) -> None:
    def refused(**env: str) -> str:
        answer = run("restore", str(folder), at=tmp_path / "new", **env)
        assert (answer.returncode, answer.stdout) == (1, "")
        return answer.stderr

    assert "leave CHAT_DATABASE_URL out" in refused(CHAT_DATABASE_URL=new_postgres_database())
    assert "leave CHAT_S3_BUCKET out" in refused(CHAT_S3_BUCKET="parley")
    assert "CHAT_SECRET_KEY is another" in refused(CHAT_SECRET_KEY=SECRET)
    manifest = backed_up / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"schema_revision": "9999"}))
    assert "newer version of Parley" in refused()
    manifest.write_text("{}")
    assert "is not what a back-up has there" in refused()
    manifest.unlink()
    assert "There is no back-up" in refused()
    assert not (tmp_path / "new" / "parley.db").exists()


def test_the_secret_of_the_environment_is_left_there_and_must_be_the_same(
    run: Run, tmp_path: Path, folder: Path, data_dir: Path
) -> None:
    run("migrate", CHAT_SECRET_KEY=SECRET)
    done = run("backup", str(folder), CHAT_SECRET_KEY=SECRET)
    assert (done.returncode, done.stderr) == (0, "CHAT_SECRET_KEY is not in it: keep it elsewhere.\n")
    assert not any(SECRET.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert "Set CHAT_SECRET_KEY as it was" in run("restore", str(folder), at=tmp_path / "new").stderr
    assert run("restore", str(folder), at=tmp_path / "new", CHAT_SECRET_KEY=SECRET).returncode == 0


def test_tables_of_an_earlier_version_are_brought_up(
    run: Run, tmp_path: Path, folder: Path, data_dir: Path
) -> None:
    migrate(Settings(**(PLAIN | {"CHAT_DATA_DIR": str(data_dir)})), "0005")  # type: ignore[arg-type]
    assert run("backup", str(folder)).returncode == 0
    assert run("restore", str(folder), at=tmp_path / "new").returncode == 0
    with closing(sqlite3.connect(tmp_path / "new" / "parley.db")) as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() > [("0005",)]
        assert database.execute("SELECT action FROM audit_log").fetchall() == [("installation.restore",)]


def test_files_in_a_bucket_are_said_to_be_elsewhere(run: Run, tmp_path: Path, folder: Path, s3: S3) -> None:
    env = s3.settings()
    run("migrate", **env)
    done = run("backup", str(folder), **env)
    assert done.returncode == 0
    assert f"The files in {env['CHAT_S3_BUCKET']} are not in it" in done.stderr
    assert run("restore", str(folder), at=tmp_path / "new", **env).returncode == 0


def test_what_keeps_it_from_being_made_is_said(
    run: Run, tmp_path: Path, folder: Path, data_dir: Path, new_postgres_database: Callable[[], str]
) -> None:
    def refused(*options: str, **env: str) -> str:
        answer = run("backup", str(folder), *options, **env)
        assert (answer.returncode, answer.stdout) == (1, "")
        assert "Traceback" not in answer.stderr
        assert [path.name for path in folder.iterdir() if path.name != ".lock"] == []
        return answer.stderr

    assert "cannot be copied" in refused()
    url = new_postgres_database()
    run("migrate", CHAT_DATABASE_URL=url)
    assert "pg_dump is not there" in refused(CHAT_DATABASE_URL=url, PATH=str(tmp_path))
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another back-up is being written" in refused()
    assert run("backup", str(folder), "--keep", "0").returncode == 2
