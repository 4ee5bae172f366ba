"""/admin/settings"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services.admin import settings
from chat_app.settings import get_settings
from chat_app.ui.states.admin.page import AdminPage

_MEBIBYTE = 1024 * 1024
_IN_THE_FORM = frozenset(
    {"name", "message_of_sign_in", "accent", "registration", "max_upload_bytes", "user_quota_bytes"}
)
_IN_MEBIBYTES = ("max_upload_bytes", "user_quota_bytes")


@dataclass
class Rule:
    """What is set, as a form shows it. A fixed one stands in the environment of the server."""

    value: str
    is_fixed: bool


class AdminSettings(AdminPage, rx.State):
    """What an admin may set; it takes effect at once."""

    rules: dict[str, Rule] = {}
    done: bool = False
    is_loading: bool = True

    @rx.event
    async def load(self) -> None:
        self.done = False
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_SETTINGS)
            self._look(await admin.read(settings.get_settings, get_settings()))
        self.is_loading = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        self.done = False
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_SETTINGS, given=tuple(form.values()))
            changes = {
                name: _bytes_of(value) if name in _IN_MEBIBYTES else value
                for name, value in form.items()
                if name in _IN_THE_FORM  # what is fixed a browser does not send
            }
            self._look(await admin.write(settings.change_settings, get_settings(), changes))
            self.done = True

    def _look(self, told: dict[str, Any]) -> None:
        self.rules = {
            name: Rule(_shown(name, rule["value"]), rule["fixed"])
            for name, rule in told.items()
            if isinstance(rule["value"], str | int)
        }


def _shown(name: str, value: str | int) -> str:
    return f"{int(value) / _MEBIBYTE:g}" if name in _IN_MEBIBYTES else str(value)


def _bytes_of(mebibytes: str) -> int | str:
    """What is no number is left for the service to refuse."""
    try:
        return int(float(mebibytes.strip().replace(",", ".") or 0) * _MEBIBYTE)
    except (ValueError, OverflowError):
        return mebibytes
