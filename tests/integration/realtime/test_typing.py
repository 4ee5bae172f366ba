"""Typing in large groups, where it would cost more than it tells."""

import pytest

from tests.integration.realtime.test_rooms import marker
from tests.support.world import World


@pytest.mark.parametrize(("members", "is_told"), [(100, True), (101, False)])
async def test_in_a_group_of_more_than_a_hundred_nobody_is_told_who_is_typing(
    world: World, members: int, is_told: bool
) -> None:
    anna, bert, *others = await world.people(members)
    conversation_id = await world.group(anna, bert, *others)
    typist, reader = await world.device(anna), await world.device(bert)
    await typist.post("typing", {"conversation_id": conversation_id, "on": True})
    await marker(world, anna, conversation_id, reader)
    told = [event["user_id"] for event in reader.socket.events if event["type"] == "typing"]
    assert told == ([anna.user_id] if is_told else [])
