"""Unread: other people's undeleted user messages above one's read_seq, thread replies left out."""

from __future__ import annotations

import pytest

from tests.support.api import Api


async def unread(api: Api, conversation_id: str) -> int:
    return (await api.conversation(conversation_id))["my"]["unread"]


async def read(api: Api, conversation_id: str, seq: int, **fields: bool) -> tuple[int, int]:
    """The answer's read_seq and unread."""
    answer = await api.read(conversation_id, seq, **fields)
    return answer["read_seq"], answer["unread"]


async def test_what_others_sent_is_unread_until_it_is_read(alice, bob):
    group = await alice.group(bob)
    sent = [await alice.send(group["id"], f"{n}") for n in range(3)]
    assert await unread(bob, group["id"]) == 3
    assert await unread(alice, group["id"]) == 0
    assert await read(bob, group["id"], sent[0]["seq"]) == (sent[0]["seq"], 2)
    assert await read(bob, group["id"], sent[2]["seq"]) == (sent[2]["seq"], 0)


async def test_sending_reads_what_was_there(alice, bob):
    group = await alice.group(bob)
    await alice.send(group["id"])
    sent = await bob.send(group["id"])
    my = (await bob.conversation(group["id"]))["my"]
    assert (my["read_seq"], my["unread"]) == (sent["seq"], 0)


async def test_ones_own_messages_are_never_unread(alice, bob):
    group = await alice.group(bob)
    first = await alice.send(group["id"])
    await bob.send(group["id"])
    await alice.send(group["id"])
    assert await read(alice, group["id"], first["seq"], force=True) == (first["seq"], 1)


async def test_a_deleted_message_is_not_unread(alice, bob):
    group = await alice.group(bob)
    sent = [await alice.send(group["id"]) for _ in range(3)]
    await alice.remove(sent[1]["id"])
    assert await unread(bob, group["id"]) == 2
    await bob.read(group["id"], sent[0]["seq"])
    assert await unread(bob, group["id"]) == 1


async def test_an_edit_or_a_reaction_leaves_the_count_alone(alice, bob, carol):
    group = await alice.group(bob, carol)
    sent = await alice.send(group["id"])
    await bob.read(group["id"], sent["seq"])
    await alice.edit(sent["id"], "Edited")
    await carol.react(sent["id"], "👍")
    await alice.pin(sent["id"])
    assert await unread(bob, group["id"]) == 0
    assert await unread(carol, group["id"]) == 1


async def test_answers_in_threads_are_left_out(alice, bob):
    group = await alice.group(bob)
    root = await alice.send(group["id"])
    await bob.read(group["id"], root["seq"])
    answer = await alice.send(group["id"], thread_root=root["id"])
    assert await unread(bob, group["id"]) == 0
    await alice.send(group["id"])
    assert await unread(bob, group["id"]) == 1
    assert await read(bob, group["id"], answer["seq"]) == (answer["seq"], 1)


async def test_a_quotation_is_not_a_thread(alice, bob):
    group = await alice.group(bob)
    first = await bob.send(group["id"])
    await alice.send(group["id"], reply_to=first["id"])
    assert await unread(bob, group["id"]) == 1


async def test_reading_is_clamped_to_what_exists_and_never_moves_back(alice, bob):
    group = await alice.group(bob)
    sent = [await alice.send(group["id"]) for _ in range(3)]
    last = sent[-1]["seq"]
    assert await read(bob, group["id"], last + 1000) == (last, 0)
    assert await read(bob, group["id"], sent[0]["seq"]) == (last, 0)
    await alice.send(group["id"])
    assert await unread(bob, group["id"]) == 1  # a number from the future was not kept


async def test_mark_unread_from_here_moves_back(alice, bob):
    group = await alice.group(bob)
    sent = [await alice.send(group["id"]) for _ in range(4)]
    await bob.read(group["id"], sent[3]["seq"])
    assert await read(bob, group["id"], sent[1]["seq"], force=True) == (sent[1]["seq"], 2)
    assert await unread(bob, group["id"]) == 2
    assert await read(bob, group["id"], 0, force=True) == (0, 4)


@pytest.mark.parametrize("seq", [None, "1", 1.5, [], {}, True])
async def test_reading_is_up_to_a_whole_number(alice, open_chat, seq):
    group = await alice.group()
    await alice.refused("PUT", f"/conversations/{group['id']}/read", 422, json={"seq": seq})
    chat = await open_chat(alice)
    await chat.refused("read", {"conversation_id": group["id"], "seq": seq})


async def test_absurd_numbers_break_nothing(alice, bob, open_chat):
    group = await alice.group(bob)
    sent = await alice.send(group["id"])
    chat = await open_chat(bob)
    for seq in (-1, -(2**63), 2**31, 2**63, 2**70):
        response = await bob.call("PUT", f"/conversations/{group['id']}/read", json={"seq": seq})
        assert response.status_code in {200, 422}, seq
        await chat.emit("read", {"conversation_id": group["id"], "seq": seq})
        assert 0 <= (await bob.conversation(group["id"]))["my"]["read_seq"] <= sent["seq"]


async def test_mentions_are_counted_until_they_are_read(alice, bob):
    group = await alice.group(bob)
    await alice.send(group["id"], "Hello all")
    mention = await alice.send(group["id"], f"And you, @{bob.username}")
    my = (await bob.conversation(group["id"]))["my"]
    assert (my["unread"], my["mentions"]) == (2, 1)
    await bob.read(group["id"], mention["seq"])
    my = (await bob.conversation(group["id"]))["my"]
    assert (my["unread"], my["mentions"]) == (0, 0)


async def test_unread_is_the_same_on_every_road(alice, bob, open_chat):
    group = await alice.group(bob)
    for _ in range(3):
        await alice.send(group["id"])
    by_http = await bob.conversation(group["id"])
    listed = [c for c in await bob.all("/conversations") if c["id"] == group["id"]]
    chat = await open_chat(bob, sync=False)
    synced = [c for c in (await chat.sync())["conversations"] if c["id"] == group["id"]]
    assert listed == synced == [by_http]
    assert by_http["my"]["unread"] == 3
