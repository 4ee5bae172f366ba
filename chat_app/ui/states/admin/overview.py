"""/admin"""

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services import audit
from chat_app.services.admin import groups, reports, users
from chat_app.ui.states.admin.audit import Deed, deed_of
from chat_app.ui.states.admin.page import AdminPage

_LATEST = 6


class AdminOverview(AdminPage, rx.State):
    """What there is, what waits, and what was done last."""

    people: int = 0
    suspended: int = 0
    groups: int = 0
    reports: int = 0
    connections: int = 0
    deeds: list[Deed] = []
    is_loading: bool = True

    @rx.event
    async def load(self) -> None:
        async with self._attempt():
            admin = await self._admin(
                Duty.SEE_USERS, Duty.SEE_GROUPS, Duty.MODERATE, Duty.SEE_AUDIT_LOG, Duty.SEE_SYSTEM
            )
            self.people = await admin.read(users.count_users, q="", role="", state="active")
            self.suspended = await admin.read(users.count_users, q="", role="", state="suspended")
            self.groups = await admin.read(groups.count_groups, q="", state="active", visibility="")
            self.reports = await admin.read(reports.count_reports, state="open")
            latest, _ = await admin.read(audit.entries, limit=_LATEST, cursor=None)
            self.deeds = [deed_of(entry) for entry in latest]
            self.connections = admin.runtime.vitals.now().connections
        self.is_loading = False
