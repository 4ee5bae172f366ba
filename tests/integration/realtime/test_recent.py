"""Opening a conversation from what a worker keeps in memory: always what the database would have said."""

import random
from typing import Any

import orjson
import pytest

from chat_app.bus import Kind
from chat_app.models.actor import Actor
from chat_app.realtime.recent import KEPT, RecentMessages
from chat_app.services import history, members, messages, reactions, users
from tests.integration.realtime.test_rooms import Postman, send
from tests.support.waiting import eventually
from tests.support.world import Device, World


async def opened(device: Device, conversation_id: str, limit: int = 50) -> Any:
    return await device.ask("history", {"conversation_id": conversation_id, "limit": limit})


async def stored(world: World, actor: Actor, conversation_id: str, limit: int = 50) -> Any:
    return orjson.loads(await world.read(history.page, actor, conversation_id, limit=limit))


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_happens_a_conversation_opens_as_the_database_has_it(world: World, seed: int) -> None:
    chance = random.Random(seed)
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    sent = [
        (await send(world, anna, conversation_id, f"before {number}"))["id"] for number in range(KEPT - 5)
    ]
    for number in range(40):
        action = chance.choice(["send", "send", "send", "edit", "delete", "react", "reply"])
        if action == "send":
            sent.append((await send(world, anna, conversation_id, f"{number}"))["id"])
        elif action == "reply":
            json, _ = await world.runtime.messages.send(
                anna, conversation_id, client_id=f"r{number}", body="Yes", thread_root=sent[0]
            )
            assert orjson.loads(json)["thread_root"] == sent[0]
        elif action == "edit":
            edit = messages.Edit.of(f"edited {number}")
            await world.write(messages.edit_message, anna, chance.choice(sent), edit)
        elif action == "delete":
            await world.write(messages.delete_message, anna, sent.pop(chance.randrange(1, len(sent))))
        else:
            await world.write(reactions.react, bert, chance.choice(sent), "👍", True)
        limit = chance.choice([1, 20, 50, KEPT])
        assert await opened(device, conversation_id, limit) == await stored(
            world, bert, conversation_id, limit
        )


async def test_a_new_name_stands_in_the_messages_that_were_kept(world: World) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    await send(world, anna, conversation_id, "Hello")
    before = await opened(device, conversation_id)
    await world.write(users.update_profile, anna, {"display_name": "Anna Again"})
    after = await opened(device, conversation_id)
    assert before["items"][-1]["author"]["display_name"] == "Somebody"
    assert after["items"][-1]["author"]["display_name"] == "Anna Again"


async def test_who_was_removed_opens_nothing(world: World) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    await send(world, anna, conversation_id, "Hello")
    assert (await opened(device, conversation_id))["last_seq"] == 1
    await world.write(members.remove_member, anna, conversation_id, bert.user_id)
    assert (await opened(device, conversation_id))["error"]["code"] == "not_found"


async def test_what_is_kept_is_not_used_while_news_are_missing(world: World) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    await opened(device, conversation_id)
    postman = Postman(world)
    postman.keeps = True
    await send(world, anna, conversation_id, "first")
    await send(world, anna, conversation_id, "second")
    postman.keeps = False
    postman.hand_over([news for news in postman.kept if news.kind is Kind.MESSAGE][1:])
    assert await opened(device, conversation_id) == await stored(world, bert, conversation_id)
    await eventually(lambda: len(device.revs(conversation_id)) == 2, "what was missing")


def test_the_conversations_that_nobody_opens_make_room_for_others() -> None:
    recent = RecentMessages(budget=200)
    for name in "abc":
        recent.fill(name, history.Newest(1, 0, {1: '{"seq":1,' + f'"body":"{"x" * 60}"' + "}"}))
        recent.at("a", 1)
    assert [recent.at(name, 1) is not None for name in "abc"] == [True, False, True]
    recent.rename()
    assert recent.at("a", 1) is None
