"""/admin/audit"""

from dataclasses import dataclass
from typing import Any

import orjson
import reflex as rx

from chat_app.errors import Invalid
from chat_app.models.clock import from_iso
from chat_app.models.permissions import Duty
from chat_app.services import audit
from chat_app.ui.states.admin.listing import PAGE, Listing
from chat_app.ui.states.admin.page import row_of


@dataclass
class Deed:
    """`actor` is a username; empty is the command line. `data` is JSON, as it is."""

    id: str
    at: str
    actor: str
    action: str
    target_kind: str
    target: str
    data: str
    ip: str


class AdminAudit(Listing, rx.State):
    """Who did what, to whom, when and from where."""

    ADDRESS = "/admin/audit"
    CHOICES = {"q": "", "action": "", "after": "", "before": ""}

    rows: list[Deed] = []

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        async with self._attempt():
            admin = await self._admin(Duty.SEE_AUDIT_LOG)
            found, following = await admin.read(
                audit.entries,
                q=self.chosen["q"],
                action=self.chosen["action"],
                after=_day("after", self.chosen["after"]),
                before=_day("before", self.chosen["before"]),
                limit=PAGE,
                cursor=cursor,
            )
            self.rows = [deed_of(entry) for entry in found]
            return len(found), 0, following
        return None


def _day(name: str, day: str) -> int | None:
    """The beginning of a day such as 2026-01-31, in milliseconds since 1970."""
    if not day:
        return None
    try:
        return from_iso(f"{day}T00:00:00Z")
    except ValueError:
        raise Invalid(fields={name: "must be a day such as 2026-01-31"}) from None


def deed_of(entry: dict[str, Any]) -> Deed:
    target = entry["target"]
    return row_of(
        Deed,
        entry,
        actor=entry["actor"]["username"] if entry["actor"] else "",
        target_kind=target["kind"],
        target=target["name"] or target["id"] or "",
        data=orjson.dumps(entry["data"]).decode() if entry["data"] else "",
    )
