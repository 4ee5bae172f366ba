"""A small town person by person: each placed on a worker, each message followed to each socket.

Slow and without formulas, so that `demand`, which has them, can be held against it.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from bench.capacity.people import Town


@dataclass(frozen=True, slots=True)
class Seen:
    """Of one message in every conversation, counted in two ways, and of the rooms that are open."""

    messages: int
    deliveries_by_person: int
    """Each message to each member who is there."""
    deliveries_by_worker: int
    """Each worker's share of them."""
    published_to: int
    """Workers that a message was handed to, summed."""
    rooms: int
    members_known: int
    """Entries in the memory of all workers."""


def walk(town: Town, workers: int, *, seed: int = 1) -> Seen:
    """Everybody who is there has one socket here, on a worker that the load balancer chose at random."""
    chance = random.Random(seed)
    at = {person: chance.randrange(workers) for person in range(town.people) if chance.random() < town.online}
    messages = by_person = by_worker = published = rooms = known = 0
    for kind in town.kinds:
        for _ in range(round(kind.count)):
            members = chance.sample(range(town.people), kind.size)
            local = Counter(at[member] for member in members if member in at)
            messages += 1
            by_person += sum(1 for member in members if member in at)
            by_worker += sum(local.values())
            published += len(local)
            rooms += len(local)
            known += kind.size * len(local)
    return Seen(messages, by_person, by_worker, published, rooms, known)
