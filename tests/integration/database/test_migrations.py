"""The schema comes into being by itself, once, and is the one that the code describes."""

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from chat_app.db.engines import url_of
from chat_app.db.migrate import migrate
from chat_app.errors import StartError
from chat_app.settings import Settings


@pytest.fixture
def settings(database_env: dict[str, str], tmp_path: Path) -> Settings:
    return Settings(CHAT_DATA_DIR=tmp_path, **database_env)  # pyright: ignore[reportCallIssue, reportArgumentType]


# What SQLAlchemy has no words for: an FTS5 table with its own tables, and indexes over expressions.
UNMODELLED = {"search_index", "search_index_data", "search_index_idx", "search_index_config"} | {
    "ix_search_entries_words",
    "ix_users_name",
    "ix_users_seen",
}


def is_modelled(_object: object, name: str | None, *_: object) -> bool:
    return name not in UNMODELLED


def test_the_migrations_make_exactly_the_tables_of_the_models(settings: Settings) -> None:
    migrate(settings)
    engine = create_engine(url_of(settings))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": is_modelled})
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    assert differences == []


def test_workers_that_start_together_migrate_once(settings: Settings) -> None:
    program = (
        "from chat_app.db.migrate import migrate; from chat_app.settings import get_settings;"
        "migrate(get_settings())"
    )
    env = {"CHAT_DATA_DIR": str(settings.data_dir), "PATH": "/usr/bin:/bin"}
    if settings.database_url:
        env["CHAT_DATABASE_URL"] = settings.database_url
    together = [
        subprocess.Popen([sys.executable, "-c", program], env=env, stderr=subprocess.PIPE) for _ in range(4)
    ]
    for process in together:
        _, stderr = process.communicate(timeout=60)
        assert process.returncode == 0, stderr.decode()
    engine = create_engine(url_of(settings))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM installation")) == 1
    engine.dispose()


def test_a_newer_database_is_refused_in_one_clear_line(settings: Settings) -> None:
    migrate(settings)
    engine = create_engine(url_of(settings))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StartError, match="newer than this version") as refused:
        migrate(settings)
    assert "\n" not in str(refused.value)


def test_a_database_that_does_not_answer_names_the_setting(tmp_path: Path) -> None:
    nowhere = Settings(CHAT_DATA_DIR=tmp_path, CHAT_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")  # pyright: ignore[reportCallIssue, reportArgumentType]
    with pytest.raises(StartError, match="CHAT_DATABASE_URL") as refused:
        migrate(nowhere)
    assert "\n" not in str(refused.value)
