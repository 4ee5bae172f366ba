"""The groups that new people are in at once, as they are chosen one by one."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from chat_app.errors import Conflict, Invalid, NotAllowed
from chat_app.models.actor import Actor
from chat_app.services import audit, rules
from chat_app.services.admin import settings
from tests.support.world import World


@pytest.fixture
async def boss(world: World) -> Actor:
    (someone,) = await world.people(1)
    return replace(someone, role="owner")


async def public_group(world: World, boss: Actor) -> str:
    return await world.group(boss, visibility="public")


async def choose(world: World, actor: Actor, group_id: str, *, on: bool = True) -> None:
    await world.write(settings.set_default_group, actor, world.settings, group_id, on)


async def chosen(world: World) -> list[str]:
    return list((await world.read(rules.read, world.settings)).default_group_ids)


async def test_groups_that_are_chosen_at_once_are_all_chosen(world: World, boss: Actor) -> None:
    ids = [await public_group(world, boss) for _ in range(rules.MOST_DEFAULT_GROUPS)]
    await asyncio.gather(*(choose(world, boss, one) for one in ids))
    assert set(await chosen(world)) == set(ids)
    another = await public_group(world, boss)
    with pytest.raises(Conflict, match="take one out"):
        await choose(world, boss, another)
    await choose(world, boss, ids[0], on=False)
    await choose(world, boss, another)
    assert set(await chosen(world)) == {*ids[1:], another}


async def test_what_is_so_already_changes_nothing_and_is_not_told_of(world: World, boss: Actor) -> None:
    hall = await public_group(world, boss)
    await choose(world, boss, hall)
    before, _ = await world.read(audit.entries, boss, limit=50, cursor=None)
    await choose(world, boss, hall)
    await choose(world, boss, await public_group(world, boss), on=False)
    assert await chosen(world) == [hall]
    after, _ = await world.read(audit.entries, boss, limit=50, cursor=None)
    assert after == before


async def test_private_groups_and_members_choose_nothing(world: World, boss: Actor) -> None:
    with pytest.raises(Invalid):
        await choose(world, boss, await world.group(boss))
    hall = await public_group(world, boss)
    with pytest.raises(NotAllowed):
        await choose(world, (await world.people(1))[0], hall)
    assert await chosen(world) == []
