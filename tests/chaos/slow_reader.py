"""Somebody who is flooded and does not read: let go with a reason, and back by `sync`."""

from __future__ import annotations

import asyncio

from tests.chaos.installation import Installation
from tests.support.api import Api, unique
from tests.support.chat import Chat
from tests.support.replica import Replica

MOST_FLOODED = 48 * 2**20
ALLOWED_GROWTH = 96 * 2**20
"""What the workers may keep for one reader, with all copies and the allocator's slack."""

SLOW_READER = 4008


async def flood_one_who_does_not_read(installation: Installation) -> None:
    """Returns when they were let go, came back and hold what the database holds."""
    async with Api(installation.url) as ann, Api(installation.url) as ben:
        await ann.register()
        await ben.register()
        group = (await ann.group(ben))["id"]
        async with (
            await Chat.connect(installation.url, token=ann.token) as sender,
            await Chat.connect(installation.url, token=ben.token, receive_buffer=8192) as stalled,
        ):
            replica = await Replica.start(stalled)
            stalled.stop_reading()
            before = sum(worker.memory_info().rss for worker in installation.workers())
            await sender.sync()
            flooded = 0
            while flooded < MOST_FLOODED and not _is_let_go(ben, installation):
                asked = [
                    sender.ask(
                        "send", {"conversation_id": group, "client_id": unique("c"), "body": "<>" * 9_500}
                    )
                    for _ in range(20)
                ]
                acks = await asyncio.wait_for(asyncio.gather(*asked), 60)
                flooded += sum(len(ack["message"]["body"]) + len(ack["message"]["html"]) for ack in acks)
                sender.events.clear()  # this side, too, holds no more than it needs
                sender.received.clear()
            grown = sum(worker.memory_info().rss for worker in installation.workers()) - before
            assert grown < ALLOWED_GROWTH, f"the workers grew by {grown / 2**20:.0f} MiB for one slow reader"
            stalled.resume_reading()
            code, _ = await stalled.wait_closed(30)
            assert code == SLOW_READER, f"the slow reader was let go with {code}"
            assert replica.gaps == [], "what was heard until then was not heard in order"
        async with await Chat.connect(installation.url, token=ben.token) as again:
            await replica.come_back(again)
            if group not in replica.messages:  # more than 500 behind
                await replica.load(group)
            async with await Chat.connect(installation.url, token=ben.token) as other:
                assert replica.differences(await Replica.start(other)) == []


def _is_let_go(reader: Api, installation: Installation) -> bool:
    """As the servers log it: the presence that one of them tells may be older."""
    lines = (line for instance in installation.instances for line in instance.log.splitlines())
    return any("socket_ended" in line and reader.id in line for line in lines)
