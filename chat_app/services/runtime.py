"""What a running worker has: made once, handed to every road."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

import structlog

from chat_app.bus import Bus, Envelope
from chat_app.bus.memory import MemoryBus
from chat_app.bus.redis import RedisBus
from chat_app.db import Database, statistics
from chat_app.errors import Unavailable
from chat_app.media.pictures import Pictures
from chat_app.models.buckets import Figure
from chat_app.services import outbox, suspension
from chat_app.services.accounts import Accounts
from chat_app.services.file_keeping import FileKeeping
from chat_app.services.intake import Intake
from chat_app.services.limits import Limits
from chat_app.services.mail import Mail
from chat_app.services.messages import Messages
from chat_app.services.resuming import Resuming
from chat_app.services.turns import Turns
from chat_app.services.vitals import Vitals
from chat_app.settings import Settings
from chat_app.storage import Storage, make_storage

_RELAY_EVERY = 1.0
_LIFT_EVERY = 60
"""Rounds of the relay between two looks for suspensions that are over."""

log = structlog.get_logger(__name__)


class Runtime:
    """The settings and the limits at once; the database, the bus, the storage and who needs them after
    `start`."""

    database: Database
    bus: Bus
    storage: Storage
    accounts: Accounts
    messages: Messages
    intake: Intake
    resuming: Resuming

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.vitals = Vitals()
        self.limits = Limits(settings)
        self.turns = Turns(lambda: self.database.is_busy, lambda: self.database.is_lively)
        self.published = 0
        """Envelopes that the bus has taken."""
        self.relayed = 0
        """Envelopes among them that were found in the outbox, left there by somebody who died."""
        self._relay: asyncio.Task[None] | None = None
        self.is_leaving = False
        """Whether this worker has been asked to end."""
        self.has_met_redis = False
        """Whether Redis was there at any time since the start."""

    async def start(self) -> None:
        """Connects. The database must have been migrated; whoever listens to the bus sets that up next."""
        settings = self.settings
        self.storage = make_storage(settings)
        await self.storage.start()
        self.database = Database(settings)
        self.bus = RedisBus(settings.redis_url) if settings.redis_url else MemoryBus()
        # Who dies alone takes everybody with it who would have heard. But the answer to a commit may be lost
        # on the way from PostgreSQL, and the news with it.
        self.database.has_outbox = settings.redis_url is not None or self.database.is_postgres
        self._mail = Mail(settings)
        self.accounts = Accounts(settings, self.database, self.limits, self._mail)
        self.messages = Messages(self.database)
        self._pictures = Pictures()
        self.intake = Intake(settings, self.database, self.storage, self._pictures)
        self.resuming = Resuming(settings, self.database, self.storage, self.intake)
        self._keeping = FileKeeping(settings, self.database, self.storage)
        self.database.publish = self._publish
        self.bus.published = self._published
        await self.bus.start()
        self.has_met_redis = self.bus.healthy
        self._keeping.start()
        self.vitals.start(self.database, self.bus if settings.redis_url else None)
        self._mail.start()
        self.limits.start()
        self._relay = asyncio.create_task(self._relay_forever())

    async def stop(self) -> None:
        """Finishes accepted writes, publishes their news, and sends what mails it can."""
        if self._relay:
            self._relay.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._relay
        await self.vitals.stop()
        await self._mail.stop()
        await self._keeping.stop()
        await self.limits.stop()
        await self._pictures.stop()
        with contextlib.suppress(Unavailable):
            await self.database.tidy()
        await self.bus.stop()
        await self.database.close()
        await self.storage.stop()

    def figures(self) -> Mapping[str, Figure]:
        return {
            **self.database.figures(),
            **self.vitals.figures(),
            "bus_up": float(self.bus.healthy),
            "bus_published_total": self.published,
            "bus_reconnects_total": self.bus.reconnects,
            **({} if self.bus.lag is None else {"bus_lag_seconds": self.bus.lag}),
            "outbox_relayed_total": self.relayed,
            "limited_total": self.limits.refused,
            "uploads": self.turns.under_way,
            "upload_bytes_total": self.turns.received,
            "mails_waiting": self._mail.waiting,
            "mails_total": self._mail.outcomes,
        }

    def _published(self, envelopes: Sequence[Envelope]) -> None:
        self.published += len(envelopes)
        self.database.published([envelope.outbox_id for envelope in envelopes if envelope.outbox_id])

    def _publish(self, envelopes: list[Envelope]) -> None:
        self.vitals.sent += sum(1 for envelope in envelopes if envelope.received_at)
        self.bus.publish(envelopes)

    async def _relay_forever(self) -> None:
        rounds, is_known, envelopes = 0, False, list[Envelope]()
        while True:
            await asyncio.sleep(0 if len(envelopes) == outbox.AT_ONCE else _RELAY_EVERY)
            envelopes = []
            rounds += 1
            self.has_met_redis |= self.bus.healthy
            try:
                if rounds % _LIFT_EVERY == 1 and await self.database.read(suspension.any_over):
                    await self.database.write(suspension.lift_those_over)
                await self.database.tidy()
                if self.database.is_lively and not is_known:
                    is_known = await self.database.read(statistics.gather)
                if not self.bus.healthy or not await self.database.read(outbox.anything_left):
                    continue
                envelopes = await self.database.write(outbox.left_behind)
            except Unavailable:
                continue
            if envelopes:
                self.relayed += len(envelopes)
                log.info("outbox_relayed", envelopes=len(envelopes))
                self.bus.publish(envelopes)
