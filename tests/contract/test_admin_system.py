"""How the installation is doing, told to those who run it and to Prometheus."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from tests.contract.shapes import check_time
from tests.support.metrics import scrape
from tests.support.waiting import figures_when


async def test_the_figures_are_those_of_the_installation(admin, stack):
    system = await admin.get("/admin/system")
    assert system["database"]["kind"] == ("sqlite" if stack == "sqlite" else "postgresql")
    assert system["database"]["size"] > 100_000
    assert system["database"]["latency"] > 0
    assert (system["redis"] is not None) == ("redis" in stack)
    assert system["redis"] is None or (system["redis"]["healthy"] and system["redis"]["latency"] > 0)
    assert system["storage"]["kind"] == "disk"
    assert system["storage"]["free"] > 0
    assert system["versions"]["parley"] == (await admin.get("/instance"))["version"]
    assert all(system["versions"].values())
    assert (system["workers"], system["workers_seen"]) == (1, 1)
    check_time(system["started_at"])


async def test_people_groups_messages_and_files_are_counted(admin, boss, newcomer):
    before = await admin.get("/admin/system")
    ann = await newcomer()
    group = await ann.group()
    await ann.send_file(group["id"], await ann.upload(b"x" * 1000))
    gone = await newcomer()
    await boss.patch(f"/admin/users/{gone.id}", {"active": False})
    after = await admin.get("/admin/system")
    grown = {name: after["counts"][name] - count for name, count in before["counts"].items()}
    assert grown.pop("messages") >= 1  # making a group may write one too
    assert grown == {"users": 2, "active_users": 1, "groups": 1, "files": 1, "bytes": 1000}
    assert after["storage"]["used"] == after["counts"]["bytes"]


async def test_open_sockets_are_counted(admin, alice, open_chat: Callable[..., Awaitable[object]]):
    before = (await admin.get("/admin/system"))["connections"]
    chats = [await open_chat(alice) for _ in range(3)]
    assert chats
    await figures_when(admin, lambda system: system["connections"] >= before + 3)


async def test_deliveries_are_measured_from_the_receipt_to_the_sockets(server, admin, alice, bob, open_chat):
    group = await alice.group(bob)
    chat, reader = await open_chat(alice), await open_chat(bob)

    before = (await scrape(server))("delivery_seconds_count")
    for n in range(20):
        sent = await chat.send(group["id"], f"Line {n}")
        await reader.wait_for_message(sent)
    assert (await scrape(server))("delivery_seconds_count") == before + 20
    system = await figures_when(admin, lambda system: system["delivery"]["p99"] is not None, history="1")
    assert 0 < system["delivery"]["p50"] <= system["delivery"]["p99"] < 20_000
    sample = system["history"][-1]
    check_time(sample["at"])
    await figures_when(
        admin, lambda s: any(one["messages_per_second"] > 0 for one in s["history"]), history="1"
    )
