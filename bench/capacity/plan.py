"""How many of everything a town needs, which number cannot be had first, and what changes then."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from bench.capacity.demand import Demand, Design, asked
from bench.capacity.model import Costs
from bench.capacity.people import SOCKETS, Kind, Town, town

SHARED_PART, FIXED_PART = 0.4, 0.2
"""Of a worker's core, at the busiest hour: its share of the work, and what it does anyway. The rest is for
what comes in bursts, and for the sockets of a worker that is lost."""
SOCKETS_EACH = 5_000
"""The most that was measured in one worker."""
MEMORY_EACH_MIB = 4096
WORKERS_PER_MACHINE = 8
"""With a core each, of 16: the other half is the system's (network) and a reserve. An assumption."""
REDIS_OUT, REDIS_OUT_MB = 200_000, 600.0
"""Messages and MB a second that one Redis node hands out. An assumption, on the low side."""
PRIMARY_ROWS, PRIMARY_LOG_MB = 60_000, 150.0
"""Rows and MB of log a second that one PostgreSQL primary writes, and its standby takes. An assumption: a
machine of 32 cores and NVMe, writes in batches as ours."""
PRIMARY_READS = 2_000_000
"""Rows a second that it reads for nobody, besides. An assumption."""
PRIMARY_SESSIONS = 800
"""Connections: two that write and five that read, of each worker. A pooler (transaction mode) makes them
fewer, to the price of prepared statements."""
SESSIONS_EACH = 7
HELD_TB = 40
"""What one primary holds before it is slow to copy and to vacuum. An assumption; three years are kept."""
YEARS = 3
RECOVERED_WITHIN = 60.0
"""Seconds. What we want."""
SYNC_MB = 2.0
"""What a telephone takes in a second or two. An assumption."""
BUSY_FOR = 5.0
"""Seconds that everybody else may wait for what one message has caused. An assumption."""
CLIENT_HEARS = 20
"""Presence events a second that a page takes without being felt on a telephone. An assumption."""


def machines(workers: int) -> int:
    """Three at least, where there are several workers: one can be lost."""
    return max(math.ceil(workers / WORKERS_PER_MACHINE), min(workers, 3))


def storm_seconds(demand: Demand, lost: int) -> float:
    """Until everybody of so many lost workers is in sync on the others, in what is left of their cores. Where
    none is left, on those that were started again, which have nothing else to do."""
    back = demand.sockets / demand.workers * lost * demand.connect_us / 1e6
    left = demand.workers - lost
    return back / (left * (1 - SHARED_PART - FIXED_PART)) if left else back / lost


def of_a_machine(demand: Demand) -> int:
    """Workers that are lost with one."""
    return math.ceil(demand.workers / machines(demand.workers))


@dataclass(frozen=True, slots=True)
class Limit:
    """One number that can be too large: `of` is what is asked, `most` what can be had."""

    name: str
    unit: str
    most: float
    of: Callable[[Demand, Design], float]

    def load(self, fleet: Fleet) -> float:
        """1 and above: it breaks."""
        return self.value(fleet) / self.most

    def value(self, fleet: Fleet) -> float:
        return self.of(fleet.demand, fleet.design)


HEARS = Limit("presence that one client hears", "/s", CLIENT_HEARS, lambda d, _: d.hears)
FIXED = Limit("what each worker does for all others", "cores", FIXED_PART, lambda d, _: d.fixed_cpu)
NEWS = Limit("news to all workers over one channel", "/s", REDIS_OUT, lambda d, _: d.everyone_out)
NEWS_MB = Limit("bytes of that channel", "MB/s", REDIS_OUT_MB, lambda d, _: d.everyone_out_bytes / 1e6)
ROWS = Limit("rows written by a primary", "/s", PRIMARY_ROWS, lambda d, z: d.rows / z.shards)
LOG = Limit("log written by a primary", "MB/s", PRIMARY_LOG_MB, lambda d, z: d.wal_bytes / 1e6 / z.shards)
READ = Limit(
    "rows read to compare, and to know the members of one room, which has one primary",
    "/s",
    PRIMARY_READS,
    lambda d, z: d.rows_compared / z.shards + d.rows_reread,
)
BURST = Limit(
    "receipts of one announcement keep a primary busy",
    "s",
    BUSY_FOR,
    lambda d, _: d.burst_rows / PRIMARY_ROWS,
)
SYNC = Limit("what one connect brings of all members", "MB", SYNC_MB, lambda d, _: d.sync_bytes / 1e6)
RECOVERY = Limit(
    "until all are in sync again when a machine is lost",
    "s",
    RECOVERED_WITHIN,
    lambda d, _: storm_seconds(d, of_a_machine(d)),
)
MEMORY = Limit("memory of a worker", "MiB", MEMORY_EACH_MIB, lambda d, _: d.worker_mib)
SESSIONS = Limit(
    "connections to a primary",
    "",
    PRIMARY_SESSIONS,
    lambda d, z: 0 if z.is_pooled else d.workers * SESSIONS_EACH,
)
HELD = Limit(
    f"{YEARS} years of messages and receipts in a primary",
    "TB",
    HELD_TB,
    lambda d, z: d.bytes_a_year * YEARS / 1e12 / z.shards,
)
LIMITS = (RECOVERY, SYNC, HEARS, FIXED, NEWS, NEWS_MB, ROWS, LOG, READ, BURST, MEMORY, SESSIONS, HELD)


