"""/admin/moderation"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services.admin import reports
from chat_app.ui.states.admin.listing import PAGE, Listing
from chat_app.ui.states.admin.page import row_of, text


@dataclass
class Said:
    """A message around the reported one, or itself (`is_it`)."""

    author: str
    at: str
    body: str
    is_it: bool


@dataclass
class ReportRow:
    """`body` is what it said when it was reported; `outcome` is empty as long as nobody has decided."""

    id: str
    reason: str
    body: str
    created_at: str
    outcome: str
    handled_at: str
    handled_by: str
    reporter: str
    author: str
    author_username: str
    place: str
    is_direct: bool
    is_gone: bool
    said: list[Said]


class AdminModeration(Listing, rx.State):
    """What people have reported."""

    ADDRESS = "/admin/moderation"
    CHOICES = {"state": "open"}

    rows: list[ReportRow] = []
    busy: str = ""
    asks: str = ""
    asked_id: str = ""

    @rx.event
    def ask(self, what: str, report_id: str) -> None:
        self.asks, self.asked_id = text(what), text(report_id)

    @rx.event
    def close(self, is_open: bool) -> None:
        if not is_open:
            self.asks = ""

    @rx.event
    async def decide(self, action: str, report_id: str) -> None:
        """`dismiss`, `delete_message` or `suspend_author`."""
        self.asks = ""
        async with self._attempt():
            admin = await self._admin(Duty.MODERATE, given=(action, report_id))
            await admin.write(reports.handle_report, report_id, action)
            await self._turn(self._cursors[-1])

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        async with self._attempt():
            admin = await self._admin(Duty.MODERATE)
            state = self.chosen["state"]
            found, following = await admin.read(reports.list_reports, state=state, limit=PAGE, cursor=cursor)
            total = await admin.read(reports.count_reports, state=state)
            self.rows = [_row(report) for report in found]
            return len(found), total, following
        return None


def _row(report: dict[str, Any]) -> ReportRow:
    message: dict[str, Any] | None = report["message"]
    is_gone = message is None or message["deleted"]
    around: list[dict[str, Any]] = [*report["context"], *([message] if message and not is_gone else [])]
    said = sorted(around, key=lambda one: one["seq"])
    return row_of(
        ReportRow,
        report,
        outcome=report["outcome"] or "",
        handled_at=report["handled_at"] or "",
        handled_by=report["handled_by"]["display_name"] if report["handled_by"] else "",
        reporter=report["reporter"]["display_name"],
        author=report["author"]["display_name"],
        author_username=report["author"]["username"],
        place=report["conversation"]["name"] if report["conversation"] else "",
        is_direct=bool(report["conversation"]) and report["conversation"]["kind"] == "direct",
        is_gone=is_gone,
        said=[
            Said(
                author=one["author"]["display_name"],
                at=one["created_at"],
                body=one["body"],
                is_it=one is message,
            )
            for one in said
        ],
    )
