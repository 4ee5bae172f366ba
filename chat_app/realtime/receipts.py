"""What each reader in a room may know of a receipt."""

from collections.abc import Container
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from chat_app.services import events
from chat_app.services.receipt_privacy import may_know


@dataclass(frozen=True)
class ReceiptEvent:
    """A `receipt` event as it is (`exact`), and how it is told to who may not know of the reading."""

    user_id: str
    exact: str

    @cached_property
    def hidden(self) -> str:
        event: dict[str, Any] = orjson.loads(self.exact)
        return events.receipt(event["conversation_id"], self.user_id, 0, event["delivered_seq"])

    def to(self, reader: str, private: Container[str]) -> str:
        """The event for this reader, where these people keep their reading to themselves."""
        return self.exact if may_know(of=self.user_id, to=reader, private=private) else self.hidden
