"""What a town asks of workers, Redis and PostgreSQL: each term as the product's code has it.

All rates are a second, at the busiest hour. `Design` says what has been changed against today's product.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from bench.capacity.model import Costs
from bench.capacity.people import CHANGES, LEAVES, RENAMES, SOCKETS, TURNOVER, Kind, Town

LARGE_GROUP = 100
"""Above it receipts go to few and nobody is seen typing (`models/receipt`, `realtime/typing`)."""
READERS = 1 / 3
"""Of those who hear a message, who also have it in front of them. As in the scenario `mix`."""
MARK_AFTER = 0.2
"""Seconds that a client gathers what it received before it says so (`ui/client/marks.js`)."""
TYPINGS = 2
"""Events for each message: begins, ends."""
ANNOUNCED_EVERY = 10
"""Seconds between two full announcements of a worker (`realtime/presence`)."""
COMPARED_EVERY = 10
"""Seconds in which a worker compares its open rooms with SQL (`realtime/hub`)."""
IN_SIGHT = 40
"""People whose presence one screen can show at once. An assumption, for what would change."""


@dataclass(frozen=True, slots=True)
class Design:
    """What differs from the product as it is, one change each (`plan.STEPS` has their words)."""

    presence_by_interest: bool = False
    receipts_by_need: bool = False
    members_by_need: bool = False
    sync_by_need: bool = False
    shards: int = 1
    """PostgreSQL primaries, with the conversations spread over them."""
    is_pooled: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked, by name, and of how many workers."""

    workers: int
    sockets: float
    messages: float
    deliveries: float
    marks: float
    receipt_deliveries: float
    typing_deliveries: float
    presence_deliveries: float
    pages: float
    publishes: float
    bus_out: float
    """Messages that Redis hands to workers."""
    bus_out_bytes: float
    everyone_out: float
    """Of those, what goes over the one channel that all listen to, which no cluster can spread."""
    everyone_out_bytes: float
    wire_bytes: float
    shared_cpu: float
    """Cores, of all workers together: what more workers share."""
    fixed_cpu: float
    """Cores, of each worker: what it does however many there are."""
    worker_mib: float
    rows: float
    """Rows that PostgreSQL writes."""
    rows_compared: float
    """Rows that it reads so that workers can compare their rooms."""
    rows_reread: float
    """Rows that it reads because somebody came or went: all members, for each worker with the room open."""
    burst_rows: float
    """Rows that follow one message in the largest room, at once."""
    wal_bytes: float
    bytes_a_year: float
    hears: float
    """Presence events that one client hears."""
    sync_members: float
    """Members of one person's conversations, each as often as they share one: a sync brings them all."""
    sync_bytes: float
    connect_us: float
    """Processor time of a connect with its sync."""


def spread(online: float, workers: int) -> float:
    """Workers that have at least one of so many sockets, which fell at random."""
    if workers <= 1:
        return min(1.0, online)
    return workers * -math.expm1(online * math.log1p(-1 / workers))


def concerned(kind: Kind, online: float, workers: int) -> float:
    """Workers that have a member of such a conversation connected."""
    if workers <= 1:
        return 1 - (1 - online) ** kind.size
    seat = online / workers
    return workers * -math.expm1(kind.size * math.log1p(-seat))


