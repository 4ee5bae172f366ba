"""People and their conversations: how many, how large, when they are there, how much they say.

What is known from others' figures says so; the rest are assumptions, and all of them are printed with the
results. Nothing here knows how Parley works.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

HOURS = (
    *(0.04, 0.03, 0.02, 0.02, 0.03, 0.05, 0.10, 0.22, 0.40, 0.55, 0.63, 0.65),
    *(0.56, 0.61, 0.65, 0.62, 0.57, 0.46, 0.34, 0.27, 0.22, 0.17, 0.11, 0.07),
)
"""The share of a zone's people who are there, by local hour. Slack shows its users online from 9 to 17 with
peaks at 11 and 14 and a dip for lunch; how many they are is an assumption."""
ZONES = ((8, 0.45), (1, 0.30), (-6, 0.25))
"""Hours from UTC and shares of the people, once they are more than `ONE_ZONE`. An assumption."""
ONE_ZONE = 20_000
"""Up to here all live by one clock: so the share at the peak is higher than around the world."""
SOCKETS = 1.2
"""Sockets of a person who is there: some have a telephone beside. An assumption."""
SAID = 4.5
"""Messages that a person sends in an hour in which they are there: 33 a day. Slack is said to carry about
32 a day and active user."""
WORKDAYS = 260
DIRECT_SHARE = 0.45
"""Of all messages. An assumption."""
DIRECTS = 8
"""Living direct conversations of a person. An assumption."""
GROUPS = 12
"""Groups of a person. Users of WhatsApp were counted in 10; of Slack in about 15 channels."""
SMALLEST, LARGEST = 3, 100_000
TAIL = 2.2
"""Exponent of the sizes' power law. An assumption (mean 12 to 18, which is what WhatsApp's groups have)."""
SPEAKERS = 50
"""However large a group is, what is said in it is what so many would say: few write, most read (a Zipf-like
share of writers was seen in public groups)."""
HALL, HALL_MESSAGES = 1_000_000, 10
"""Everybody is in one room for announcements of up to so many members, with so many messages an hour."""
CHANGES = 1 / 600
"""Times a second that a person who is there becomes away or comes back. An assumption."""
LEAVES = 1 / 14_400
"""Times a second that a person who is there goes: after four hours. An assumption."""
TURNOVER = 0.3 / (WORKDAYS * 8 * 3600)
"""Of a large room's members who come or go in a second of working time: 30 % in a year. An assumption."""
RENAMES = 1 / (180 * 86_400)
"""Times a second that a person changes name or picture: twice a year. An assumption."""


@dataclass(frozen=True, slots=True)
class Kind:
    """`count` conversations of `size` members, in each of which `rate` messages a second are sent at the
    peak."""

    size: int
    count: float
    rate: float


@dataclass(frozen=True, slots=True)
class Town:
    """People at their busiest hour. `online` is the share of them who are there."""

    people: int
    online: float
    kinds: tuple[Kind, ...]

    @property
    def there(self) -> float:
        """People."""
        return self.people * self.online

    @property
    def messages(self) -> float:
        """A second."""
        return sum(kind.count * kind.rate for kind in self.kinds)

    @property
    def messages_a_year(self) -> float:
        """A day has as many as so many of its busiest hours."""
        return self.messages * 3600 * sum(HOURS) / self.online * WORKDAYS


def peak(zones: tuple[tuple[int, float], ...]) -> float:
    """The largest share of all people who are there at once."""
    return max(sum(share * HOURS[(hour + offset) % 24] for offset, share in zones) for hour in range(24))


def sizes(chance: random.Random, largest: int) -> Iterator[int]:
    """Sizes of groups, one after the other: a power law between `SMALLEST` and `largest`."""
    power = 1 - TAIL
    low, high = SMALLEST**power, (largest + 1) ** power
    while True:
        yield min(largest, int((low + chance.random() * (high - low)) ** (1 / power)))


def town(people: int, *, seed: int = 1, most: int = 200_000) -> Town:
    """The same for the same seed. More than `most` groups are drawn as so many, each standing for several."""
    chance = random.Random(seed)
    online = peak(((0, 1.0),) if people <= ONE_ZONE else ZONES)
    per_second = people * online * SAID / 3600
    kinds = [Kind(2, people * DIRECTS / 2, per_second * DIRECT_SHARE / (people * DIRECTS / 2))]
    kinds += _groups(chance, people, per_second * (1 - DIRECT_SHARE), most)
    halls = math.ceil(people / HALL)
    kinds.append(Kind(min(people, HALL), halls, HALL_MESSAGES / 3600))
    return Town(people, online, tuple(kinds))


def _groups(chance: random.Random, people: int, per_second: float, most: int) -> list[Kind]:
    """Groups until all have theirs. Those of the same size are one kind."""
    seats, drawn, taken = people * GROUPS, dict[int, int](), 0
    source = sizes(chance, min(LARGEST, people))
    for number, size in enumerate(source):
        if taken >= seats or number >= most:
            break
        drawn[size] = drawn.get(size, 0) + 1
        taken += size
    each = max(1.0, seats / taken)
    speakers = sum(min(size, SPEAKERS) * count * each for size, count in drawn.items())
    return [
        Kind(size, count * each, per_second * min(size, SPEAKERS) / speakers)
        for size, count in sorted(drawn.items())
    ]
