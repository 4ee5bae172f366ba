"""A list that the server sorts, narrows and turns: its tools, its head, its foot."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import reflex as rx

from chat_app.ui.store.face import on
from chat_app.ui.text import say
from chat_app.ui.theme.button import icon_button
from chat_app.ui.theme.icon import icon
from chat_app.ui.words import number

Words = str | rx.Var[str]


class Column(NamedTuple):
    """Its words, and what the list is sorted by at a press on them; `is_wide` where there is room alone."""

    words: Words
    by: str = ""
    is_wide: bool = False


def search_tool(state: Any, label: Words) -> rx.Component:
    """Narrows as one types."""
    return rx.el.div(
        icon("search", 18),
        rx.el.input(
            type="search",
            auto_complete="off",
            placeholder=label,
            default_value=state.chosen["q"],
            key=rx.cond(state.is_loading, "before", "after"),
            on_change=state.choose("q").debounce(300),
            **on({"aria-label": label, "spellCheck": "false"}),
        ),
        class_name="box search-tool",
    )


def choice_tool(state: Any, name: str, label: Words, *choices: tuple[str, Words]) -> rx.Component:
    """One of several that the list is narrowed to; each is its value and its words."""
    return rx.el.div(
        rx.el.select(
            *(rx.el.option(words, value=value) for value, words in choices),
            value=state.chosen[name],
            on_change=state.choose(name),
            **on({"aria-label": label}),
        ),
        icon("open", 16),
        class_name="box choice-tool",
    )


def day_tool(state: Any, name: str, label: Words) -> rx.Component:
    return rx.el.label(
        rx.el.span(label),
        rx.el.input(type="date", value=state.chosen[name], on_change=state.choose(name)),
        class_name="box day-tool",
    )


def tools(*each: rx.Component) -> rx.Component:
    return rx.el.div(*each, role="search", class_name="admin-tools")


def table(
    state: Any,
    caption: Words,
    columns: Sequence[Column],
    rows: rx.Component,
    *,
    nothing: Words,
) -> rx.Component:
    """`rows` are `<tr>`s; `nothing` is said where there are none."""
    return rx.fragment(
        rx.el.div(
            rx.el.table(
                rx.el.caption(caption, class_name="only-read"),
                rx.el.thead(rx.el.tr(*(_head(state, column) for column in columns))),
                rx.el.tbody(rx.cond(state.is_loading, _bones(len(columns)), rows)),
            ),
            class_name="admin-table",
            aria_busy=state.is_loading,
        ),
        rx.cond(~state.is_loading & (state.rows.length() == 0), rx.el.p(nothing, class_name="admin-nothing")),
        pager(state),
    )


def pager(state: Any) -> rx.Component:
    """Which part of the list is shown, and the way to the others."""
    return rx.cond(
        state.last > 0,
        rx.el.nav(
            rx.el.p(
                rx.cond(
                    state.total > 0,
                    say(
                        "admin-shown",
                        first=number(state.first),
                        last=number(state.last),
                        total=number(state.total),
                    ),
                    say("admin-shown-some", first=number(state.first), last=number(state.last)),
                ),
                role="status",
            ),
            icon_button("back", say("admin-previous"), event=state.previous_page, disabled=state.first <= 1),
            icon_button("forward", say("admin-next"), event=state.next_page, disabled=~state.has_next),
            class_name="admin-pager",
            **on({"aria-label": say("admin-pages")}),
        ),
    )


def _head(state: Any, column: Column) -> rx.Component:
    words, by, is_wide = column
    class_name = "wide" if is_wide else ""
    if not by:
        return rx.el.th(words, scope="col", class_name=class_name)
    rising, falling = state.chosen["sort"] == by, state.chosen["sort"] == f"-{by}"
    return rx.el.th(
        rx.el.button(
            words,
            rx.cond(rising, icon("up", 14), rx.cond(falling, icon("down", 14))),
            type="button",
            on_click=state.sort_by(by),
        ),
        scope="col",
        class_name=class_name,
        **on({"aria-sort": rx.cond(rising, "ascending", rx.cond(falling, "descending", "none"))}),
    )


def _bones(width: int) -> rx.Component:
    return rx.fragment(
        *(
            rx.el.tr(*(rx.el.td(rx.el.b(class_name="bone-cell")) for _ in range(width)), aria_hidden="true")
            for _ in range(8)
        )
    )
