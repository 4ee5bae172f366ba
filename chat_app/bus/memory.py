"""The bus of a single worker: a function call."""

from collections.abc import Callable, Collection, Sequence

from chat_app.bus.envelope import EVERYONE, Envelope


class MemoryBus:
    """See `chat_app.bus.interface.Bus`."""

    def __init__(self) -> None:
        self.deliver: Callable[[Envelope], None] = lambda _envelope: None
        self.lost: Callable[[Collection[str]], None] = lambda _channels: None
        self.published: Callable[[Sequence[Envelope]], None] = lambda _envelopes: None
        self.reconnects = 0
        self.lag: float | None = None
        self._channels = {EVERYONE}

    @property
    def healthy(self) -> bool:
        return True

    async def start(self) -> None:
        return

    async def stop(self) -> None:
        return

    def publish(self, envelopes: Sequence[Envelope]) -> None:
        for envelope in envelopes:
            if envelope.channel in self._channels:
                self.deliver(envelope)
        self.published(envelopes)

    async def listen(self, channels: Sequence[str]) -> None:
        self._channels.update(channels)

    async def ignore(self, channels: Sequence[str]) -> None:
        self._channels.difference_update(channels)

    async def ping(self) -> float | None:
        return None
