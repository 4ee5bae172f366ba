"""/admin/groups and /admin/groups/{id}"""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from chat_app.models.permissions import Duty
from chat_app.services.admin import groups, settings
from chat_app.settings import get_settings
from chat_app.ui.states.admin.listing import PAGE, Listing
from chat_app.ui.states.admin.page import Admin, row_of, text


@dataclass
class GroupRow:
    """`owners` are their names. Times are RFC 3339."""

    id: str
    name: str
    topic: str
    avatar_url: str
    visibility: str
    posting: str
    archived: bool
    member_count: int
    created_at: str
    active_at: str
    last_seq: int
    owners: str


@dataclass
class MemberRow:
    id: str
    display_name: str
    username: str
    avatar_url: str
    role: str
    joined_at: str


_NONE = GroupRow(
    id="",
    name="",
    topic="",
    avatar_url="",
    visibility="private",
    posting="everyone",
    archived=False,
    member_count=0,
    created_at="",
    active_at="",
    last_seq=0,
    owners="",
)


class AdminGroups(Listing, rx.State):
    """All groups, by name and numbers. What is said in them is nobody's business here."""

    ADDRESS = "/admin/groups"
    CHOICES = {"q": "", "state": "", "visibility": "", "sort": "-active"}

    rows: list[GroupRow] = []

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        async with self._attempt():
            admin = await self._admin(Duty.SEE_GROUPS)
            narrowed = {name: self.chosen[name] for name in ("q", "state", "visibility")}
            found, following = await admin.read(
                groups.list_groups, **narrowed, sort=self.chosen["sort"], limit=PAGE, cursor=cursor
            )
            total = await admin.read(groups.count_groups, **narrowed)
            self.rows = [_row(group) for group in found]
            return len(found), total, following
        return None


class AdminGroup(Listing, rx.State):
    """One group: its settings and its members."""

    CHOICES = {"q": ""}

    group: GroupRow = _NONE
    files: int = 0
    bytes: int = 0
    members: list[MemberRow] = []
    is_default: bool = False
    is_missing: bool = False
    asks: str = ""
    done: str = ""
    typed: str = ""

    @property
    def _id(self) -> str:
        return self.router.url.path.rstrip("/").rpartition("/")[2]

    @rx.event
    def search(self, q: str) -> rx.event.EventSpec | None:
        self.chosen = {**self.chosen, "q": text(q)}
        return type(self).turn_back  # pyright: ignore[reportReturnType]

    @rx.event
    async def turn_back(self) -> None:
        self._cursors = [None]
        await self._turn(None)

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """The name and the topic."""
        given = (form.get("name"), form.get("topic"))
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_GROUPS, given=given)
            await self._change(admin, "saved", {"name": given[0], "topic": given[1]})

    @rx.event
    def ask(self, what: str) -> None:
        self.asks, self.done, self.typed = text(what), "", ""

    @rx.event
    def close(self, is_open: bool) -> None:
        if not is_open:
            self.asks, self.typed = "", ""

    @rx.event
    def set_typed(self, typed: str) -> None:
        self.typed = text(typed)

    @rx.event
    async def archive(self, is_archived: bool) -> None:
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_GROUPS)
            await self._change(
                admin, "archived" if is_archived else "returned", {"archived": bool(is_archived)}
            )

    @rx.event
    async def set_default(self, is_default: bool) -> None:
        """Whether people who register join it by themselves."""
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_SETTINGS)
            chosen = bool(is_default)
            await admin.write(settings.set_default_group, get_settings(), self._id, chosen)
            await self._look(admin)
            self.done = "default" if chosen else "not_default"

    @rx.event
    async def set_role(self, user_id: str, role: str) -> None:
        """`owner`, `admin`, `member`, or empty to remove somebody."""
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_GROUPS, given=(user_id, role))
            await admin.write(groups.set_member, self._id, user_id, role or None)
            await self._look(admin)
            await self.turn_back()  # pyright: ignore[reportCallIssue]
            self.done = "members"

    @rx.event
    async def delete(self) -> rx.event.EventSpec | None:
        """Only with its name typed out."""
        async with self._attempt():
            admin = await self._admin(Duty.CHANGE_GROUPS)
            if self.typed.strip() != self.group.name:
                return None
            await admin.write(groups.delete_group, self._id)
            self.asks, self.typed = "", ""
            return rx.redirect("/admin/groups", replace=True)
        return None

    async def _change(self, admin: Admin, done: str, changes: dict[str, Any]) -> None:
        await admin.write(groups.change_group, self._id, changes)
        await self._look(admin)
        self.asks, self.done = "", done

    async def _look(self, admin: Admin) -> None:
        found = await admin.read(groups.get_group, self._id)
        self.group = _row(found)
        self.files, self.bytes = found["files"], found["bytes"]
        self.is_default = await admin.read(settings.is_default_group, get_settings(), self._id)

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        self.is_missing = False
        async with self._attempt():
            admin = await self._admin(Duty.SEE_GROUPS)
            await self._look(admin)
            found, following = await admin.read(
                groups.list_group_members, self._id, q=self.chosen.get("q", ""), limit=PAGE, cursor=cursor
            )
            self.members = [
                row_of(
                    MemberRow,
                    member["user"] | member,
                    avatar_url=member["user"]["avatar_url"] or "",
                    id=member["user"]["id"],
                    role=member["role"],
                )
                for member in found
            ]
            return len(found), self.group.member_count, following
        self.is_missing = self.failure_code == "not_found"
        return None


def _row(group: dict[str, Any]) -> GroupRow:
    return row_of(
        GroupRow,
        group,
        avatar_url=group["avatar_url"] or "",
        owners=", ".join(owner["display_name"] for owner in group["owners"]),
    )
