"""Delivery: in `rev` order, once, and to nobody who has gone, whatever the bus does with the news."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, event

from chat_app.bus import EVERYONE, Envelope, Kind, conversation_channel, user_channel
from chat_app.errors import Unavailable
from chat_app.models.actor import Actor
from chat_app.realtime.gateway import MOST_IN_FLIGHT
from chat_app.realtime.rooms import PATIENCE
from chat_app.services import conversations, members, messages, receipts, room_state, sessions, users
from chat_app.services.presence import state_of
from tests.support.waiting import eventually
from tests.support.world import Device, World


async def send(world: World, actor: Actor, conversation_id: str, body: str) -> dict[str, Any]:
    json, _ = await world.runtime.messages.send(actor, conversation_id, client_id=body, body=body)
    return orjson.loads(json)


async def marker(world: World, actor: Actor, conversation_id: str, device: Device) -> None:
    """Sends a message and waits until the device has it: what was to come before it has come."""
    message = await send(
        world, actor, conversation_id, f"marker {id(device)} {asyncio.get_running_loop().time()}"
    )
    await eventually(lambda: message["rev"] in device.revs(conversation_id), "the marker")


class Postman:
    """Stands between the writers and the bus, and can lose, delay or shuffle what they publish."""

    def __init__(self, world: World) -> None:
        self._publish = world.runtime.bus.publish
        self.kept: list[Envelope] = []
        self.loses: set[Kind] = set()
        self.keeps = False
        world.runtime.database.publish = self.publish

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        passing = [envelope for envelope in envelopes if envelope.kind not in self.loses]
        if self.keeps:
            self.kept += passing
        else:
            self._publish(passing)

    def hand_over(self, envelopes: Sequence[Envelope]) -> None:
        self._publish(envelopes)


@pytest.fixture
def postman(world: World) -> Postman:
    return Postman(world)


async def test_events_that_the_bus_shuffles_are_delivered_in_the_order_of_rev(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    postman.keeps = True
    for number in range(5):
        await send(world, anna, conversation_id, str(number))
    postman.hand_over(postman.kept[::-1])
    await eventually(lambda: len(device.revs(conversation_id)) == 5, "all five")
    assert device.revs(conversation_id) == [1, 2, 3, 4, 5]


async def test_what_the_bus_loses_is_read_from_the_database_and_nothing_comes_twice(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    postman.loses = {Kind.MESSAGE}
    await send(world, anna, conversation_id, "lost")
    await send(world, anna, conversation_id, "lost too")
    postman.loses = set()
    await marker(world, anna, conversation_id, device)
    assert device.revs(conversation_id) == [1, 2, 3]


async def test_what_is_missing_is_asked_for_also_if_the_patience_ends_while_the_room_reads(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    world.runtime.database.has_outbox = False  # or the relay would bring it
    patience_ended = asyncio.Event()
    read = world.runtime.database.read

    async def read_slowly(function: Any, *args: Any) -> Any:
        found = await read(function, *args)
        if args[:1] == (room_state.views,):
            await patience_ended.wait()
        return found

    world.runtime.database.read = read_slowly
    postman.keeps = True
    for body in ("lost", "early"):
        await send(world, anna, conversation_id, body)
    await world.write(receipts.mark_read, bert, conversation_id, 1)  # which shows bert the conversation anew
    lost = next(envelope for envelope in postman.kept if envelope.kind is Kind.MESSAGE)
    postman.hand_over([envelope for envelope in postman.kept if envelope is not lost])
    asyncio.get_running_loop().call_later(2 * PATIENCE, patience_ended.set)  # after the room's own timer
    await eventually(lambda: device.revs(conversation_id) == [1, 2], "what was lost, and what was early")


async def test_news_that_comes_twice_is_delivered_once(world: World, postman: Postman) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    postman.keeps = True
    await send(world, anna, conversation_id, "once")
    postman.hand_over(postman.kept * 3)
    postman.keeps = False
    await marker(world, anna, conversation_id, device)
    assert device.revs(conversation_id) == [1, 2]


async def test_a_removed_member_gets_nothing_more_though_the_bus_lost_the_news(
    world: World, postman: Postman
) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert, cora)
    gone, still_there = await world.device(bert), await world.device(cora)
    postman.loses = {Kind.MEMBERS, Kind.EVENT, Kind.CONVERSATION}
    await world.write(members.remove_member, anna, conversation_id, bert.user_id)
    await marker(world, anna, conversation_id, still_there)
    assert gone.revs(conversation_id) == []
    removed = {"type": "conversation_removed", "conversation_id": conversation_id}
    assert removed in gone.socket.events


async def test_an_ended_session_gets_nothing_more_though_the_bus_lost_the_news(
    world: World, postman: Postman
) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert, cora)
    gone, still_there = await world.device(bert), await world.device(cora)
    postman.loses = {Kind.SESSION}
    await world.write(sessions.sign_out, bert)
    await marker(world, anna, conversation_id, still_there)
    await eventually(lambda: gone.socket.closed, "the end of the socket")
    assert gone.revs(conversation_id) == []
    assert gone.socket.events[-1]["type"] == "session_ended"


async def test_an_ended_session_gets_nothing_more_by_the_repair_of_a_room(
    world: World, postman: Postman
) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert, cora)
    gone, still_there = await world.device(bert), await world.device(cora)
    postman.loses = set(Kind)
    await world.write(sessions.sign_out, bert)
    sent = await send(world, anna, conversation_id, "after the end")
    world.hub.rooms[conversation_id].repair()
    await eventually(lambda: sent["rev"] in still_there.revs(conversation_id), "what was lost")
    await eventually(lambda: gone.socket.closed, "the end of the socket")
    assert gone.revs(conversation_id) == []


async def test_a_member_whose_news_was_lost_is_taken_in_with_the_next_message(
    world: World, postman: Postman
) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert)
    await world.device(bert)
    device = await world.device(cora)
    postman.loses = {Kind.MEMBERS, Kind.CONVERSATION, Kind.EVENT}
    await world.write(members.put_member, anna, conversation_id, cora.user_id, None)
    await marker(world, anna, conversation_id, device)
    shown = [event for event in device.socket.events if event["type"] == "conversation"]
    assert [event["conversation"]["id"] for event in shown] == [conversation_id]


async def test_the_others_hear_who_came_though_the_bus_lost_the_news(world: World, postman: Postman) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    postman.loses = set(Kind)
    await world.write(members.put_member, anna, conversation_id, cora.user_id, None)
    postman.loses = set()
    await marker(world, anna, conversation_id, device)
    assert _roles_told(device, cora) == ["member"]
    assert [e["user_id"] for e in device.socket.events if e["type"] == "receipt"].count(cora.user_id) == 1


async def test_news_of_who_went_that_comes_after_they_are_back_says_nothing(
    world: World, postman: Postman
) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert, cora)
    device = await world.device(bert)
    await world.write(members.remove_member, anna, conversation_id, cora.user_id)
    await marker(world, anna, conversation_id, device)
    postman.keeps = True
    await world.write(members.put_member, anna, conversation_id, cora.user_id, None)
    await world.write(members.remove_member, anna, conversation_id, cora.user_id)
    await world.write(members.put_member, anna, conversation_id, cora.user_id, None)
    postman.keeps = False
    postman.hand_over(postman.kept[::-1])  # as when a relay publishes what was left behind
    await marker(world, anna, conversation_id, device)
    assert _roles_told(device, cora) == [None, "member"]


async def test_after_a_break_of_the_bus_everybody_sees_how_the_conversation_looks_now(
    world: World, postman: Postman
) -> None:
    anna, bert, cora = await world.people(3)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    postman.loses = set(Kind)
    await world.write(members.put_member, anna, conversation_id, cora.user_id, None)
    await world.write(conversations.edit_conversation, anna, conversation_id, {"topic": "said in the dark"})
    postman.loses = set()
    world.hub.repair([conversation_channel(conversation_id)])

    def shown() -> bool:
        views = [e["conversation"] for e in device.socket.events if e["type"] == "conversation"]
        return bool(views) and (views[-1]["member_count"], views[-1]["topic"]) == (3, "said in the dark")

    await eventually(shown, "the conversation as it is")


def _roles_told(device: Device, actor: Actor) -> list[str | None]:
    events = [e for e in device.socket.events if e["type"] == "member"]
    return [event["role"] for event in events if event["user_id"] == actor.user_id]


@pytest.mark.parametrize("is_deleted", [False, True])
async def test_a_room_is_closed_when_its_last_member_here_is_gone(world: World, is_deleted: bool) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    assert conversation_id in world.hub.rooms
    if is_deleted:
        await world.write(conversations.delete_conversation, anna, conversation_id)
    else:
        await world.write(members.remove_member, anna, conversation_id, bert.user_id)
    await eventually(lambda: conversation_id not in world.hub.rooms, "the end of the room")
    assert not device.connection.rooms
    assert device.socket.events[-1]["type"] == "conversation_removed"


async def test_a_room_that_was_closed_is_opened_again_for_who_comes_back(world: World) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    await world.write(members.remove_member, anna, conversation_id, bert.user_id)
    await world.write(members.put_member, anna, conversation_id, bert.user_id, None)
    await eventually(lambda: conversation_id in shown_to(device), "the conversation")
    await marker(world, anna, conversation_id, device)


async def test_after_a_break_of_the_bus_everybody_has_everything(world: World, postman: Postman) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    postman.loses = set(Kind)
    sent = await send(world, anna, conversation_id, "in the dark")
    await world.runtime.messages.edit(anna, sent["id"], "edited in the dark")
    await send(world, anna, conversation_id, "still dark")
    await world.write(messages.delete_message, anna, sent["id"])
    world.hub.repair([conversation_channel(conversation_id)])
    await eventually(lambda: device.revs(conversation_id)[-1:] == [4], "the last change")
    last = {
        event["message"]["id"]: event["message"]
        for event in device.socket.events
        if event["type"] == "message"
    }
    assert last[sent["id"]]["deleted"]
    assert sorted(message["seq"] for message in last.values()) == [1, 2]


async def test_who_was_taken_into_a_new_group_during_a_break_of_the_bus_sees_it_after(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    device = await world.device(bert)
    postman.loses = set(Kind)
    conversation_id = await world.group(anna, bert)
    postman.loses = set()
    world.hub.repair([user_channel(bert.user_id)])
    await eventually(
        lambda: [e for e in device.socket.events if e["type"] == "conversation"], "the conversation"
    )
    sent = await send(world, anna, conversation_id, "Hello")
    await eventually(lambda: sent["rev"] in device.revs(conversation_id), "what is said in it")


@pytest.mark.parametrize("is_lost", [False, True])
async def test_who_is_taken_in_while_the_database_is_away_sees_the_conversation_when_it_is_back(
    world: World, postman: Postman, is_lost: bool
) -> None:
    anna, bert, cora = await world.people(3)
    devices = [await world.device(who) for who in (bert, cora)]
    read = world.runtime.database.read
    refused: list[Any] = []

    async def refuse_once(function: Any, *args: Any) -> Any:
        if function is room_state.load and not refused:
            refused.append(function)
            raise Unavailable
        return await read(function, *args)

    world.runtime.database.read = refuse_once
    postman.loses = set(Kind) if is_lost else set()
    world.runtime.database.has_outbox = not is_lost  # or the relay would tell them
    groups = [await world.group(anna, who) for who in (bert, cora)]
    postman.loses = set()
    if is_lost:
        world.hub.repair([user_channel(who.user_id) for who in (bert, cora)])
    for device, conversation_id in zip(devices, groups, strict=True):
        await eventually(lambda: conversation_id in shown_to(device), "the conversation")  # noqa: B023
        await marker(world, anna, conversation_id, device)
    assert refused


def shown_to(device: Device) -> list[str]:
    """The conversations that came to this device by an event."""
    return [e["conversation"]["id"] for e in device.socket.events if e["type"] == "conversation"]


def names_of(device: Device, user_id: str) -> list[str]:
    """As this device was told them."""
    return [
        event["user"]["display_name"]
        for event in device.socket.events
        if event["type"] == "user" and event["user"]["id"] == user_id
    ]


async def test_a_name_that_was_lost_is_told_when_the_bus_is_back(world: World, postman: Postman) -> None:
    anna, bert, stranger = await world.people(3)
    await world.group(anna, bert)
    of_anna, of_bert, elsewhere = [await world.device(who) for who in (anna, bert, stranger)]
    postman.loses = {Kind.EVENT}
    await world.write(users.update_profile, anna, {"display_name": "Anna Again", "locale": "de"})
    world.hub.repair([EVERYONE])
    await eventually(lambda: names_of(of_bert, anna.user_id) == ["Anna Again"], "the name")
    await eventually(lambda: names_of(of_anna, anna.user_id) == ["Anna Again"], "one's own name")
    (me,) = [event["me"] for event in of_anna.socket.events if event["type"] == "me"]
    assert me == await world.read(users.get_me, anna)
    assert not elsewhere.socket.events
    assert all(event["type"] != "me" for event in of_bert.socket.events)


async def test_a_name_that_comes_while_lost_ones_are_read_is_the_last_one_told(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    await world.group(anna, bert)
    device = await world.device(bert)
    postman.loses = {Kind.EVENT}
    await world.write(users.update_profile, anna, {"display_name": "Lost"})
    postman.loses = set()
    read = world.runtime.database.read

    async def read_slowly(function: Any, *args: Any) -> Any:
        found = await read(function, *args)
        if args[:1] == (users.changed_since,) and "Newer" not in names_of(device, anna.user_id):
            await world.write(users.update_profile, anna, {"display_name": "Newer"})
            await eventually(lambda: "Newer" in names_of(device, anna.user_id), "the newer name")
        return found

    world.runtime.database.read = read_slowly
    world.hub.repair([EVERYONE])
    await eventually(lambda: world.hub.idle, "the end of the repair")
    assert set(names_of(device, anna.user_id)) == {"Newer"}


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_a_name_that_is_published_late_takes_no_newer_one_back(
    world: World, postman: Postman, is_restarted: bool
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    world.runtime.database.has_outbox = False  # or the relay would bring the newer one too
    postman.keeps = True
    for name in ("Older", "Newer"):
        await world.write(users.update_profile, anna, {"display_name": name})
    late, newer = (
        [e for e in postman.kept if e.kind is Kind.EVENT and name in e.event] for name in ("Older", "Newer")
    )
    assert {envelope.channel for envelope in late} == {EVERYONE, user_channel(anna.user_id)}
    of_anna, of_bert = [await world.device(who) for who in (anna, bert)]
    if is_restarted:  # the newer name was told before this worker began to listen
        late = [replace(envelope, rev=envelope.rev - 60_000) for envelope in late]
    else:
        postman.hand_over(newer)
    postman.hand_over(late)
    postman.keeps = False
    await marker(world, anna, conversation_id, of_bert)
    await eventually(lambda: world.hub.idle, "the end of the reading")
    for device in (of_anna, of_bert):
        await marker(world, anna, conversation_id, device)
    assert set(names_of(of_bert, anna.user_id)) == {"Newer"}
    mine = [event["me"]["display_name"] for event in of_anna.socket.events if event["type"] == "me"]
    assert set(mine) == {"Newer"}


async def test_what_a_crash_left_in_the_outbox_is_published_by_the_relay(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    world.runtime.database.has_outbox = True
    postman.loses = {Kind.MESSAGE}
    await send(world, anna, conversation_id, "left behind")
    await eventually(lambda: device.revs(conversation_id) == [1], "the relay")


def told_last(device: Device, user_id: str) -> tuple[int, int] | None:
    told = [e for e in device.socket.events if e["type"] == "receipt" and e["user_id"] == user_id]
    return (told[-1]["read_seq"], told[-1]["delivered_seq"]) if told else None


STEPS = ((3, False), (5, False), (2, True), (4, False))
"""What somebody reads up to; the third is "mark unread from here"."""


@pytest.mark.parametrize("order", list(permutations(range(len(STEPS)))))
async def test_receipts_that_the_bus_shuffles_end_where_the_database_has_them(
    world: World, postman: Postman, order: Sequence[int]
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    for number in range(5):
        await send(world, anna, conversation_id, str(number))
    watching = await world.device(anna)
    postman.keeps = True
    for seq, force in STEPS:
        await world.write(receipts.mark_read, bert, conversation_id, seq, force=force)
    moves = [envelope for envelope in postman.kept if envelope.kind is Kind.RECEIPT]
    postman.hand_over([moves[number] for number in order])
    postman.keeps = False
    await marker(world, anna, conversation_id, watching)
    await eventually(lambda: told_last(watching, bert.user_id) == (4, 5), "what the database has")
    await marker(world, anna, conversation_id, watching)
    assert told_last(watching, bert.user_id) == (4, 5)


async def test_a_receipt_from_before_the_room_was_opened_takes_nothing_back(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    for number in range(3):
        await send(world, anna, conversation_id, str(number))
    postman.keeps = True
    for seq in (1, 3):
        await world.write(receipts.mark_read, bert, conversation_id, seq)
    late, _ = (envelope for envelope in postman.kept if envelope.kind is Kind.RECEIPT)
    watching = await world.device(anna)  # whose sync says 3
    postman.hand_over([late])
    postman.keeps = False
    await marker(world, anna, conversation_id, watching)
    await eventually(lambda: told_last(watching, bert.user_id) == (3, 3), "what the database has")


@pytest.mark.parametrize("is_lost", [False, True])
async def test_a_receipt_that_comes_while_the_database_is_asked_for_a_late_one_is_the_last_one_told(
    world: World, postman: Postman, is_lost: bool
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    for number in range(3):
        await send(world, anna, conversation_id, str(number))
    watching = await world.device(anna)
    postman.keeps = True
    for seq in (1, 2):
        await world.write(receipts.mark_read, bert, conversation_id, seq)
    late, newer = (envelope for envelope in postman.kept if envelope.kind is Kind.RECEIPT)
    postman.keeps = False
    postman.hand_over([newer])
    await eventually(lambda: told_last(watching, bert.user_id) == (2, 2), "the newer one")
    read = world.runtime.database.read
    answered: list[Any] = []

    async def read_slowly(function: Any, *args: Any) -> Any:
        found = await read(function, *args)
        if args[:1] == (room_state.receipt,) and not answered:
            answered.append(found)
            postman.loses = {Kind.RECEIPT} if is_lost else set()
            await world.write(receipts.mark_read, bert, conversation_id, 3)
            if is_lost:
                world.hub.repair([conversation_channel(conversation_id)])
                await eventually(lambda: world.hub.rooms[conversation_id].is_current, "the repair")
        return found

    world.runtime.database.read = read_slowly
    postman.hand_over([late])
    await eventually(lambda: answered, "the question")
    await marker(world, anna, conversation_id, watching)
    await eventually(lambda: told_last(watching, bert.user_id) == (3, 3), "what the database has")
    await marker(world, anna, conversation_id, watching)
    assert told_last(watching, bert.user_id) == (3, 3)


async def test_a_receipt_is_told_also_where_the_answer_to_its_commit_was_lost(world: World) -> None:
    if not world.runtime.database.is_postgres:
        pytest.skip("The answer of a file is not lost.")
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    message = await send(world, anna, conversation_id, "read me")
    watching, elsewhere, device = [await world.device(who) for who in (anna, bert, bert)]
    lost: list[bool] = []

    def lose_the_answer(connection: Connection) -> None:
        if not lost:
            lost.append(True)
            driver: Any = connection.connection.driver_connection
            driver.commit()
            driver.close()

    event.listen(world.runtime.database._writing, "commit", lose_the_answer)
    answer = await device.ask("read", {"conversation_id": conversation_id, "seq": message["seq"]})
    assert (lost, answer["read_seq"]) == ([True], message["seq"])
    await eventually(lambda: told_last(watching, bert.user_id) == (1, 1), "the receipt")
    await eventually(lambda: conversation_id in shown_to(elsewhere), "the conversation as it is")


async def test_a_receipt_that_comes_after_its_reader_left_is_told_to_nobody(
    world: World, postman: Postman
) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    await send(world, anna, conversation_id, "read me")
    watching = await world.device(anna)
    postman.keeps = True
    await world.write(receipts.mark_read, bert, conversation_id, 1)
    await world.write(members.remove_member, anna, conversation_id, bert.user_id)
    late = [envelope for envelope in postman.kept if envelope.kind is Kind.RECEIPT]
    postman.hand_over([envelope for envelope in postman.kept if envelope not in late] + late)
    postman.keeps = False
    await marker(world, anna, conversation_id, watching)
    told = [e["type"] for e in watching.socket.events if e.get("user_id") == bert.user_id]
    assert late
    assert told == ["member"]


async def test_events_of_one_tick_share_a_frame(world: World) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    await asyncio.gather(*(send(world, anna, conversation_id, str(number)) for number in range(50)))
    await eventually(lambda: len(device.revs(conversation_id)) == 50, "all fifty")
    assert device.revs(conversation_id) == list(range(1, 51))
    frames = [value for kind, value in device.socket.frames if kind == "events"]
    assert len(frames) < 25


async def test_no_event_comes_before_the_first_sync_or_between_its_reading_and_its_ack(world: World) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    listener = await world.device(bert)
    device = await world.device(bert, synced=False)
    await marker(world, anna, conversation_id, listener)
    assert device.socket.packets == []
    asked = await device.post("sync", {"known": {}})
    await marker(world, anna, conversation_id, listener)
    await eventually(lambda: device.socket.ack(asked), "the ack of sync")
    assert device.socket.frames[0][0] == asked


async def test_a_conversation_that_comes_while_sync_is_read_stands_in_its_ack(world: World) -> None:
    anna, bert = await world.people(2)
    device = await world.device(bert, synced=False)
    read = world.runtime.database.read
    made: list[str] = []

    async def read_slowly(function: Any, *args: Any) -> Any:
        found = await read(function, *args)
        if isinstance(found, dict) and "conversations" in found and not made:
            made.append(await world.group(anna, bert))
            await eventually(lambda: made[0] in shown_to(device), "the conversation")
        return found

    world.runtime.database.read = read_slowly
    ack = await device.ask("sync", {"known": {}})
    assert [conversation["id"] for conversation in ack["conversations"]] == made


async def test_sync_answers_also_who_was_removed_unnoticed(world: World, postman: Postman) -> None:
    anna, bert = await world.people(2)
    conversation_id = await world.group(anna, bert)
    device = await world.device(bert)
    world.runtime.database.has_outbox = False  # or the relay would tell it
    postman.loses = set(Kind)
    await world.write(members.remove_member, anna, conversation_id, bert.user_id)
    assert conversation_id in device.connection.rooms
    assert (await device.ask("sync", {"known": {}}))["conversations"] == []


async def test_no_event_overtakes_one_that_waits_because_too_much_is_in_flight(world: World) -> None:
    (anna,) = await world.people(1)
    conversation_id = await world.group(anna)
    device = await world.device(anna)
    go_on = threading.Event()
    blocking = asyncio.ensure_future(world.write(lambda _session: go_on.wait(20)))
    names = [str(number) for number in range(MOST_IN_FLIGHT)]

    def packet(name: str) -> str:
        text = {"conversation_id": conversation_id, "client_id": name, "body": name}
        return orjson.dumps(["send", text]).decode()

    for name in names:
        assert world.gateway.take(device.connection, packet(name))
    waiting = asyncio.ensure_future(world.gateway.receive(device.connection, packet("waits")))
    await asyncio.sleep(0)
    assert not world.gateway.take(device.connection, packet("behind"))
    go_on.set()
    while not world.gateway.take(device.connection, packet("behind")):  # noqa: ASYNC110  (each turn counts)
        await asyncio.sleep(0)
    await asyncio.gather(blocking, waiting)
    await eventually(lambda: len(device.revs(conversation_id)) == MOST_IN_FLIGHT + 2, "all of them")
    told = [event["message"] for event in device.socket.events if event["type"] == "message"]
    assert [message["body"] for message in told] == [*names, "waits", "behind"]


async def test_the_events_of_a_socket_take_effect_in_the_order_sent(world: World) -> None:
    (anna,) = await world.people(1)
    conversation_id = await world.group(anna)
    device = await world.device(anna)
    numbers: list[int] = []
    for number in range(10):
        text = {"conversation_id": conversation_id, "client_id": str(number), "body": str(number)}
        await device.post("send", text)
        numbers.append(await device.post("history", {"conversation_id": conversation_id, "limit": 200}))
    for count, number in enumerate(numbers, 1):
        page = await eventually(lambda number=number: device.socket.ack(number), "a page")
        assert [message["body"] for message in page["items"]] == [str(n) for n in range(count)]


async def test_a_socket_that_goes_while_it_syncs_leaves_nothing_running(world: World) -> None:
    anna, bert = await world.people(2)
    await world.group(anna, bert)
    device = await world.device(anna, synced=False)
    await device.post("sync", {"known": {}})
    world.gateway.exit(device.connection)
    other = await world.device(bert)
    world.gateway.exit(other.connection)
    await eventually(lambda: not world.hub.rooms or None, "the end of the rooms")
    await eventually(lambda: world.hub.idle, "the end of the work")
    assert [state_of(actor.user_id) for actor in (anna, bert)] == ["offline", "offline"]


async def test_what_is_said_right_after_somebody_came_is_told_to_them_too(world: World) -> None:
    anna, bert = await world.people(2)
    device = await world.device(bert)
    for turn in range(20):
        conversation_id = await world.group(anna, bert)
        await send(world, anna, conversation_id, "first")
        await marker(world, anna, conversation_id, device)
        assert device.revs(conversation_id) == [1, 2], turn


async def test_what_is_said_right_after_somebody_joined_an_open_room_is_told_to_them_too(
    world: World,
) -> None:
    anna, bert, cora = await world.people(3)
    await world.device(anna)
    device = await world.device(cora)
    for turn in range(20):
        conversation_id = await world.group(anna, bert)
        before = await send(world, anna, conversation_id, "before")
        await world.write(members.put_member, anna, conversation_id, cora.user_id, None)
        await send(world, anna, conversation_id, "after")
        await marker(world, anna, conversation_id, device)
        told = [before["rev"] + more for more in (1, 2, 3)]  # that they came, what was said, and the marker
        assert device.revs(conversation_id) == told, turn


async def test_what_is_said_while_a_room_is_being_opened_is_told_to_who_waits_for_it(world: World) -> None:
    anna, bert = await world.people(2)
    device = await world.device(bert)
    listen, opened = world.runtime.bus.listen, asyncio.Event()

    async def listen_later(channels: Sequence[str]) -> None:
        await opened.wait()
        await listen(channels)

    world.runtime.bus.listen = listen_later
    conversation_id = await world.group(anna, bert)
    await send(world, anna, conversation_id, "early")
    opened.set()
    await marker(world, anna, conversation_id, device)
    assert device.revs(conversation_id) == [1, 2]


async def test_a_page_that_is_loaded_anew_hears_of_new_conversations(world: World) -> None:
    """The old socket goes in the moment in which the new one comes."""
    anna, bert = await world.people(2)
    old = await world.device(bert)
    world.gateway.exit(old.connection)
    new = await world.device(bert, synced=False)
    await new.ask("sync", {"known": {}})
    conversation_id = await world.group(anna, bert)
    await marker(world, anna, conversation_id, new)
    assert new.revs(conversation_id) == [1]
