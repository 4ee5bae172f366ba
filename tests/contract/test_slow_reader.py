"""A client that does not read is let go with a reason, and comes back by `sync`."""

from __future__ import annotations

import asyncio

import psutil

from tests.support.api import Json, unique
from tests.support.chat import Chat
from tests.support.metrics import scrape, scraped_when
from tests.support.replica import Replica

# What the server may keep for one reader, with all its copies and the allocator's slack.
ALLOWED_GROWTH = 96 * 2**20
FLOOD = 48 * 2**20


async def test_a_reader_that_stalls_is_let_go_and_resumes_by_sync(server, newcomer, open_chat):
    ann, ben = await newcomer(), await newcomer()
    group = await ann.group(ben)
    sender = await open_chat(ann)
    cut = (await scrape(server))("sockets_cut_total", reason="slow_reader")
    process = psutil.Process(server.pid)
    async with await Chat.connect(server.url, token=ben.token, receive_buffer=8192) as stalled:
        replica = await Replica.start(stalled)
        stalled.stop_reading()
        before = process.memory_info().rss
        sent: Json = {}
        flooded = 0
        while flooded < FLOOD:
            requests = [
                {"conversation_id": group["id"], "client_id": unique("c"), "body": "<>" * 9_500}
                for _ in range(20)
            ]
            acks = await asyncio.gather(*(sender.ask("send", request) for request in requests))
            sent = acks[-1]["message"]
            flooded += sum(len(m["message"]["body"]) + len(m["message"]["html"]) for m in acks)
            sender.events.clear()  # this side, too, holds no more than it needs
            sender.received.clear()
        assert process.memory_info().rss - before < ALLOWED_GROWTH
        stalled.resume_reading()
        code, _ = await stalled.wait_closed(30)
        assert code == 4008
        assert stalled.events[-1] == {"type": "disconnect", "reason": "slow_reader"}
        frames = [r.value for r in stalled.received if r.kind == "events"]
        assert frames[-1] == [{"type": "disconnect", "reason": "slow_reader"}]
        await scraped_when(server, lambda said: said("sockets_cut_total", reason="slow_reader") > cut)
        assert replica.gaps == []  # what was heard until then was heard in order
    async with await Chat.connect(server.url, token=ben.token) as again:
        await replica.come_back(again)
        if group["id"] not in replica.messages:  # more than 500 behind
            await replica.load(group["id"])
        fresh = await Replica.start(await open_chat(ben, sync=False))
        assert replica.differences(fresh) == []
        assert replica.messages[group["id"]][sent["seq"]] == sent


async def test_a_stalled_reader_delays_nobody(server, newcomer, open_chat):
    ann, ben, cat = await newcomer(), await newcomer(), await newcomer()
    group = await ann.group(ben, cat)
    sender, well = await open_chat(ann), await open_chat(cat)
    async with await Chat.connect(server.url, token=ben.token, receive_buffer=8192) as stalled:
        await stalled.sync()
        stalled.stop_reading()
        sent: Json = {}
        for n in range(300):
            sent = await sender.send(group["id"], "x" * 10_000)
            if n % 20 == 0:
                await well.wait_for_message(sent, since=max(0, well.mark - 100), within=2)
        await well.wait_for_message(sent, within=2)
