"""The lists of the admin pages read their page and not the whole table, in every order, from anywhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlmodel import Session

from chat_app.db.engines import url_of
from chat_app.db.migrate import migrate
from chat_app.models.actor import Actor
from chat_app.services import audit
from chat_app.services.admin import groups, reports, users
from chat_app.settings import Settings

BOSS = Actor("0" * 28, "session", "owner")
PEOPLE = 100_000
NUMBERS = {
    "sqlite": f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {PEOPLE})",
    "postgresql": f"WITH n(i) AS (SELECT generate_series(1, {PEOPLE}))",
}
"""Of the people one in five thousand is an admin; of the conversations one in ten is a group."""
FILLED = (
    """
    INSERT INTO users (id, username, email, display_name, password_hash, role, status_text, status_emoji,
                       locale, receipts, active, created_at, last_seen_at)
    {numbers} SELECT substr('0000000000000000000000000000', 1, 28 - length({i})) || {i}, 'u' || {i},
        'u' || {i} || '@example.org', 'Name ' || {i}, '',
        CASE WHEN i % 5000 = 0 THEN 'admin' ELSE 'member' END, '', '', '', {true},
        CASE WHEN i % 5000 = 1 THEN {false} ELSE {true} END, i,
        CASE WHEN i % 2 = 0 THEN i END FROM n
    """,
    """
    INSERT INTO conversations (id, kind, name, topic, visibility, posting, archived, created_at, active_at,
                               member_count, last_seq, last_rev, members_version)
    {numbers} SELECT substr('0000000000000000000000000000', 1, 28 - length({i})) || {i},
        CASE WHEN i % 10 = 0 THEN 'group' ELSE 'direct' END, 'Group ' || {i}, '', 'private', 'everyone',
        {false}, i, i, 2, 1, 1, 1 FROM n
    """,
    """
    INSERT INTO audit_log (id, at, actor_id, actor_name, action, target_kind, target_name, data, ip)
    {numbers} SELECT substr('0000000000000000000000000000', 1, 28 - length({i})) || {i}, i, 'a' || (i % 1000),
        'somebody', CASE WHEN i % 1000 = 0 THEN 'user.suspend' ELSE 'group.change' END, 'user', 'x',
        '{{}}', '' FROM n
    """,
)


@pytest.fixture(scope="module", params=("sqlite", "postgres"))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database with many people, groups, and entries of the log."""
    where: Path = tmp_path_factory.mktemp("lists")
    env = (
        {}
        if request.param == "sqlite"
        else {"CHAT_DATABASE_URL": request.getfixturevalue("new_postgres_database")()}
    )
    settings = Settings(CHAT_DATA_DIR=where, **env)  # pyright: ignore[reportCallIssue, reportArgumentType]
    migrate(settings)
    engine = create_engine(url_of(settings))
    name = engine.dialect.name
    as_text = "CAST(i AS text)"
    with engine.begin() as connection:
        for statement in FILLED:
            filled = statement.format(numbers=NUMBERS[name], i=as_text, true="true", false="false")
            connection.execute(text(filled))
        if name == "postgresql":  # which does so by itself, in time; SQLite never does
            connection.execute(text("ANALYZE"))
    yield engine
    engine.dispose()


def plan_of(engine: Engine, read: Callable[[Session], Any]) -> tuple[str, Any]:
    """How the database goes about the first statement of `read`, and what that returned."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    try:
        with Session(engine) as session:
            found = read(session)
    finally:
        event.remove(engine, "before_cursor_execute", note)
    explain = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"{explain} {asked[0][0]}", asked[0][1]).all()
    return "\n".join(str(row[-1]) for row in rows), found


def check(plan: str, index: str) -> None:
    """The index is followed in its order, from a place in it, and nothing is sorted or read besides."""
    assert index in plan, plan
    assert not re.search(r"B-TREE|\bSort\b|Seq Scan", plan), plan


USERS = {"name": "ix_users_name", "created": "ix_users_created", "seen": "ix_users_seen"}


@pytest.mark.parametrize("way", ["", "-"])
@pytest.mark.parametrize("by", list(USERS))
def test_people_are_read_page_by_page_in_every_order(engine: Engine, by: str, way: str) -> None:
    cursor: str | None = None
    for _ in range(3):

        def read(session: Session, after: str | None = cursor) -> Any:
            return users.list_users(session, BOSS, sort=way + by, limit=50, cursor=after)

        plan, (page, cursor) = plan_of(engine, read)
        check(plan, USERS[by])
        assert len(page) == 50


@pytest.mark.parametrize(
    ("which", "index"), [({"role": "admin"}, "ix_users_role"), ({"state": "suspended"}, "ix_users_active")]
)
def test_the_few_among_many_are_found_without_reading_the_others(
    engine: Engine, which: dict[str, str], index: str
) -> None:
    plan, (page, following) = plan_of(
        engine, lambda session: users.list_users(session, BOSS, **which, limit=50, cursor=None)
    )
    assert index in plan, plan
    assert len(page) == 20
    assert following is None


def test_groups_are_read_without_the_direct_conversations(engine: Engine) -> None:
    for by in ("name", "members", "created", "active"):
        plan, (page, _) = plan_of(
            engine, lambda session, by=by: groups.list_groups(session, BOSS, sort=by, limit=50, cursor=None)
        )
        assert "ix_conversations_kind" in plan, plan
        assert len(page) == 50
        if by == "created":
            check(plan, "ix_conversations_kind")


@pytest.mark.parametrize(
    "which", [{}, {"actor_id": f"{'a7':x<28}"}, {"action": "user.suspend"}, {"after": 100, "before": 5000}]
)
def test_the_log_is_read_from_its_end(engine: Engine, which: dict[str, Any]) -> None:
    plan, _ = plan_of(
        engine, lambda session: audit.entries(session, BOSS, **which, limit=50, cursor="0" * 24 + "9999")
    )
    assert re.search(r"audit_log_pkey|ix_audit_log|sqlite_autoindex_audit_log", plan), plan
    assert "Seq Scan on audit_log" not in plan


def test_open_reports_are_found_by_their_index(engine: Engine) -> None:
    plan, page = plan_of(engine, lambda s: reports.list_reports(s, BOSS, limit=50, cursor=None))
    assert page == ([], None)
    if engine.dialect.name == "sqlite":
        check(plan, "ix_reports_outcome")
