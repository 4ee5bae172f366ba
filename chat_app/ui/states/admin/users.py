"""/admin/users"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.clock import iso, now
from chat_app.models.permissions import Duty
from chat_app.services import otp
from chat_app.services.admin import users
from chat_app.ui.states.admin.listing import PAGE, Listing
from chat_app.ui.states.admin.page import row_of, text


@dataclass
class UserRow:
    """Times are RFC 3339, or empty."""

    id: str
    username: str
    display_name: str
    avatar_url: str
    email: str
    role: str
    active: bool
    suspended_until: str
    created_at: str
    last_seen_at: str
    otp: bool
    email_verified: bool
    groups: int


@dataclass
class DeviceRow:
    id: str
    user_agent: str
    ip: str
    last_used_at: str


@dataclass
class MembershipRow:
    id: str
    name: str
    role: str


_NOBODY = UserRow(
    id="",
    username="",
    display_name="",
    avatar_url="",
    email="",
    role="member",
    active=True,
    suspended_until="",
    created_at="",
    last_seen_at="",
    otp=False,
    email_verified=False,
    groups=0,
)
SUSPENSIONS = {"day": 1, "week": 7, "month": 30}
"""Days, by what a suspension is called."""


class AdminUsers(Listing, rx.State):
    """Everybody with an account, and one of them looked at closely."""

    ADDRESS = "/admin/users"
    CHOICES = {"q": "", "role": "", "state": "", "sort": "name"}

    rows: list[UserRow] = []
    person: UserRow = _NOBODY
    is_open: bool = False
    asks: str = ""
    """What is about to be done to the person and cannot just be taken back."""
    done: str = ""
    """What has just been done to them."""
    devices: list[DeviceRow] = []
    memberships: list[MembershipRow] = []

    @rx.event
    async def open_person(self, user_id: str) -> None:
        self.asks, self.done = "", ""
        async with self._attempt():
            admin = await self._admin(Duty.SEE_USERS, given=(user_id,))
            self._look(await admin.read(users.get_user, user_id))
            self.is_open = True

    @rx.event
    def close_person(self, is_open: bool) -> None:
        self.is_open = bool(is_open)
        self.asks, self.done = "", ""

    @rx.event
    def ask(self, what: str) -> None:
        self.asks, self.done = text(what), ""

    @rx.event
    async def suspend(self, how_long: str) -> None:
        """For a `day`, a `week`, a `month`, or else for good."""
        days = SUSPENSIONS.get(text(how_long))
        changes = {"suspended_until": _days_from_now(days)} if days else {"active": False}
        await self._change("suspended", changes)

    @rx.event
    async def bring_back(self) -> None:
        await self._change("active", {"active": True})

    @rx.event
    async def set_role(self, role: str) -> None:
        await self._change("role", {"role": role})

    @rx.event
    async def end_sessions(self) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_USERS)
            await admin.write(users.end_sessions, self.person.id)
            await self._looked_again("sessions", admin)

    @rx.event
    async def mail_reset(self) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_USERS)
            await admin.write(users.record_reset, self.person.id)
            await admin.runtime.accounts.mail_reset(self.person.id)
            await self._looked_again("reset", admin)

    @rx.event
    async def remove_second_factor(self) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_USERS)
            await admin.write(otp.remove_for, self.person.id)
            await self._looked_again("otp", admin)

    async def _change(self, done: str, changes: dict[str, Any]) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_USERS)
            await admin.write(users.change_user, self.person.id, changes)
            await self._looked_again(done, admin)

    async def _looked_again(self, done: str, admin: Any) -> None:
        self._look(await admin.read(users.get_user, self.person.id))
        self.rows = [self.person if row.id == self.person.id else row for row in self.rows]
        self.asks, self.done = "", done

    def _look(self, user: dict[str, Any]) -> None:
        self.person = _row(user)
        self.devices = [row_of(DeviceRow, device) for device in user["sessions"]]
        self.memberships = [row_of(MembershipRow, group) for group in user["conversations"]]

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        async with self._attempt():
            admin = await self._admin(Duty.SEE_USERS)
            narrowed = {name: self.chosen[name] for name in ("q", "role", "state")}
            found, following = await admin.read(
                users.list_users, **narrowed, sort=self.chosen["sort"], limit=PAGE, cursor=cursor
            )
            total = await admin.read(users.count_users, **narrowed)
            self.rows = [_row(user) for user in found]
            return len(found), total, following
        return None


def _days_from_now(days: int) -> str:
    return iso(now() + days * 24 * 3600 * 1000)


def _row(user: dict[str, Any]) -> UserRow:
    return row_of(
        UserRow,
        user,
        avatar_url=user["avatar_url"] or "",
        suspended_until=user["suspended_until"] or "",
        last_seen_at=user["last_seen_at"] or "",
    )
