"""What each reader in a room may know of a receipt, and which receipts are news."""

import time
from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import orjson

from chat_app.services import events
from chat_app.services.receipt_privacy import may_know

_DOUBTED = 10.0
"""Seconds; the bus is not later than that."""


@dataclass(frozen=True)
class ReceiptEvent:
    """A `receipt` event as it is (`exact`), and how it is told to who may not know of the reading."""

    user_id: str
    exact: str

    @cached_property
    def pointers(self) -> tuple[int, int]:
        """How far they have read, and how far it was delivered to them."""
        return self._parsed["read_seq"], self._parsed["delivered_seq"]

    @cached_property
    def hidden(self) -> str:
        return events.receipt(self._parsed["conversation_id"], self.user_id, 0, self._parsed["delivered_seq"])

    @cached_property
    def _parsed(self) -> dict[str, Any]:
        return orjson.loads(self.exact)

    def to(self, reader: str, private: Container[str]) -> str:
        """The event for this reader, where these people keep their reading to themselves."""
        return self.exact if may_know(of=self.user_id, to=reader, private=private) else self.hidden


class TellsOfPointers:
    """What a room has told last of each member's pointers, or what SQL had when it began to listen.

    Receipts of one person may have been published by several workers, and then they come in any order. One
    that says less than was told is late, and SQL is asked what holds. Pointers seldom move back ("mark unread
    from here"); for a while after that whatever comes may be late, and SQL is asked each time.
    """

    def __init__(self) -> None:
        self._told: dict[str, tuple[int, int]] = {}
        self._doubted_until: dict[str, float] = {}

    def know(self, pointers: Mapping[str, tuple[int, int]]) -> None:
        """So SQL has them, and whoever syncs is told at least this."""
        self._told.update(pointers)

    def note(self, receipt: ReceiptEvent) -> None:
        """It is told."""
        self._told[receipt.user_id] = receipt.pointers

    def is_ahead(self, receipt: ReceiptEvent, *, moves_back: bool) -> bool:
        """Whether it can only be news; if not, SQL is to be asked."""
        now = time.monotonic()
        if moves_back:
            self._doubted_until[receipt.user_id] = now + _DOUBTED
            return False
        if self._doubted_until:
            if now < self._doubted_until.get(receipt.user_id, 0.0):
                return False
            self._doubted_until.pop(receipt.user_id, None)
        read, delivered = receipt.pointers
        told_read, told_delivered = self._told.get(receipt.user_id, (0, 0))
        return read >= told_read and delivered >= told_delivered
