"""Several regions: who waits for whom when a conversation lives in one of them, or is kept in all."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from bench.capacity.people import ZONES

ROUND_TRIPS_MS = {(0, 1): 170.0, (0, 2): 160.0, (1, 2): 90.0}
"""Between Asia, Europe and America, in the order of `ZONES`: usual ones, an assumption."""
AT_HOME = 0.85
"""Of the messages, those in conversations of people of one region; the others mix at random."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Milliseconds that the network adds to the acknowledgement of a message."""

    kept: str
    mean_ms: float
    far_share: float
    """Messages that wait for another continent at all."""
    lost_region: str


def choices() -> list[Waiting]:
    shares = [share for _, share in ZONES]
    far = {pair: 2 * shares[pair[0]] * shares[pair[1]] for pair in combinations(range(len(ZONES)), 2)}
    apart = sum(far.values())  # of two people at random
    between = sum(share * ROUND_TRIPS_MS[pair] for pair, share in far.items()) / apart
    central = 1  # the region from which the others are nearest
    to_central = sum(
        share * ROUND_TRIPS_MS[min(number, central), max(number, central)]
        for number, share in enumerate(shares)
        if number != central
    )
    nearest = [
        min(trip for pair, trip in ROUND_TRIPS_MS.items() if number in pair) for number in range(len(ZONES))
    ]
    quorum = sum(share * trip for share, trip in zip(shares, nearest, strict=True))
    crossing = (1 - AT_HOME) * apart
    return [
        Waiting("one region for all", to_central, 1 - shares[central], "nobody can write"),
        Waiting(
            "a home region for each conversation",
            crossing * between,
            crossing,
            "its conversations are read from a replica, and written after it is promoted",
        ),
        Waiting(
            "each message in two regions before it is acknowledged",
            quorum + crossing * between,
            1.0,
            "nothing is lost",
        ),
    ]
