"""What went through the sockets of a worker: plain numbers, counted where it happens."""

from chat_app.errors import ChatError, TooMany, Unavailable
from chat_app.models.buckets import Buckets
from chat_app.realtime.protocol import PAYLOADS

OUTCOMES = ("ok", "refused", "too_many", "unavailable", "failed")
MALFORMED = "malformed"
"""In place of the event where the packet is none of the contract's, or carries what it may not."""


class Traffic:
    """`delivery_times` are noted once for each message, everything else is a count since the start."""

    def __init__(self, delivery_times: Buckets) -> None:
        self.delivery_times = delivery_times
        self.deliveries = 0
        """Events of rooms, each as often as there were sockets that it was written to."""
        self.repairs = 0
        """Readings of a conversation from SQL because news of it were missing, or may have been."""
        self.heard = 0
        """Envelopes that the bus brought."""
        # All of them from the beginning: what is counted for the first time is then seen to have grown.
        self.events = {(event, outcome): 0 for event in PAYLOADS for outcome in OUTCOMES}
        self.events[MALFORMED, "refused"] = 0
        self.cut = {(reason,): 0 for reason in ("slow_reader", "stalled", "too_many_events", "session_ended")}

    def note_cut(self, reason: str) -> None:
        """A socket went because we ended it."""
        self.cut[reason,] = self.cut.get((reason,), 0) + 1

    def settled(self, event: str, outcome: str | Exception) -> None:
        """An event came to its end."""
        self.events[event, outcome_of(outcome)] += 1


def outcome_of(outcome: str | Exception) -> str:
    """One of OUTCOMES."""
    match outcome:
        case str():
            return "ok"
        case TooMany():
            return "too_many"
        case Unavailable():
            return "unavailable"
        case ChatError():
            return "refused"
        case _:
            return "failed"
