"""What happens is counted, under the names that `docs/metrics.md` has."""

from __future__ import annotations

import re

import pytest

from chat_app.http.metric_catalogue import CATALOGUE, PREFIX
from tests.support.api import unique
from tests.support.chat import Chat, RefusedError
from tests.support.metrics import scrape, scraped_when

OF_EVERY_PROCESS = ("process_", "python_info")


async def test_every_metric_is_told_and_nothing_that_is_not_described(server):
    text = (await scrape(server)).text
    told = re.findall(r"(?m)^# TYPE (\S+) (\S+)$", text)
    ours = [(name, kind) for name, kind in told if not name.startswith(OF_EVERY_PROCESS)]
    assert ours == [(PREFIX + one.name, one.kind) for one in CATALOGUE]
    assert all('worker="1"' in line for line in text.splitlines() if not line.startswith("#"))


async def test_events_are_counted_by_what_they_came_to_and_messages_by_whom_they_reach(
    server, newcomer, open_chat
):
    ann, ben = await newcomer(), await newcomer()
    group = await ann.group(ben)
    chat, reader = await open_chat(ann), await open_chat(ben)
    before = await scrape(server)
    for n in range(5):
        sent = await chat.send(group["id"], f"Line {n}")
        await reader.wait_for_message(sent)
    await chat.refused("send", {"conversation_id": "none", "client_id": unique("c"), "body": "x"})
    await chat.refused("send", {"body": "x"})
    await chat.refused("nonsense", {})
    after = await scrape(server)

    def grown(name: str, **labels: str) -> float:
        return after(name, **labels) - before(name, **labels)

    assert grown("chat_events_total", event="send", outcome="ok") == 5
    assert grown("chat_events_total", event="send", outcome="refused") == 1
    assert grown("chat_events_total", event="malformed") == 2
    assert grown("chat_events_total", outcome="failed") == 0
    assert grown("messages_total") == grown("delivery_seconds_count") == 5
    assert grown("deliveries_total") >= 10
    assert grown("commit_writes_sum") >= grown("commit_writes_count") >= 1
    assert grown("commit_seconds_count") == grown("commit_writes_count")
    assert after("chat_events_in_flight") == 0
    assert min(after("sockets"), after("people")) >= 2
    assert after("rooms") >= 1


async def test_a_worker_says_whether_it_is_ready_and_what_it_has(server, stack):
    said = await scraped_when(server, lambda said: said("outbox_rows") == 0)
    assert said("ready") == said("worker_up") == said("bus_up") == 1
    assert said("readers") == (4 if stack == "sqlite" else 10)
    assert 1 <= said("database_connections", pool="reading") <= said("readers")
    database, bus = ("sqlite", "memory") if stack == "sqlite" else ("postgresql", "redis")
    assert said("info", database=database, bus=bus, storage="disk") == 1


async def test_sockets_that_are_not_let_in_and_those_that_we_end_are_counted(server, newcomer, open_chat):
    before = await scrape(server)
    ann = await newcomer()
    chat = await open_chat(ann)
    await ann.logout()
    await chat.wait_closed()
    with pytest.raises(RefusedError):
        await Chat.connect(server.url, token="nonsense")
    for name, reason in (("sockets_refused_total", "not_signed_in"), ("sockets_cut_total", "session_ended")):
        expected = before(name, reason=reason) + 1
        await scraped_when(server, lambda said, n=name, r=reason, e=expected: said(n, reason=r) == e)


async def test_uploads_are_counted_by_their_bytes(server, newcomer):
    ann = await newcomer()
    before = await scrape(server)
    await ann.upload(b"x" * 300_000)
    after = await scrape(server)
    assert after("upload_bytes_total") - before("upload_bytes_total") >= 300_000
    assert after("uploads") == 0
