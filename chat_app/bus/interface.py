"""The one interface of the bus."""

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from chat_app.bus.envelope import Envelope


class Bus(Protocol):
    """News between workers.

    `deliver` is set by the worker before `start` and called in the event loop for each envelope on a
    channel that this worker listens to, its own included, in the order of publication per publisher.
    `lost` is called, when they can be heard again, with the channels on which news may have been missed
    (a connection that broke, a slot that moved to another node); `published` when envelopes are on their
    way for good. `reconnects` counts the connections that broke and were made anew.
    """

    deliver: Callable[[Envelope], None]
    lost: Callable[[Collection[str]], None]
    published: Callable[[Sequence[Envelope]], None]
    reconnects: int

    @property
    def lag(self) -> float | None:
        """Seconds of the last round trip behind what is published; None where there is nothing to ask, or
        nobody answers."""
        ...

    @property
    def healthy(self) -> bool:
        """Whether what is published now reaches the other workers."""
        ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        """Queues them; returns at once."""
        ...

    async def listen(self, channels: Sequence[str]) -> None:
        """Returns when nothing published from now on can be missed."""
        ...

    async def ignore(self, channels: Sequence[str]) -> None: ...

    async def ping(self) -> float | None:
        """Seconds of a round trip; None where there is nothing to ask.

        Raises:
            Unavailable: it does not answer.
        """
        ...
