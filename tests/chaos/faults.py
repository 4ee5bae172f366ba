"""What can happen to an installation. A fault is made and undone; what it leaves behind is the product's."""

from __future__ import annotations

import asyncio
import random
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import psutil

from tests.chaos.installation import WORKERS, Installation, signal_all
from tests.chaos.slow_reader import flood_one_who_does_not_read

Make = Callable[[Installation], Awaitable[None]]


@dataclass(frozen=True)
class Fault:
    """`name` says all of it, with its figures; `make` returns when it has been undone."""

    name: str
    make: Make


def schedule(chance: random.Random, count: int) -> list[Fault]:
    """So many faults, in an order and with figures that follow from the chance alone.

    Every kind comes once before any comes twice, and kinds that differ come first.
    """
    faults: list[Fault] = []
    while len(faults) < count:
        families = [[*family] for family in _FAMILIES]
        chance.shuffle(families)
        for family in families:
            chance.shuffle(family)
        for depth in range(max(map(len, families))):
            faults += [family[depth](chance) for family in families if depth < len(family)]
    return faults[:count]


# --- processes ---


def _worker_is_killed(chance: random.Random) -> Fault:
    number = chance.randrange(max(WORKERS))

    async def make(installation: Installation) -> None:
        installation.workers()[-1 - number].kill()  # of the instance with several, whose parent restarts it

    return Fault(f"worker {number} is killed", make)


def _instance_is_killed(chance: random.Random) -> Fault:
    number, away = chance.randrange(len(WORKERS)), _seconds(chance, 0, 3)

    async def make(installation: Installation) -> None:
        installation.instances[number].kill()
        await asyncio.sleep(away)
        await asyncio.to_thread(installation.instances[number].start)

    return Fault(f"instance {number} is killed and away for {away} s", make)


def _instance_is_restarted(chance: random.Random) -> Fault:
    number = chance.randrange(len(WORKERS))

    async def make(installation: Installation) -> None:
        await asyncio.to_thread(installation.instances[number].restart)

    return Fault(f"instance {number} is restarted in good order", make)


def _worker_is_paused(chance: random.Random) -> Fault:
    number, away = chance.randrange(sum(WORKERS)), _seconds(chance, 1, 5)

    async def make(installation: Installation) -> None:
        await _paused(installation.workers()[number].pid, away)

    return Fault(f"worker {number} is paused for {away} s", make)


# --- what is behind ---


def _valkey_is_killed(chance: random.Random) -> Fault:
    away = _seconds(chance, 0, 4)

    async def make(installation: Installation) -> None:
        installation.valkey.stop()
        await asyncio.sleep(away)
        await asyncio.to_thread(installation.valkey.start)

    return Fault(f"Valkey is killed and comes back empty after {away} s", make)


def _valkey_is_emptied(_chance: random.Random) -> Fault:
    async def make(installation: Installation) -> None:
        await asyncio.to_thread(installation.valkey.flush)

    return Fault("Valkey is emptied", make)


def _valkey_is_paused(chance: random.Random) -> Fault:
    away = _seconds(chance, 1, 5)

    async def make(installation: Installation) -> None:
        await _paused(installation.valkey.pid, away)

    return Fault(f"Valkey is paused for {away} s", make)


def _postgres_crashes(chance: random.Random) -> Fault:
    away = _seconds(chance, 0, 3)

    async def make(installation: Installation) -> None:
        await asyncio.to_thread(installation.postgres.crash)
        await asyncio.sleep(away)
        await asyncio.to_thread(installation.postgres.start)

    return Fault(f"PostgreSQL crashes and is away for {away} s", make)


def _postgres_is_paused(chance: random.Random) -> Fault:
    away = _seconds(chance, 1, 5)

    async def make(installation: Installation) -> None:
        await _paused(installation.postgres.pid, away)

    return Fault(f"PostgreSQL is paused for {away} s", make)


# --- the network ---


def _link_is_cut(chance: random.Random) -> Fault:
    link, away = _link(chance), _seconds(chance, 1, 5)

    async def make(installation: Installation) -> None:
        installation.wires[link].cut()
        await asyncio.sleep(away)
        installation.wires[link].mend()

    return Fault(f"the link of instance {link[0]} to {link[1]} is cut for {away} s", make)


def _link_swallows(chance: random.Random) -> Fault:
    link, away = _link(chance), _seconds(chance, 1, 5)

    async def make(installation: Installation) -> None:
        installation.wires[link].hold()
        await asyncio.sleep(away)
        installation.wires[link].mend()

    return Fault(f"the link of instance {link[0]} to {link[1]} lets nothing through for {away} s", make)


def _link_is_slow(chance: random.Random) -> Fault:
    link, delay = _link(chance), chance.choice((0.05, 0.2, 0.4))

    async def make(installation: Installation) -> None:
        installation.wires[link].delay(delay)
        await asyncio.sleep(5)
        installation.wires[link].mend()

    return Fault(f"the link of instance {link[0]} to {link[1]} is slower by {delay} s for 5 s", make)


def _proxy_is_killed(chance: random.Random) -> Fault:
    away = _seconds(chance, 0, 2)

    async def make(installation: Installation) -> None:
        installation.proxy.stop()
        await asyncio.sleep(away)
        await asyncio.to_thread(installation.proxy.start)

    return Fault(f"the proxy is killed, with every connection, and away for {away} s", make)


# --- people ---


def _reader_stalls(_chance: random.Random) -> Fault:
    return Fault("a reader stalls while flooded", flood_one_who_does_not_read)


_FAMILIES = (
    (_worker_is_killed, _instance_is_killed, _instance_is_restarted, _worker_is_paused),
    (_valkey_is_killed, _valkey_is_paused, _valkey_is_emptied),
    (_postgres_crashes, _postgres_is_paused),
    (_link_is_cut, _link_swallows, _link_is_slow, _link_is_cut, _link_swallows),
    (_proxy_is_killed, _reader_stalls),
)


def _link(chance: random.Random) -> tuple[int, str]:
    return chance.randrange(len(WORKERS)), chance.choice(("postgres", "valkey"))


def _seconds(chance: random.Random, least: float, most: float) -> float:
    return round(chance.uniform(least, most), 1)


async def _paused(pid: int, seconds: float) -> None:
    signal_all(pid, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        if psutil.pid_exists(pid):
            signal_all(pid, signal.SIGCONT)
