"""/admin/bots"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services import bot_tokens, bots
from chat_app.ui.states.admin.listing import PAGE, Listing
from chat_app.ui.states.admin.page import Admin, row_of, text


@dataclass
class BotRow:
    id: str
    username: str
    display_name: str
    avatar_url: str
    active: bool
    created_at: str


@dataclass
class TokenRow:
    """`last_used_at` is empty for one that was never used."""

    id: str
    name: str
    created_at: str
    last_used_at: str


_NONE = BotRow(id="", username="", display_name="", avatar_url="", active=True, created_at="")


class AdminBots(Listing, rx.State):
    """Programs with an account, and the tokens that they act by."""

    ADDRESS = "/admin/bots"
    CHOICES = {}

    rows: list[BotRow] = []
    bot: BotRow = _NONE
    tokens: list[TokenRow] = []
    is_open: bool = False
    is_making: bool = False
    token: str = ""
    """One that was just made: it is not shown again."""

    @rx.event
    def begin(self) -> None:
        self.is_making, self.faults = True, {}

    @rx.event
    def close(self, is_open: bool) -> None:
        if not is_open:
            self.is_open, self.is_making, self.token = False, False, ""

    @rx.event
    async def create(self, form: dict[str, Any]) -> None:
        given = (form.get("username"), form.get("display_name"))
        async with self._attempt():
            admin = await self._admin(Duty.MANAGE_BOTS, given=given)
            made = await admin.write(bots.create_bot, username=text(given[0]), display_name=text(given[1]))
            self.is_making = False
            await self._look(admin, made["id"])
            await self._turn(None)

    @rx.event
    async def open_bot(self, bot_id: str) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.MANAGE_BOTS, given=(bot_id,))
            await self._look(admin, bot_id)

    @rx.event
    async def switch(self, is_active: bool) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.MANAGE_BOTS)
            await admin.write(bots.edit_bot, self.bot.id, {"active": bool(is_active)})
            await self._look(admin, self.bot.id)
            await self._turn(self._cursors[-1])

    @rx.event
    async def make_token(self, form: dict[str, Any]) -> None:
        name = form.get("name")
        async with self._attempt():
            admin = await self._admin(Duty.MANAGE_BOTS, given=(name,))
            made = await admin.write(bot_tokens.create_token, self.bot.id, text(name))
            await self._look(admin, self.bot.id)
            self.token = made["token"]

    @rx.event
    async def end_token(self, token_id: str) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.MANAGE_BOTS, given=(token_id,))
            await admin.write(bot_tokens.end_token, self.bot.id, token_id)
            await self._look(admin, self.bot.id)

    async def _look(self, admin: Admin, bot_id: str) -> None:
        self.bot = _row(await admin.read(bots.get_bot, bot_id))
        self.tokens = [
            row_of(TokenRow, token, last_used_at=token["last_used_at"] or "")
            for token in await admin.read(bot_tokens.list_tokens, bot_id)
        ]
        self.token, self.is_open = "", True

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        async with self._attempt():
            admin = await self._admin(Duty.MANAGE_BOTS)
            found, following = await admin.read(bots.list_bots, PAGE, cursor)
            self.rows = [_row(bot) for bot in found]
            return len(found), 0, following
        return None


def _row(bot: dict[str, Any]) -> BotRow:
    return row_of(BotRow, bot, avatar_url=bot["avatar_url"] or "")
