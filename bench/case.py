"""One measurement of a run: a question, its numbers, and whom it is asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.load import Result
from bench.subjects import Subject

ROOM = 20
"""People of a group."""
EMIT_GRANIAN = "python-socketio emit, granian"


@dataclass(frozen=True, eq=False)
class Case:
    """One table, or one part of a `series`. `unit` names the figure that the ratio is made of, `better` its
    good direction.

    `goal` is what the figure has to stay under, where there is such a number. Nothing fails by it: it stands
    beside what was measured.
    """

    scenario: str
    title: str
    unit: str
    better: Literal["more", "less"]
    subjects: list[Subject]
    run: Callable[[Any, Path], Awaitable[Result]]
    goal: float | None = None
    base: str = EMIT_GRANIAN
    """The subject that the ratio compares with."""
    series: str = ""
    """What grows from case to case of the same series; they share a table, and a plot has `size` below."""
    size: int = 0
    once: bool = False
    """In the first round only: it takes long, and repeats inside of itself what varies."""


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    seconds: float
    paced_seconds: float
    rounds: int
    sockets: int
    senders: int
    users: int
    samples: int
    messages: int
    file: int
    """Bytes of a large file."""
    texts: tuple[int, ...]
    """Bytes of a message."""
    groups: int
    """Of twenty people each."""
    socket_counts: tuple[int, ...]
    message_counts: tuple[int, ...]

    @property
    def people(self) -> int:
        return self.groups * ROOM
