"""Invitations into the installation, in a dialog of /admin/users."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services import invites
from chat_app.settings import get_settings
from chat_app.ui.states.admin.page import AdminPage, row_of, text

_HOURS = 3600
_LASTS = {"day": 24 * _HOURS, "week": 7 * 24 * _HOURS, "month": 30 * 24 * _HOURS}
_USES = {"one": 1, "ten": 10, "hundred": 100}
_SHOWN = 100


@dataclass
class InviteRow:
    """`over` is why it works no more, or empty. `max_uses` of 0 is no limit."""

    id: str
    inviter: str
    created_at: str
    expires_at: str
    max_uses: int
    uses: int
    over: str


class AdminInvites(AdminPage, rx.State):
    """Those who may make accounts where not everybody may."""

    is_open: bool = False
    rows: list[InviteRow] = []
    lasts: str = "week"
    may_use: str = "one"
    url: str = ""
    """The link that was just made: it is not shown again."""

    @rx.event
    async def open(self) -> None:
        self.url = ""
        async with self._attempt():
            admin = await self._admin(Duty.INVITE_USERS)
            self.rows = _rows(await admin.read(invites.list_of_installation, _SHOWN, None))
            self.is_open = True

    @rx.event
    def close(self, is_open: bool) -> None:
        self.is_open = bool(is_open)
        self.url = ""

    @rx.event
    def set_lasts(self, lasts: str) -> None:
        self.lasts = text(lasts)

    @rx.event
    def set_may_use(self, may_use: str) -> None:
        self.may_use = text(may_use)

    @rx.event
    async def create(self) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.INVITE_USERS)
            made = await admin.write(
                invites.create_invite,
                conversation_id=None,
                expires_in=_LASTS.get(self.lasts),
                max_uses=_USES.get(self.may_use),
                settings=get_settings(),
            )
            self.url = f"{get_settings().base_url}/register?invite={made['code']}"
            self.rows = _rows(await admin.read(invites.list_of_installation, _SHOWN, None))

    @rx.event
    async def revoke(self, invite_id: str) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.INVITE_USERS, given=(invite_id,))
            await admin.write(invites.revoke_invite, invite_id)
            self.rows = _rows(await admin.read(invites.list_of_installation, _SHOWN, None))


def _rows(listed: tuple[list[dict[str, Any]], str | None]) -> list[InviteRow]:
    return [
        row_of(
            InviteRow,
            invite,
            inviter=invite["created_by"]["display_name"],
            expires_at=invite["expires_at"] or "",
            max_uses=invite["max_uses"] or 0,
            over=invite["over"] or "",
        )
        for invite in listed[0]
    ]
