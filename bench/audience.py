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


class Signal(NamedTuple):
    """A `typing` or `receipt` event: `key` says whose and which, and so when it was caused."""

    kind: str
    key: tuple[Any, ...]


class Audience:
    """All sockets of one run. `known` maps the bytes of a frame to what it says, decoded and checked once."""

    def __init__(self, *, ordered: bool = True) -> None:
        self.ordered = ordered
        """Whether the server promises an order; else what comes out of it is only counted."""
        self.misordered = 0
        self.known: dict[bytes, list[Run | Signal]] = {}
        self.open = True
        self.faults: list[str] = []
        self.fault_count = 0
        self.deliveries = 0
        self.distinct = 0
        self.sent: dict[str, tuple[str, float]] = {}
        self.edits: dict[str, str] = {}
        """By client_id, what the body of a message is being changed to."""
        self.hall: Hall | None = None
        self.timing: Timing | None = None
        self.on_end: Callable[[Socket], None] | None = None
        """Whom it concerns that a socket ended; without it, none may."""
        self.keeps = True
        """Whether the server keeps what was written, so that `sync` can be held to it."""
        self._created: dict[str, int] = {}

    def fault(self, what: str) -> None:
        """Counts every breach and keeps the words of the first few."""
        self.fault_count += 1
        if len(self.faults) < 20:
            self.faults.append(what)

    def read(self, payload: bytes) -> list[Run | Signal]:
        """Decodes a frame that was not seen before and checks everything that it says."""
        self.distinct += 1
        news: list[Run | Signal] = []
        for event in orjson.loads(payload[payload.index(b"[") :])[1]:
            if event["type"] == "message":
                self._read_message(event, news)
            elif self.timing is not None and (signal := _signal(event)) is not None:
                news.append(signal)
        if len(self.known) >= REMEMBERED:
            self.known.clear()
        self.known[payload] = news
        return news

    def _read_message(self, event: dict[str, Any], news: list[Run | Signal]) -> None:
        due = self._check(event)
        rev, conversation_id = event["rev"], event["conversation_id"]
        last = news[-1] if news else None
        if isinstance(last, Run) and last.conversation_id == conversation_id and last.last + 1 == rev:
            news[-1] = Run(conversation_id, last.first, rev, [*last.due, due])
        else:
            news.append(Run(conversation_id, rev, rev, [due]))

    def _check(self, event: dict[str, Any]) -> float:
        message = event["message"]
        if message.keys() != MESSAGE_FIELDS:
            self.fault(f"not the fields of a message: {sorted(message.keys() ^ MESSAGE_FIELDS)}")
        if message["rev"] != event["rev"] or message["conversation_id"] != event["conversation_id"]:
            self.fault(
                f"an event that contradicts its message: rev {event['rev']} of {event['conversation_id']}"
            )
        client_id = message["client_id"]
        body, due = self.sent.get(client_id, (None, 0.0))
        if message["body"] not in {body, self.edits.get(client_id, body)}:
            self.fault(f"a body that nobody sent: {message['body'][:60]!r}")
        is_new = self._created.setdefault(client_id, event["rev"]) == event["rev"]
        return due if is_new else 0.0

    def check_changes(
        self, conversation_id: str, known: int | None, last: int, answer: dict[str, Any]
    ) -> None:
        """What somebody missed who knew a rev: every change after it, and each message as it was sent.

        A message that was changed twice comes once, with its last rev, so only where nothing was edited or
        reacted to can every rev be asked for (`storm` does).
        """
        if known is None or not self.keeps or conversation_id in answer["reset"]:
            return
        changes = answer["changes"].get(conversation_id, [])
        if max((change["rev"] for change in changes), default=known) != last:
            self.fault(f"sync from rev {known} stops before rev {last}, where it says that it is")
        for change in changes:
            body, _ = self.sent.get(change["client_id"], (change["body"], 0.0))
            if change["body"] not in {body, self.edits.get(change["client_id"], body)}:
                self.fault(f"sync brought a body that nobody sent: {change['body'][:60]!r}")

    def hear(self, socket: Socket, news: list[Run | Signal]) -> None:
        """Notes that `socket` got the frame, and that it followed on what the socket had before."""
        for one in news:
            if isinstance(one, Signal):
                if self.timing is not None:
                    self.timing.signal(one)
                continue
            conversation_id, first, last, _ = one
            had = socket.revs.get(conversation_id)
            if had is None and socket.is_synced:
                self.fault(f"rev {first} of a conversation that sync did not name")
            if not self.ordered and had is not None:
                self.misordered += had + 1 != first
                last = max(had, last)
            elif had is not None and had + 1 != first:
                if last <= socket.synced.get(conversation_id, 0):
                    continue  # on its way while the answer to `sync` was read, which has it already
                self.fault(f"rev {first} came after rev {had}")
            socket.revs[conversation_id] = last
            self.deliveries += one.last - first + 1
            if self.hall is not None:
                self.hall.hear(socket, one)
            if self.timing is not None:
                self.timing.messages(socket, one)


def _signal(event: dict[str, Any]) -> Signal | None:
    if event["type"] == "typing" and event["on"]:
        return Signal("typing", (event["conversation_id"], event["user_id"]))
    if event["type"] == "receipt":
        pointers = event["read_seq"], event["delivered_seq"]
        return Signal("receipt", (event["conversation_id"], event["user_id"], *pointers))
    return None


class Timing:
    """How long every event took to every socket, by kind, from when its schedule wanted it caused.

    `caused` has, by the key of a signal, when that was. `on_message` is called for each socket that gets news
    of a conversation.
    """

    def __init__(self, on_message: Callable[[Socket, Run], None]) -> None:
        self.on_message = on_message
        self.open = False
        self.caused: dict[tuple[Any, ...], float] = {}
        self.took = {kind: array("d") for kind in ("message", "typing", "receipt")}

    def signal(self, signal: Signal) -> None:
        if self.open and (caused := self.caused.get(signal.key)):
            self.took[signal.kind].append(perf_counter() - caused)

    def messages(self, socket: Socket, run: Run) -> None:
        if self.open:
            now = perf_counter()
            self.took["message"].extend(now - due for due in run.due if due)
        self.on_message(socket, run)


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
