"""A list that the server sorts, narrows and turns page by page; the address has what was chosen."""

from collections.abc import Mapping
from typing import ClassVar
from urllib.parse import urlencode

import reflex as rx

from chat_app.ui.states.admin.page import AdminPage, text

PAGE = 50


class Listing(AdminPage, mixin=True):
    """A state with such a list says where its page is, what can be chosen, and shows a page by `_show`."""

    ADDRESS: ClassVar[str]
    CHOICES: ClassVar[Mapping[str, str]]
    """By name what can be chosen, and what it is where the address does not say."""

    chosen: dict[str, str] = {}
    total: int = 0
    first: int = 0
    last: int = 0
    has_next: bool = False
    is_loading: bool = True
    _cursors: list[str | None] = [None]

    @rx.event
    async def load(self) -> None:
        """The first page of what the address says."""
        asked = self.router.url.query_parameters
        self.chosen = {name: str(asked.get(name, usual))[:200] for name, usual in self.CHOICES.items()}
        self._cursors = [None]
        await self._turn(None)

    @rx.event
    def choose(self, name: str, value: str) -> rx.event.EventSpec | None:
        """Go to the address of the list narrowed or sorted so."""
        name, value = text(name), text(value)
        if name not in self.CHOICES or self.chosen.get(name) == value:
            return None
        wanted = {**self.chosen, name: value}
        said = {each: words for each, words in wanted.items() if words != self.CHOICES[each]}
        return rx.redirect(self.ADDRESS + (f"?{urlencode(said)}" if said else ""), replace=True)

    @rx.event
    def sort_by(self, column: str) -> rx.event.EventSpec | None:
        """By this column; by the same again, the other way round."""
        column, now = text(column), self.chosen.get("sort", "")
        return self.choose("sort", f"-{column}" if now == column else column)

    @rx.event
    async def next_page(self) -> None:
        if self.has_next and self._next is not None:
            self._cursors.append(self._next)
            await self._turn(self._next)

    @rx.event
    async def previous_page(self) -> None:
        if len(self._cursors) > 1:
            self._cursors.pop()
            await self._turn(self._cursors[-1])

    _next: str | None = None

    async def _turn(self, cursor: str | None) -> None:
        shown = await self._show(cursor)
        if shown is not None:
            count, self.total, self._next = shown
            self.first = PAGE * (len(self._cursors) - 1) + 1 if count else 0
            self.last = self.first + count - 1 if count else 0
            self.has_next = self._next is not None
        self.is_loading = False

    async def _show(self, cursor: str | None) -> tuple[int, int, str | None] | None:
        """Shows the page; how many it has, how many there are in all, and the cursor of the next one."""
        raise NotImplementedError
