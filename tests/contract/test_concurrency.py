"""Many at once: one order for all, and nothing twice."""

from __future__ import annotations

import asyncio

from tests.support.api import Api, Json, unique
from tests.support.chat import Chat
from tests.support.replica import Replica
from tests.support.servers import EVERY_STACK

STACKS = EVERY_STACK

SENDERS = 16
EACH = 25


async def test_sixteen_senders_in_one_room_make_one_order_for_all(server, alice, bob):
    group = await alice.group(bob)
    first_seq, first_rev = group["last_seq"], group["last_rev"]
    total = SENDERS * EACH
    chats = [await Chat.connect(server.url, token=(alice, bob)[n % 2].token) for n in range(SENDERS)]
    try:
        for chat in chats:
            await chat.sync()

        async def talk(chat: Chat) -> list[Json]:
            return [await chat.send(group["id"], f"{n}") for n in range(EACH)]

        acked = [m for sent in await asyncio.gather(*map(talk, chats)) for m in sent]
        assert sorted(m["seq"] for m in acked) == list(range(first_seq + 1, first_seq + total + 1))
        assert sorted(m["rev"] for m in acked) == list(range(first_rev + 1, first_rev + total + 1))
        last = max(acked, key=lambda m: m["rev"])
        for chat in chats:
            await chat.wait_for_message(last)
        expected = sorted(acked, key=lambda m: m["rev"])
        for chat in chats:
            assert [e["message"] for e in chat.since(0, "message")] == expected
            assert [e["rev"] for e in chat.since(0, "message")] == [m["rev"] for m in expected]
        assert [m for m in await bob.history(group["id"]) if m["kind"] == "user"] == expected
    finally:
        for chat in chats:
            await chat.close()


async def test_changes_of_all_kinds_at_once_leave_no_hole_in_rev(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    chats = [await open_chat(one) for one in (alice, bob, carol)]
    targets = [await alice.send(group["id"], f"{n}") for n in range(6)]
    start = targets[-1]["rev"]

    async def meddle(chat: Chat, emoji: str) -> None:
        for n, target in enumerate(targets):
            root = {"thread_root": target["id"]} if n % 2 else {"reply_to": target["id"]}
            await asyncio.gather(
                chat.ask("react", {"message_id": target["id"], "emoji": emoji, "on": True}),
                chat.ask(
                    "send",
                    {"conversation_id": group["id"], "client_id": unique("c"), "body": emoji} | root,
                ),
                chat.ask("react", {"message_id": target["id"], "emoji": emoji, "on": False}),
            )

    async def author() -> None:
        for target in targets[:3]:
            await alice.edit(target["id"], "Edited")
            await bob.pin(target["id"])
        await alice.remove(targets[4]["id"])

    await asyncio.gather(author(), *(meddle(c, e) for c, e in zip(chats, "👍🚀🎉", strict=True)))
    marker = await alice.send(group["id"], "Marker")
    history = await alice.history(group["id"])
    assert [m["seq"] for m in history] == list(range(1, len(history) + 1))
    for chat in chats:
        await chat.wait_for_message(marker)
        live = [e for e in chat.since(0, "message") if e["rev"] > start]
        assert [e["rev"] for e in live] == list(range(start + 1, marker["rev"] + 1))
        assert {e["message"]["seq"]: e["message"] for e in live}.items() <= {
            m["seq"]: m for m in history
        }.items()
    counts = {m["id"]: m["reply_count"] for m in history}
    for n, target in enumerate(targets):
        assert counts[target["id"]] == (3 if n % 2 else 0)


async def test_many_conversations_at_once_do_not_disturb_each_other(alice, bob, open_chat):
    groups = [await alice.group(bob) for _ in range(8)]
    sender, listener = await open_chat(alice), await open_chat(bob)
    requests = [
        {"conversation_id": groups[n % 8]["id"], "client_id": unique("c"), "body": f"{n}"} for n in range(160)
    ]
    acks = await asyncio.gather(*(sender.ask("send", request) for request in requests))
    for group in groups:
        sent = [a["message"] for a in acks if a["message"]["conversation_id"] == group["id"]]
        first = group["last_rev"]
        assert [m["rev"] for m in sent] == list(range(first + 1, first + 21))
        await listener.wait_for_message(sent[-1])
        heard = [e["message"] for e in listener.since(0, "message") if e["conversation_id"] == group["id"]]
        assert heard == sent


async def test_reading_by_many_devices_at_once_ends_at_the_furthest(alice, bob, open_chat):
    group = await alice.group(bob)
    seqs = [(await alice.send(group["id"]))["seq"] for _ in range(10)]
    devices = [await open_chat(bob) for _ in range(3)]
    await asyncio.gather(
        *(
            devices[n % 3].ask("read", {"conversation_id": group["id"], "seq": seq})
            for n, seq in enumerate([*seqs[5:], *seqs[:5]])
        )
    )
    my = (await bob.conversation(group["id"]))["my"]
    assert (my["read_seq"], my["unread"]) == (seqs[-1], 0)


async def test_news_of_a_conversation_is_never_older_than_what_was_told_before(alice, bob, open_chat):
    """A deletion tells everybody how the conversation looks to them, while one of them is reading it."""
    reader, author = await open_chat(bob, sync=False), await open_chat(alice)
    for _ in range(10):
        group = await alice.group(bob)
        sent = [await alice.send(group["id"], f"{n}") for n in range(3)]
        replica = await Replica.start(reader, load=[group["id"]])
        await asyncio.gather(
            author.ask("delete", {"message_id": sent[0]["id"]}),
            reader.ask("read", {"conversation_id": group["id"], "seq": sent[-1]["seq"]}),
        )
        await settle(replica, alice, bob, group["id"])
        reader.forget_listeners()


async def test_many_renamings_at_once_end_for_everybody_with_the_same_name(alice, bob, carol, open_chat):
    group = await alice.group(bob, carol)
    replicas = [
        await Replica.start(await open_chat(one, sync=False), load=[group["id"]]) for one in (bob, carol)
    ]
    for turn in range(5):
        await asyncio.gather(
            *(
                alice.patch(f"/conversations/{group['id']}", {"name": f"Name {turn} {n}", "topic": f"{n}"})
                for n in range(6)
            )
        )
        for one, replica in zip((bob, carol), replicas, strict=True):
            await settle(replica, alice, one, group["id"])


async def settle(replica: Replica, sender: Api, reader: Api, conversation_id: str) -> None:
    """What the reader's client ends with, when all news has come, is what a fresh one is told."""
    marker = await sender.send(conversation_id, "Marker")
    await replica.chat.wait_for_message(marker)
    while True:
        async with await Chat.connect(reader.url, token=reader.token) as chat:
            differences = replica.differences(await Replica.start(chat, load=[conversation_id]))
        if not differences or not await replica.chat.changed(0.5):
            assert differences == []
            return
