"""What travels on the bus."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import orjson

EVERYONE = "everyone"
"""The channel that every worker listens to."""


def conversation_channel(conversation_id: str) -> str:
    return f"c:{conversation_id}"


def user_channel(user_id: str) -> str:
    return f"u:{user_id}"


class Kind(StrEnum):
    """What a worker does with an envelope."""

    MESSAGE = "message"
    """Deliver the event in `rev` order. Without an event: the conversation is at `rev`, read it from SQL."""
    EVENT = "event"
    """Deliver the event as it is. Of a profile `rev` is when it was changed: what may be late, or less than
    was told, is read from SQL."""
    RECEIPT = "receipt"
    """Deliver the event to each reader as far as they may know of it; `subject` is whose pointers moved,
    `rev` 1 where one of them moved back."""
    POINTERS = "pointers"
    """A receipt as SQL has it, which holds whatever was told before."""
    CONVERSATION = "conversation"
    """Tell each reader how the conversation looks to them now."""
    MEMBERS = "members"
    """Membership changed: read it from SQL, let go who left, take in who came."""
    SESSION = "session"
    """A session ended: close its sockets."""
    PRESENCE = "presence"
    """What another worker knows of who is online."""
    VITALS = "vitals"
    """How another worker is doing."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One piece of news.

    `event` is the JSON text of one event of the contract, encoded once and passed on as it is.
    `members_version` and `revocations` are the numbers that the transaction of the news saw: a worker
    that knows smaller ones has missed something and reads SQL before it delivers.
    `only` limits an event to these users; `origin` is the socket that need not hear of it.
    """

    channel: str
    kind: Kind
    event: str = ""
    rev: int = 0
    members_version: int = 0
    revocations: int = 0
    only: tuple[str, ...] = ()
    origin: str = ""
    subject: str = ""
    """The conversation (on a user's channel), the session, or (of a receipt) the user that it is about."""
    outbox_id: str = ""
    received_at: float = 0.0
    """Of a message that was just sent: when its worker received it, in seconds since 1970."""
    profiles: int = 0
    """Of a message: how often names and pictures had changed before those in it were read."""

    def encode(self, *, with_event: bool = True) -> bytes:
        """For the wire, or, without the event, for the outbox."""
        return orjson.dumps(
            [
                self.channel,
                self.kind,
                self.event if with_event else "",
                self.rev,
                self.members_version,
                self.revocations,
                self.only,
                self.origin,
                self.subject,
                self.outbox_id,
                self.received_at,
                self.profiles,
            ]
        )

    @classmethod
    def decode(cls, data: bytes | str) -> "Envelope":
        """The inverse of `encode`.

        Raises:
            ValueError: it is not an envelope.
        """
        fields: Any = orjson.loads(data)
        try:
            channel, kind, event, rev, members_version, revocations, only, origin, subject, *rest = fields
            outbox_id, *newer = rest  # some have nothing more in what an older version left in its outbox
            return cls(
                str(channel),
                Kind(kind),
                str(event),
                int(rev),
                int(members_version),
                int(revocations),
                tuple(only),
                str(origin),
                str(subject),
                str(outbox_id),
                float(newer[0]) if newer else 0.0,
                int(newer[1]) if len(newer) > 1 else 0,
            )
        except TypeError as error:
            raise ValueError("not an envelope") from error
