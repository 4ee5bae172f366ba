"""`doctor`: each way of being wrong is told, in words that help and without a secret."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from redis import Redis

from chat_app.db.migrate import migrate
from chat_app.launcher.doctor.clock import compared
from chat_app.launcher.doctor.database import file_system_of
from chat_app.launcher.doctor.finding import Status
from chat_app.settings import Settings
from tests.integration.command_line.conftest import Run, findings, told
from tests.support.ports import free_port
from tests.support.s3 import CREDENTIALS, S3
from tests.support.servers import PLAIN
from tests.support.valkey import Valkey
from tests.support.valkey_cluster import ValkeyCluster

OK, WARNING, PROBLEM = Status.OK, Status.WARNING, Status.PROBLEM
SECRET = "hunter2-hunter2"


def migrated(data_dir: Path, to: str = "head", **env: str) -> None:
    migrate(Settings(**(PLAIN | env | {"CHAT_DATA_DIR": str(data_dir)})), to)  # type: ignore[arg-type]


@pytest.fixture
def valkey() -> Iterator[Valkey]:
    server = Valkey()
    yield server
    server.close()


@pytest.fixture
def smtp() -> Iterator[Controller]:
    """A mail server that takes `parley` with its password, and no mail."""

    def authenticated(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"parley", SECRET.encode()), handled=False)

    class Nobody:
        async def handle_DATA(self, *_: Any) -> str:  # noqa: N802
            raise AssertionError("the doctor sends nothing")

    controller = Controller(
        Nobody(),
        hostname="127.0.0.1",
        port=free_port(),
        authenticator=authenticated,
        auth_require_tls=False,
        auth_required=False,
    )
    controller.start()
    yield controller
    controller.stop()


def test_a_healthy_installation_has_no_problem(
    run: Run, data_dir: Path, new_postgres_database, s3: S3, smtp: Controller
) -> None:
    data_dir.mkdir()
    env = {
        "CHAT_DATABASE_URL": new_postgres_database(),
        "CHAT_SMTP_URL": f"smtp://parley:{SECRET}@127.0.0.1:{smtp.port}",
        "CHAT_PUBLIC_URL": "https://chat.example.org",
        "CHAT_TRUSTED_PROXIES": "127.0.0.1",
        "CHAT_SECRET_KEY": "x" * 40,
        "CHAT_RATE_LIMITS": "on",
        "CHAT_SKIP_BUILD": "0",
        **s3.settings(),
    }
    migrated(data_dir, **env)
    done = run("doctor", "--json", **env)
    assert (done.returncode, done.stderr) == (0, "")
    answer = json.loads(done.stdout)
    assert answer["ok"] is True
    assert {check["name"] for check in answer["checks"] if check["status"] == "ok"} >= {
        *("settings", "python", "database", "clock", "files", "mail", "address"),
    }
    assert [check for check in answer["checks"] if check["status"] == "problem"] == []
    assert s3.client.list_objects_v2(Bucket=env["CHAT_S3_BUCKET"])["KeyCount"] == 0
    lines = run("doctor", **env).stdout.splitlines()
    assert all(line.startswith(("ok ", "warning ", "problem ", "    ")) for line in lines)


def test_a_problem_is_status_1_and_a_wrong_setting_2(run: Run) -> None:
    broken = run("doctor", "--json", CHAT_REDIS_URL=f"redis://127.0.0.1:{free_port()}")
    assert (broken.returncode, json.loads(broken.stdout)["ok"]) == (1, False)
    wrong = run("doctor", "--json", CHAT_WORKERS="none")
    assert wrong.returncode == 2
    assert "CHAT_WORKERS" in json.loads(wrong.stdout)["checks"][0]["message"]


def test_a_sqlite_database_is_looked_at_and_never_made(data_dir: Path) -> None:
    assert "is not there yet" in told(data_dir, "database", WARNING)
    assert not data_dir.exists()
    migrated(data_dir)
    assert "Its tables are of this version" in told(data_dir, "database", OK)


def test_tables_of_another_version_are_told_and_left_alone(data_dir: Path) -> None:
    migrated(data_dir, "0005")
    assert "earlier version" in told(data_dir, "database", WARNING)
    with sqlite3.connect(data_dir / "parley.db") as database:
        assert database.execute("SELECT version_num FROM alembic_version").fetchall() == [("0005",)]
        database.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    assert "newer version" in told(data_dir, "database", PROBLEM)


def test_a_file_that_is_no_database_is_a_problem(data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "parley.db").write_text("Dear diary, " * 1000)
    assert "cannot be used" in told(data_dir, "database", PROBLEM)


def test_the_kind_of_file_system_is_known_where_the_system_tells() -> None:
    assert file_system_of(Path("/proc/self")) == "proc"
    assert file_system_of(Path("/")) not in {"", "proc"}


def test_a_postgresql_that_cannot_be_used_is_a_problem(
    data_dir: Path, postgres, new_postgres_database
) -> None:
    nowhere = f"postgresql://parley:{SECRET}@127.0.0.1:{free_port()}/parley"
    assert "does not answer" in told(data_dir, "database", PROBLEM, CHAT_DATABASE_URL=nowhere)
    missing = new_postgres_database() + "_not"
    assert "does not exist" in told(data_dir, "database", PROBLEM, CHAT_DATABASE_URL=missing)
    url = new_postgres_database()
    assert "has no tables yet" in told(data_dir, "database", WARNING, CHAT_DATABASE_URL=url)
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        name = url.rpartition("/")[2]
        connection.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
    assert "cannot be written to" in told(data_dir, "database", PROBLEM, CHAT_DATABASE_URL=url)


def test_too_few_connections_are_told_of(data_dir: Path, new_postgres_database, valkey: Valkey) -> None:
    env = {"CHAT_DATABASE_URL": new_postgres_database(), "CHAT_REDIS_URL": valkey.url, "CHAT_WORKERS": "40"}
    assert "440" in told(data_dir, "database", WARNING, **env)


def test_a_redis_that_cannot_be_used_is_a_problem(data_dir: Path, valkey: Valkey) -> None:
    assert "at 127.0.0.1 answers" in told(data_dir, "redis", OK, CHAT_REDIS_URL=valkey.url)
    with Redis.from_url(valkey.url) as client:
        client.acl_setuser(
            "mute",
            enabled=True,
            passwords=[f"+{SECRET}"],
            keys=["*"],
            categories=["+@all"],
            commands=["-publish"],
        )  # type: ignore[no-untyped-call]
    mute = f"redis://mute:{SECRET}@127.0.0.1:{valkey.port}"
    assert "refuses" in told(data_dir, "redis", PROBLEM, CHAT_REDIS_URL=mute)
    stranger = f"redis://mute:wrong-{SECRET}@127.0.0.1:{valkey.port}"
    assert "refuses" in told(data_dir, "redis", PROBLEM, CHAT_REDIS_URL=stranger)
    valkey.stop()
    assert "does not answer" in told(data_dir, "redis", PROBLEM, CHAT_REDIS_URL=valkey.url)


def test_a_cluster_that_is_whole_is_fine(data_dir: Path, cluster: ValkeyCluster) -> None:
    assert "It is a cluster of 3" in told(data_dir, "redis", OK, CHAT_REDIS_URL=cluster.url)


def test_a_bucket_that_cannot_be_used_is_a_problem(
    data_dir: Path, s3: S3, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    good = {name: value for name, value in s3.settings().items() if name.startswith("CHAT_")}
    assert "takes, gives and forgets" in told(data_dir, "files", OK, **good)
    assert "S3's" in told(data_dir, "clock", OK, **good)
    missing = good | {"CHAT_S3_BUCKET": "nobodys-bucket"}
    assert "nobodys-bucket" in told(data_dir, "files", PROBLEM, **missing)
    nowhere = good | {"CHAT_S3_ENDPOINT_URL": f"http://127.0.0.1:{free_port()}"}
    assert "does not answer" in told(data_dir, "files", PROBLEM, **nowhere)


def test_a_mail_server_that_does_not_take_us_in_is_a_problem(data_dir: Path, smtp: Controller) -> None:
    where = f"127.0.0.1:{smtp.port}"
    assert "with a password" in told(data_dir, "mail", OK, CHAT_SMTP_URL=f"smtp://parley:{SECRET}@{where}")
    assert "without one" in told(data_dir, "mail", OK, CHAT_SMTP_URL=f"smtp://{where}")
    refused = told(data_dir, "mail", PROBLEM, CHAT_SMTP_URL=f"smtp://parley:wrong-word@{where}")
    assert "does not take the password" in refused
    assert "wrong-word" not in refused
    tls = told(data_dir, "mail", PROBLEM, CHAT_SMTP_URL=f"smtps://{where}")
    assert "does not answer" in tls
    nowhere = f"smtp://127.0.0.1:{free_port()}"
    assert "does not answer" in told(data_dir, "mail", PROBLEM, CHAT_SMTP_URL=nowhere)
    assert "outbox" in told(data_dir, "mail", WARNING, CHAT_PUBLIC_URL="https://chat.example.org")


def test_a_clock_that_goes_wrong_is_told_by_how_much() -> None:
    assert compared("S3's", 0.4).status is OK
    assert compared("S3's", 2.5, exact=1).status is OK
    assert compared("S3's", -10).said == "The clock here is 10 s behind S3's."
    assert (compared("S3's", -10).status, compared("S3's", 3_600).status) == (WARNING, PROBLEM)
    assert "3,600 s ahead" in compared("S3's", 3_600).said


@pytest.mark.parametrize(
    ("env", "status", "words"),
    [
        ({}, OK, "Only this machine"),
        ({"HOST": "0.0.0.0"}, WARNING, "Other machines can reach it"),
        ({"CHAT_PUBLIC_URL": "http://localhost:3000"}, OK, "Browsers use"),
        ({"CHAT_PUBLIC_URL": "http://chat.example.org"}, WARNING, "not encrypted"),
        ({"CHAT_PUBLIC_URL": "https://chat.example.org"}, WARNING, "CHAT_TRUSTED_PROXIES"),
        ({"CHAT_PUBLIC_URL": "https://chat.example.org", "CHAT_TRUSTED_PROXIES": "10.0.0.1"}, OK, "Browsers"),
        ({"CHAT_TRUSTED_PROXIES": "0.0.0.0/0"}, PROBLEM, "anybody can give a false address"),
    ],
)
def test_the_public_address_is_held_against_what_stands_in_front(
    data_dir: Path, env: dict[str, str], status: Status, words: str
) -> None:
    assert words in told(data_dir, "address", status, **env)


def test_loose_settings_are_told_of(data_dir: Path) -> None:
    assert "guessed without a limit" in told(data_dir, "settings", WARNING, CHAT_RATE_LIMITS="off")
    data_dir.mkdir()
    key = data_dir / "secret.key"
    key.write_text("x" * 40)
    key.chmod(0o644)
    assert "can read" in told(data_dir, "settings", PROBLEM)
    key.chmod(0o600)
    assert all(one.status is not PROBLEM for one in findings(data_dir))


def test_no_secret_is_said(data_dir: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # nobody listens
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        env = {
            "CHAT_DATABASE_URL": f"postgresql://parley:{SECRET}@{where}/parley",
            "CHAT_REDIS_URL": f"redis://:{SECRET}@{where}/0",
            "CHAT_SMTP_URL": f"smtp://parley:{SECRET}@{where}",
            "CHAT_SECRET_KEY": f"{SECRET}-{SECRET}-{SECRET}",
        }
        said = findings(data_dir, **env)
    assert sum(one.status is PROBLEM for one in said) == 3
    assert SECRET not in str(said)