@dataclass(frozen=True, slots=True)
class Step:
    """A change of the product, and the limits that it answers."""

    name: str
    answers: tuple[Limit, ...]
    done: Callable[[Design], Design]


STEPS = (
    Step(
        "sync without the members of large rooms",
        (RECOVERY, SYNC),
        lambda design: replace(design, sync_by_need=True),
    ),
    Step(
        "presence by interest",
        (HEARS, FIXED, NEWS, NEWS_MB),
        lambda design: replace(design, presence_by_interest=True),
    ),
    Step(
        "receipts of large rooms when somebody looks",
        (BURST, ROWS, LOG, HELD),
        lambda design: replace(design, receipts_by_need=True),
    ),
    Step(
        "members of large rooms by need",
        (READ, MEMORY),
        lambda design: replace(design, members_by_need=True),
    ),
    Step("a pooler before PostgreSQL", (SESSIONS,), lambda design: replace(design, is_pooled=True)),
)
MORE_PRIMARIES = Step(
    "conversations spread over more primaries",
    (ROWS, LOG, HELD),
    lambda design: replace(design, shards=design.shards + 1),
)


@dataclass(frozen=True, slots=True)
class Fleet:
    """What is needed for one town, as the product is or as it was changed."""

    town: Town
    design: Design
    demand: Demand
    redis_nodes: int

    @property
    def loads(self) -> list[tuple[Limit, float]]:
        """The heaviest first."""
        return sorted(((limit, limit.load(self)) for limit in LIMITS), key=lambda one: -one[1])

    @property
    def gbit(self) -> float:
        """To the clients, a second."""
        return self.demand.wire_bytes * 8 / 1e9

    @property
    def broken(self) -> list[tuple[Limit, float]]:
        return [(limit, load) for limit, load in self.loads if load >= 1]


def fleet(of: Town, design: Design, costs: Costs) -> Fleet:
    """The smallest number of workers that share the work, and what follows from it."""
    workers = 1
    for _ in range(60):
        demand = asked(of, workers, design, costs)
        needed = max(1, math.ceil(demand.shared_cpu / SHARED_PART), math.ceil(demand.sockets / SOCKETS_EACH))
        if needed <= workers:
            break
        workers = needed
    demand = asked(of, workers, design, costs)
    nodes = max(math.ceil(demand.bus_out / REDIS_OUT), math.ceil(demand.bus_out_bytes / 1e6 / REDIS_OUT_MB))
    return Fleet(of, design, demand, nodes)


def planned(of: Town, costs: Costs) -> tuple[Fleet, list[Step]]:
    """Changes, one after the other, each for what is heaviest of what breaks, until nothing does."""
    now = fleet(of, Design(), costs)
    taken: list[Step] = []
    while now.broken:
        worst, load = now.broken[0]
        step = next((s for s in STEPS if worst in s.answers and s not in taken), MORE_PRIMARIES)
        if worst not in step.answers:
            break  # nothing that is known helps: it stays among what is broken
        taken.append(step)
        design = step.done(now.design)
        if step is MORE_PRIMARIES:  # as many at once as are missing
            design = replace(design, shards=max(design.shards, math.ceil(now.design.shards * load)))
        now = fleet(of, design, costs)
    return now, list(dict.fromkeys(taken))


def breaking(costs: Costs, *, most: int = 10**8) -> list[tuple[float, Limit, Fleet]]:
    """At how many people each limit is reached by the product as it is, the first one first."""
    found: list[tuple[float, Limit, Fleet]] = []
    steps = [round(10 ** (exponent / 12)) for exponent in range(36, 12 * round(math.log10(most)) + 1)]
    reached: set[str] = set()
    for people in steps:
        now = fleet(town(people, most=20_000), Design(), costs)
        for limit, load in now.loads:
            if load >= 1 and limit.name not in reached:
                reached.add(limit.name)
                found.append((people, limit, now))
    return found


@dataclass(frozen=True, slots=True)
class Room:
    """One very large conversation in which a message a second is sent."""

    members: int
    online: float
    cores: float
    """To deliver it, on all workers."""
    gbit: float
    workers: int
    ceiling: float
    """Messages a second before its row, or the share of its workers' cores, is at an end."""
    marks: float
    """Receipts a second that follow."""
    reread: float
    """Rows read by all workers because one member came or went."""
    slowest_ms: float
    """From the frame until the last socket of the fullest worker has it."""


def room(members: int, online: float, costs: Costs) -> Room:
    kind = Kind(members, 1, 1.0)
    alone = Town(members, online, (kind,))
    workers = max(1, math.ceil(members * online * SOCKETS / SOCKETS_EACH))
    demand = asked(alone, workers, Design(presence_by_interest=True), costs)
    cores = demand.deliveries * costs["delivery"] / 1e6
    each = cores / workers
    return Room(
        members=members,
        online=members * online,
        cores=cores,
        gbit=demand.deliveries * costs["wire_message"] * 8 / 1e9,
        workers=workers,
        ceiling=min(costs["room_ceiling"], SHARED_PART / each),
        marks=demand.marks,
        reread=members * workers,
        slowest_ms=each * 1e3,
    )
