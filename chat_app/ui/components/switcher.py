"""The quick switcher."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import unread_badge
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.presence import presence_dot

asked = store.switcher


def quick_switcher() -> rx.Component:
    return dialog(
        say("switcher-title"),
        rx.el.div(
            rx.el.div(
                icon("search", 18),
                rx.el.input(
                    id="switcher-field",
                    type="text",
                    role="combobox",
                    auto_complete="off",
                    value=asked.text,
                    placeholder=say("switcher-field"),
                    **store.on(
                        {
                            "aria-label": say("switcher-field"),
                            "aria-expanded": "true",
                            "aria-controls": "switcher-found",
                            "aria-autocomplete": "list",
                            "aria-activedescendant": rx.cond(
                                asked.active != "", f"switch-{asked.active}", rx.Var("undefined")
                            ),
                            "spellCheck": "false",
                            "autoCapitalize": "none",
                            "enterKeyHint": "go",
                        },
                        change=store.switcher_typed,
                        key_down=store.switcher_key,
                    ),
                ),
                class_name="box",
            ),
            class_name="field",
        ),
        rx.el.div(
            rx.el.ul(
                rx.foreach(asked.rows, _row),
                id="switcher-found",
                role="listbox",
                aria_label=say("switcher-found"),
            ),
            rx.cond(
                asked.rows.length() == 0,
                rx.el.div(rx.el.p(say("switcher-nothing")), class_name="aside-state", role="status"),
            ),
            class_name="people",
        ),
        is_open=asked.is_open,
        open_change=store.switcher_open_change,
        class_name="dialog switcher",
        initialFocus=store.switcher_field,
    )


def _row(row: rx.Var[store.SwitcherRow]) -> rx.Component:
    return rx.el.li(
        rx.cond(
            row.kind == "action",
            rx.el.span(icon("search", 18), class_name="action"),
            rx.el.span(avatar(row), presence_dot(row.presence), class_name="portrait"),
        ),
        rx.el.span(row.title, class_name="name"),
        rx.cond(row.hint != "", rx.el.span(row.hint, class_name="username")),
        unread_badge(row.unread, row.unread_text, is_mention=row.mentioned),
        id=f"switch-{row.id}",
        role="option",
        data_active=row.id == asked.active,
        key=row.id,
        **store.on(
            {"aria-selected": rx.cond(row.id == asked.active, "true", "false")}, click=store.go_to_row(row.id)
        ),
    )
