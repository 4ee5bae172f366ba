"""Real servers for the tests: the product, PostgreSQL and Valkey, each a process of its own."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from tests.support.postgres import Postgres
from tests.support.s3 import S3
from tests.support.servers import EVERY_STACK, AppServer, start_app
from tests.support.valkey import Valkey
from tests.support.valkey_cluster import ValkeyCluster


def pytest_configure() -> None:
    """A run that is asked to end ends as by Ctrl-C, so that the servers it started end too."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGINT, interrupt)  # which a shell has switched off for what it runs beside another


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL of this test run's own."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="session")
def new_postgres_database(postgres: Postgres) -> Callable[[], str]:
    """Call it for the URL of an empty database."""
    return postgres.new_database


@pytest.fixture(scope="session")
def postgres_url(postgres: Postgres) -> str:
    """An empty database that the tests of this run share."""
    return postgres.new_database()


@pytest.fixture(scope="session")
def valkey() -> Iterator[Valkey]:
    """A Valkey of this test run's own: `.url`, `.stop()`, `.start()`, `.flush()`."""
    server = Valkey()
    yield server
    server.close()


@pytest.fixture(scope="session")
def cluster() -> Iterator[ValkeyCluster]:
    """A cluster of this test run's own: `.url`, `.move()`, `.flush()`."""
    started = ValkeyCluster()
    yield started
    started.close()


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """An S3 of this test run's own: `.new_bucket()`, `.settings(bucket)`, `.client`."""
    server = S3()
    yield server
    server.close()


@pytest.fixture(scope="module", params=EVERY_STACK)
def stack(request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of each combination that the product runs on, with an empty database and bus."""
    env: dict[str, str] = {}
    database, _, bus = request.param.partition("-")
    if database == "postgres":
        env["CHAT_DATABASE_URL"] = request.getfixturevalue("new_postgres_database")()
    if bus == "redis":
        server: Valkey = request.getfixturevalue("valkey")
        server.flush()
        env["CHAT_REDIS_URL"] = server.url
    return env


@pytest.fixture(scope="module")
def server(stack: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppServer]:
    """The product, running on each stack; that it ends in good order is checked too."""
    running = start_app(tmp_path_factory.mktemp("server"), **stack)
    yield running
    if running.running:
        running.stop()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where an installation of the test's own keeps its data."""
    return tmp_path / "data"
