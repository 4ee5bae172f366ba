"""One socket of one signed-in person, and what is on its way to it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog

from chat_app.models.actor import Actor
from chat_app.realtime import frames
from chat_app.realtime.frames import Frame
from chat_app.realtime.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chat_app.realtime.rooms import Room

LARGEST_BACKLOG = 1_000_000
"""Characters that may wait for a slow reader, besides what the transport has buffered (64 KiB)."""
LARGEST_HELD = 8_000_000
"""Characters that may be held back while a `sync` is being read."""
LONGEST_STALL = 20.0
"""Seconds that a full transport may take nothing."""
SLOW_READER = 4008
TOO_MANY_EVENTS = 4029
SESSION_ENDED = 4001
RESTARTING = 1012
"""The WebSocket's own code for "the service restarts": come again, here or elsewhere."""

log = structlog.get_logger(__name__)


class Connection:
    """Writes frames in order, at once where the transport takes them.

    A transport that is full, or a server that hands out no `wire`, gets a small task with a bounded
    backlog: a slow reader delays nobody, and past the bound it is cut.
    """

    def __init__(self, sid: str, actor: Actor, send: Callable[[Any], Awaitable[None]], wire: Wire | None):
        self.sid = sid
        self.actor = actor
        self.rooms: dict[str, Room] = {}
        self.listening = False
        self.closed = False
        self.cut_for: str | None = None
        """Why we ended it, if we did."""
        self._send = send
        self._wire = wire
        self._backlog: deque[Frame] = deque()
        self._backlog_size = 0
        self._draining: asyncio.Task[None] | None = None
        self._farewell: tuple[int, str] | None = None
        self._holds = 0
        self._held: list[Frame] = []
        self._held_size = 0

    @property
    def backlog(self) -> int:
        """Characters that wait because the reader is slow."""
        return self._backlog_size

    def deliver(self, batch: Sequence[Frame]) -> None:
        """Event frames, unless they are held back until an acknowledgement is out."""
        if self._holds:
            self._held.extend(batch)
            self._held_size += sum(len(frame.text) for frame in batch)
            if self._held_size > LARGEST_HELD:
                self.cut("slow_reader", SLOW_READER)
            return
        for frame in batch:
            self.write(frame)

    def deliver_events(self, encoded: Sequence[str]) -> None:
        self.deliver(frames.events(encoded))

    @contextmanager
    def holding(self) -> "Iterator[None]":
        """Event frames wait until the block ends."""
        self._holds += 1
        try:
            yield
        finally:
            self._holds -= 1
            if not self._holds:
                held, self._held, self._held_size = self._held, [], 0
                for frame in held:
                    self.write(frame)

    def write(self, frame: Frame) -> None:
        """Any frame, now."""
        if self.closed:
            return
        if self._draining is None and self._wire is not None and self._wire.write(frame.wire):
            return
        self._queue(frame)
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())

    def cut(self, reason: str, code: int) -> None:
        """Ends the connection; the reason is the last thing that it hears, if it still listens."""
        event = "session_ended" if code == SESSION_ENDED else "disconnect"
        self.end(f'{{"type":"{event}","reason":"{reason}"}}', code, reason)

    def end(self, last_event: str, code: int, reason: str) -> None:
        """As `cut`, with the last event as it stands."""
        if self.closed:
            return
        log.info("socket_ended", reason=reason, socket=self.sid, user=self.actor.user_id)
        self.closed = True
        self.cut_for = reason
        self._farewell = code, reason
        self._backlog.clear()
        self._backlog.extend(frames.events([last_event]))
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())

    def _queue(self, frame: Frame) -> None:
        self._backlog.append(frame)
        self._backlog_size += len(frame.text)
        if self._backlog_size > LARGEST_BACKLOG and len(self._backlog) > 1:
            self.cut("slow_reader", SLOW_READER)

    async def _drain(self) -> None:
        """Writes what waits, and closes where that was the end."""
        try:
            while self._backlog:
                frame = self._backlog.popleft()
                self._backlog_size -= len(frame.text)
                async with asyncio.timeout(LONGEST_STALL):
                    await self._send({"type": "websocket.send", "text": frame.text})
            if self._farewell is not None:
                code, reason = self._farewell
                async with asyncio.timeout(LONGEST_STALL):
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except TimeoutError:
            log.info("socket_stalled", socket=self.sid, user=self.actor.user_id)
            self.cut_for = self.cut_for or "stalled"
            self._give_up()
            if self._wire is not None:
                self._wire.abort()
        except Exception:  # noqa: BLE001  (the peer is gone; its reading end will say so)
            self._give_up()
        finally:
            self._draining = None

    def _give_up(self) -> None:
        self.closed = True
        self._backlog.clear()