def asked(town: Town, workers: int, design: Design, costs: Costs) -> Demand:
    """The demand on so many workers, with people on them at random."""
    there = town.there
    sockets = there * SOCKETS
    messages = deliveries = marks = receipts = typing = publishes = out = out_bytes = 0.0
    told = rooms = members_known = reread = burst = shared_with = synced = 0.0
    for kind in town.kinds:
        online = kind.size * town.online
        rate = kind.count * kind.rate
        on = concerned(kind, town.online, workers)
        heard = online * SOCKETS
        is_small = kind.size <= LARGE_GROUP
        once = max(0.0, online - 1)
        if design.receipts_by_need and not is_small:
            once *= READERS / 10  # by whoever opens it, and what was read at once is one step
        marking = rate * once / (1 + kind.rate * MARK_AFTER)
        burst = max(burst, once)
        if is_small or not design.sync_by_need:
            synced += kind.size * kind.count / town.people * kind.size
        messages += rate
        deliveries += rate * heard
        marks += marking
        receipts += (rate + marking) * (heard if is_small else 2 * SOCKETS)
        typing += rate * TYPINGS * max(0.0, heard - 1) if is_small else 0.0
        own = rate + marking + (rate * TYPINGS if is_small else 0.0)
        publishes += own + marking * READERS  # a read tells one's own other devices, on one's own channel
        out += own * on + marking * READERS
        out_bytes += rate * on * costs["bus_message"] + (own - rate) * on * costs["bus_receipt"]
        out_bytes += marking * READERS * costs["bus_receipt"]
        told += own * on
        rooms += kind.count * on
        known = online if design.members_by_need else kind.size * on
        members_known += kind.count * known
        reread += kind.count * kind.size * TURNOVER * (1 if design.members_by_need else on * kind.size)
        shared_with += kind.size * kind.count / town.people * online  # of one person, in theirs
    changes = there * CHANGES
    seen = min(there, shared_with, IN_SIGHT if design.presence_by_interest else math.inf)
    presence = changes * seen * SOCKETS
    everyone, everyone_bytes, fixed = _everyone(town, workers, rooms / workers, design, costs)
    if design.presence_by_interest:  # each change goes to the workers that have somebody who looks
        out += changes * spread(seen, workers)
        out_bytes += changes * spread(seen, workers) * costs["bus_receipt"]
    # Each worker notes when somebody was last seen, of all whose going it heard of.
    left = there * LEAVES * (1 if design.presence_by_interest else workers)
    connect = costs["connect"] + synced * costs["sync_member"]
    frames = receipts + typing + deliveries
    pages = messages * 8.5
    shared = (
        sockets * costs["idle"]
        + sockets * LEAVES * connect
        + messages * costs["post"]
        + marks * costs["mark"]
        + told * costs["told"]
        + (frames + presence) * costs["delivery"]
        + pages * costs["page"]
    ) / 1e6
    memory = costs["worker_mib"] + sockets / workers * costs["socket_kib"] / 1024
    memory += members_known / workers * costs["member_bytes"] / 2**20
    return Demand(
        workers=workers,
        sockets=sockets,
        messages=messages,
        deliveries=deliveries,
        marks=marks,
        receipt_deliveries=receipts,
        typing_deliveries=typing,
        presence_deliveries=presence,
        pages=pages,
        publishes=publishes,
        bus_out=out + everyone if workers > 1 else 0.0,
        bus_out_bytes=out_bytes + everyone_bytes if workers > 1 else 0.0,
        everyone_out=everyone if workers > 1 else 0.0,
        everyone_out_bytes=everyone_bytes if workers > 1 else 0.0,
        wire_bytes=messages * costs["wire_ack"]
        + deliveries * costs["wire_message"]
        + (receipts + typing) * costs["wire_receipt"]
        + presence * costs["wire_presence"],
        shared_cpu=shared,
        fixed_cpu=fixed,
        worker_mib=memory,
        rows=messages * 6 + marks * (2 + READERS) + left,
        rows_compared=rooms / COMPARED_EVERY if workers > 1 else 0.0,
        rows_reread=reread,
        burst_rows=burst * (2 + READERS),
        bytes_a_year=town.messages_a_year
        * (costs["db_message"] + marks / max(messages, 1e-9) * costs["db_mark"] * (1 + READERS)),
        wal_bytes=messages * costs["wal_message"] + marks * costs["wal_mark"],
        hears=changes * seen / there if there else 0.0,
        sync_members=synced,
        sync_bytes=synced * costs["wire_sync_member"],
        connect_us=connect,
    )


def _everyone(
    town: Town, workers: int, rooms: float, design: Design, costs: Costs
) -> tuple[float, float, float]:
    """What goes to all workers a second, its bytes, and the cores that each of them spends on it."""
    if workers <= 1:
        # Alone, nothing is announced; still every change asks each room who is in it.
        looks = 0 if design.presence_by_interest else town.there * CHANGES * rooms
        return 0.0, 0.0, looks * costs["look"] / 1e6
    renames = town.people * RENAMES
    if design.presence_by_interest:  # vitals are then asked for, not told
        return renames * workers, renames * workers * 500, renames * rooms * costs["look"] / 1e6
    announced = workers / ANNOUNCED_EVERY
    changes = town.there * CHANGES
    deltas = min(changes, workers)  # one a second and worker
    said = town.there / ANNOUNCED_EVERY + changes  # people named to every worker
    out = (workers + announced + deltas + renames) * workers
    bytes_ = (workers * 350 + said * 42 + (announced + deltas) * 150 + renames * 500) * workers
    fixed = (
        said * costs["heard"]
        + announced * town.there * costs["scan"]  # `forget_device` goes through all who are known
        + (changes + renames) * rooms * costs["look"]  # `sharing_with` goes through all rooms
    ) / 1e6
    return out, bytes_, fixed
