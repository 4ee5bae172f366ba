"""Whoever has no duty in an installation is refused everything that those who run it do, bots most of all."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from chat_app.db import Database
from chat_app.errors import Conflict, NotAllowed
from chat_app.models import AuditEntry, User
from chat_app.models.actor import Actor
from chat_app.models.clock import now
from chat_app.services import audit, suspension
from chat_app.services.admin import groups, reports, users
from chat_app.services.admin import settings as admin_settings
from chat_app.services.users import search_users
from chat_app.settings import Settings

ID = "0" * 28
PAGE: dict[str, Any] = {"limit": 10, "cursor": None}
CALLS: dict[str, Callable[[Session, Actor], Any]] = {
    "list users": lambda s, a: users.list_users(s, a, **PAGE),
    "count users": users.count_users,
    "get a user": lambda s, a: users.get_user(s, a, ID),
    "change a user": lambda s, a: users.change_user(s, a, ID, {"active": False}),
    "end sessions": lambda s, a: users.end_sessions(s, a, ID),
    "list groups": lambda s, a: groups.list_groups(s, a, **PAGE),
    "count groups": groups.count_groups,
    "get a group": lambda s, a: groups.get_group(s, a, ID),
    "list members": lambda s, a: groups.list_group_members(s, a, ID, **PAGE),
    "change a group": lambda s, a: groups.change_group(s, a, ID, {}),
    "set a member": lambda s, a: groups.set_member(s, a, ID, a.user_id, "owner"),
    "delete a group": lambda s, a: groups.delete_group(s, a, ID),
    "list reports": lambda s, a: reports.list_reports(s, a, **PAGE),
    "count reports": reports.count_reports,
    "handle a report": lambda s, a: reports.handle_report(s, a, ID, "dismiss"),
    "read the log": lambda s, a: audit.entries(s, a, **PAGE),
    "take the log": audit.begin_export,
}


@pytest.mark.parametrize("role", ["member", "bot"])
@pytest.mark.parametrize("call", CALLS)
async def test_it_takes_a_duty(database: Database, role: str, call: str) -> None:
    with pytest.raises(NotAllowed):
        await database.write(CALLS[call], Actor("1" * 28, "session", role))


@pytest.mark.parametrize("role", ["member", "bot"])
async def test_it_takes_a_duty_to_set_anything(database: Database, settings: Settings, role: str) -> None:
    actor = Actor("1" * 28, "session", role)
    with pytest.raises(NotAllowed):
        await database.read(admin_settings.get_settings, actor, settings)
    with pytest.raises(NotAllowed):
        await database.write(admin_settings.change_settings, actor, settings, {"name": "Mine"})


def person(name: str, role: str = "member") -> User:
    return User(username=name, email=f"{name}@example.org", display_name=name, password_hash="", role=role)


@pytest.fixture
async def owner(database: Database) -> Actor:
    def make(session: Session) -> Actor:
        user = person("owner", "owner")
        session.add(user)
        session.flush()
        return Actor(user.id, "session", "owner", "203.0.113.9")

    return await database.write(make)


async def add(database: Database, user: User) -> str:
    def make(session: Session) -> str:
        session.add(user)
        session.flush()
        return user.id

    return await database.write(make)


async def test_whose_suspension_is_over_is_found_again_before_they_come(
    database: Database, owner: Actor
) -> None:
    over, still, for_good = person("anna"), person("annika"), person("annabel")
    for user, until in ((over, now() - 1), (still, now() + 60_000), (for_good, None)):
        user.active, user.suspended_until = False, until
        await add(database, user)
    assert await database.read(suspension.any_over)
    await database.write(suspension.lift_those_over)
    assert not await database.read(suspension.any_over)
    found, _ = await database.read(search_users, owner, "ann", 10, None)
    assert [user["username"] for user in found] == ["anna"]
    suspended, _ = await database.read(users.list_users, owner, state="suspended", **PAGE)
    assert [user["username"] for user in suspended] == ["annabel", "annika"]


async def test_a_suspension_is_changed_and_told_each_time(database: Database, owner: Actor) -> None:
    user_id = await add(database, person("anna"))
    later = (datetime.now(UTC) + timedelta(hours=1)).isoformat()

    async def change(**changes: Any) -> tuple[bool, bool]:
        user = await database.write(users.change_user, owner, user_id, changes)
        return user["active"], user["suspended_until"] is not None

    assert await change(suspended_until=later) == (False, True)
    assert await change(suspended_until=later) == (False, True)  # the same again
    assert await change(suspended_until=None) == (False, False)  # without an end
    assert await change(active=False, suspended_until=later) == (False, True)
    assert await change(active=False) == (False, False)
    assert await change(display_name="Anna") == (False, False)
    assert await change(active=True) == (True, False)
    assert await change(suspended_until=None) == (True, False)

    def told(session: Session) -> list[tuple[str, str]]:
        return [
            (entry.action, entry.ip) for entry in session.exec(select(AuditEntry).order_by(AuditEntry.id))
        ]

    actions = ["suspend", "suspend", "suspend", "suspend", "rename", "restore"]
    assert await database.read(told) == [(f"user.{action}", owner.ip) for action in actions]


async def test_an_owner_who_was_unmade_meanwhile_unmakes_no_other(database: Database, owner: Actor) -> None:
    """As the writer finds it: the caller was let through as an owner, and is none any more."""
    last = await add(database, person("last", "owner"))
    await database.write(
        users.change_user, Actor(last, "session", "owner"), owner.user_id, {"role": "member"}
    )
    for changes in ({"role": "member"}, {"active": False}):
        with pytest.raises(Conflict) as refused:
            await database.write(users.change_user, owner, last, changes)
        assert refused.value.code == "last_owner"
