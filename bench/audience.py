"""What the sockets of a run have heard: counted, and checked against the order that the contract promises."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

if TYPE_CHECKING:
    from bench.wire import Socket

MESSAGE_FIELDS = {
    *("id", "conversation_id", "seq", "rev", "client_id", "kind", "author", "body", "html", "reply_to"),
    *("thread_root", "reply_count", "attachments", "reactions", "mentions", "pinned"),
    *("created_at", "edited_at", "deleted"),
}
REMEMBERED = 512  # frames; a room's frame is soon with everybody, and a batch can be a megabyte


class Run(NamedTuple):
    """Messages of one conversation with consecutive revs, as one frame brought them."""

    conversation_id: str
    first: int
    last: int
    due: list[float]
    """When each was to be sent, for those that have a schedule."""


class Audience:
    """All sockets of one run. `known` maps the bytes of a frame to what it says, decoded and checked once."""

    def __init__(self) -> None:
        self.known: dict[bytes, list[Run]] = {}
        self.open = True
        self.faults: list[str] = []
        self.fault_count = 0
        self.deliveries = 0
        self.distinct = 0
        self.sent: dict[str, tuple[str, float]] = {}
        self.hall: Hall | None = None

    def fault(self, what: str) -> None:
        """Counts every breach and keeps the words of the first few."""
        self.fault_count += 1
        if len(self.faults) < 20:
            self.faults.append(what)

    def read(self, payload: bytes) -> list[Run]:
        """Decodes a frame that was not seen before and checks everything that it says."""
        self.distinct += 1
        runs: list[Run] = []
        for event in orjson.loads(payload[payload.index(b"[") :])[1]:
            if event["type"] != "message":
                continue
            due = self._check(event)
            rev, conversation_id = event["rev"], event["conversation_id"]
            if runs and runs[-1].conversation_id == conversation_id and runs[-1].last + 1 == rev:
                last = runs[-1]
                runs[-1] = Run(conversation_id, last.first, rev, [*last.due, due])
            else:
                runs.append(Run(conversation_id, rev, rev, [due]))
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[payload] = runs
        return runs

    def _check(self, event: dict[str, Any]) -> float:
        message = event["message"]
        if message.keys() != MESSAGE_FIELDS:
            self.fault(f"not the fields of a message: {sorted(message.keys() ^ MESSAGE_FIELDS)}")
        if message["rev"] != event["rev"] or message["conversation_id"] != event["conversation_id"]:
            self.fault(
                f"an event that contradicts its message: rev {event['rev']} of {event['conversation_id']}"
            )
        body, due = self.sent.get(message["client_id"], (None, 0.0))
        if message["body"] != body:
            self.fault(f"a body that nobody sent: {message['body'][:60]!r}")
        return due

    def hear(self, socket: Socket, news: list[Run]) -> None:
        """Notes that `socket` got the frame, and that it followed on what the socket had before."""
        for run in news:
            conversation_id, first, last, _ = run
            had = socket.revs.get(conversation_id)
            if had is not None and had + 1 != first:
                self.fault(f"rev {first} came after rev {had}")
            socket.revs[conversation_id] = last
            self.deliveries += last - first + 1
            if self.hall is not None:
                self.hall.hear(socket, run)


class Hall:
    """The listeners of one room: who still lacks which message, and what to do when nobody does."""

    def __init__(self, listeners: list[Socket], on_whole: Callable[[float], None] | None = None) -> None:
        self.size = len(listeners)
        self.deliveries = 0
        self.whole = 0
        self.on_whole = on_whole
        self.timed = False
        self.each = array("d")
        self._listeners = set(map(id, listeners))
        self._lacking: dict[int, int] = {}

    def hear(self, socket: Socket, run: Run) -> None:
        if id(socket) not in self._listeners:
            return
        _, first, last, due = run
        self.deliveries += last - first + 1
        if self.timed:
            now = perf_counter()
            for at in due:
                self.each.append(now - at)
        lacking = self._lacking
        for rev in range(first, last + 1):
            left = lacking.get(rev, self.size) - 1
            if left:
                lacking[rev] = left
            else:
                lacking.pop(rev, None)
                self.whole += 1
                if self.on_whole is not None:
                    self.on_whole(due[rev - first])
