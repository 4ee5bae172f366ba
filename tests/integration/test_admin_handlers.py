"""What any browser can ask of the admin pages: each handler asks who acts, whatever comes along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from reflex.istate.data import HeaderData, RouterData
from sqlalchemy import func, select
from sqlmodel import Session, col

from chat_app.models import AuditEntry, User
from chat_app.services.sessions import Device
from chat_app.settings import get_settings
from chat_app.ui import current_user
from chat_app.ui.states.admin.audit import AdminAudit
from chat_app.ui.states.admin.bots import AdminBots
from chat_app.ui.states.admin.groups import AdminGroup, AdminGroups
from chat_app.ui.states.admin.invites import AdminInvites
from chat_app.ui.states.admin.moderation import AdminModeration
from chat_app.ui.states.admin.overview import AdminOverview
from chat_app.ui.states.admin.settings import AdminSettings
from chat_app.ui.states.admin.system import AdminSystem
from chat_app.ui.states.admin.users import AdminUsers
from tests.support.world import World

ID = "019ab3c4d5e6a1b2c3d4e5f60718"
ASKING: dict[tuple[type[Any], str], tuple[object, ...]] = {
    (AdminOverview, "load"): (),
    (AdminUsers, "load"): (),
    (AdminUsers, "open_person"): (ID,),
    (AdminUsers, "suspend"): ("day",),
    (AdminUsers, "bring_back"): (),
    (AdminUsers, "set_role"): ("owner",),
    (AdminUsers, "end_sessions"): (),
    (AdminUsers, "mail_reset"): (),
    (AdminUsers, "remove_second_factor"): (),
    (AdminInvites, "open"): (),
    (AdminInvites, "create"): (),
    (AdminInvites, "revoke"): (ID,),
    (AdminGroups, "load"): (),
    (AdminGroup, "load"): (),
    (AdminGroup, "save"): ({"name": "Mine", "topic": ""},),
    (AdminGroup, "archive"): (True,),
    (AdminGroup, "set_role"): (ID, "owner"),
    (AdminGroup, "set_default"): (True,),
    (AdminGroup, "delete"): (),
    (AdminModeration, "load"): (),
    (AdminModeration, "decide"): ("suspend_author", ID),
    (AdminBots, "load"): (),
    (AdminBots, "create"): ({"username": "robin", "display_name": ""},),
    (AdminBots, "open_bot"): (ID,),
    (AdminBots, "switch"): (False,),
    (AdminBots, "make_token"): ({"name": "mine"},),
    (AdminBots, "end_token"): (ID,),
    (AdminAudit, "load"): (),
    (AdminSystem, "load"): (),
    (AdminSystem, "tick"): (),
    (AdminSettings, "load"): (),
    (AdminSettings, "save"): ({"registration": "closed"},),
}
"""Every handler that reads or writes, with what a page sends along."""
SHOWING = {
    "choose",
    "sort_by",
    "next_page",
    "previous_page",
    "search",
    "turn_back",
    "ask",
    "close",
    "close_person",
    "set_typed",
    "set_lasts",
    "set_may_use",
    "begin",
    "setvar",
}
"""The others: they change what the caller's own page shows, or come to `_show`, which asks as `load` does."""


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    world = await World.start(tmp_path)
    current_user.ask(world.runtime)
    yield world
    await world.stop()


async def cookie_of(world: World, name: str, role: str) -> str:
    signed_in = await world.runtime.accounts.register(
        username=name,
        email=f"{name}@example.org",
        password="grey heron at noon",
        display_name=None,
        device=Device("", ""),
    )

    def give(session: Session) -> None:
        session.scalars(select(User).where(col(User.username) == name)).one().role = role

    await world.write(give)
    return signed_in.cookie


async def ask(state_class: type[Any], handler: str, cookie: str, *sent: object) -> Any:
    """The state after a browser with this cookie has asked."""
    state = state_class(_reflex_internal_init=True)
    header = f"{get_settings().cookie_name}={cookie}"
    state.router = RouterData(headers=HeaderData(cookie=header))
    await state_class.event_handlers[handler].fn(state, *sent)
    return state


def deeds(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_every_handler_is_asked_here() -> None:
    asked = {(state, name) for state, name in ASKING}
    found = {
        (state, name)
        for state in {state for state, _ in ASKING}
        for name in set(state.event_handlers) - SHOWING
    }
    assert asked == found


@pytest.mark.parametrize("role", ["member", "bot"])
async def test_nobody_else_is_shown_or_does_anything(world: World, role: str) -> None:
    await cookie_of(world, "first", "owner")
    cookie = await cookie_of(world, "mallory", role)
    before = await world.read(deeds)
    for (state, handler), sent in ASKING.items():
        after = await ask(state, handler, cookie, *sent)
        assert after.failure_code == "not_allowed", (state, handler)
    assert await world.read(deeds) == before


async def test_who_is_not_signed_in_is_told_so(world: World) -> None:
    await cookie_of(world, "first", "owner")
    for (state, handler), sent in ASKING.items():
        after = await ask(state, handler, "of nobody", *sent)
        assert after.failure_code == "not_signed_in", (state, handler)


@pytest.mark.parametrize("role", ["owner", "admin"])
async def test_who_runs_the_place_is_let_through(world: World, role: str) -> None:
    await cookie_of(world, "first", "owner")
    cookie = await cookie_of(world, "helper", role)
    for (state, handler), sent in ASKING.items():
        after = await ask(state, handler, cookie, *sent)
        assert after.failure_code in {"", "not_found", "invalid"}, (state, handler, after.failure)


@pytest.mark.parametrize("sent", [None, 7, {"$ne": ""}, ["a"], "x" * 5_000, "\0"])
async def test_what_no_page_would_send_is_refused(world: World, sent: object) -> None:
    cookie = await cookie_of(world, "first", "owner")
    for state, handler in ((AdminUsers, "open_person"), (AdminInvites, "revoke"), (AdminBots, "open_bot")):
        after = await ask(state, handler, cookie, sent)
        assert after.failure_code in {"invalid", "not_found"}, (state, handler)
    after = await ask(AdminSettings, "save", cookie, {"registration": sent})
    assert after.failure_code == "invalid"


async def test_who_acted_stands_in_the_log(world: World) -> None:
    cookie = await cookie_of(world, "first", "owner")
    await ask(AdminSettings, "save", cookie, {"name": "Kitchen"})
    await ask(AdminBots, "create", cookie, {"username": "robin", "display_name": ""})

    def told(session: Session) -> list[tuple[str, str]]:
        rows = session.execute(select(col(AuditEntry.actor_name), col(AuditEntry.action)))
        return [(name, action) for name, action in rows]

    assert ("first", "bot.create") in await world.read(told)
