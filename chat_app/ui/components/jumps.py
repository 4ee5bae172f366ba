"""What floats above the messages: the ways to what is new, to the newest, and to a day."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import icon_button
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon

DATES = "jump-to-date"

_BACK: tuple[tuple[store.Back, str], ...] = (
    ("today", "jumps-today"),
    ("yesterday", "jumps-yesterday"),
    ("week", "jumps-week"),
    ("month", "jumps-month"),
    ("beginning", "jumps-beginning"),
)


def jumps_above() -> rx.Component:
    """Over the upper edge of the timeline. By keyboard one comes to the day also where it is not seen."""
    return rx.el.div(
        rx.el.button(
            rx.cond(store.jumps.day != "", store.jumps.day, say("jumps-date")),
            icon("open", 14),
            type="button",
            class_name=rx.cond(store.jumps.day != "", "floating day-pill", "floating day-pill resting"),
            **store.on(
                {
                    "aria-haspopup": "dialog",
                    "aria-label": rx.cond(
                        store.jumps.day != "", say("jumps-date-from", day=store.jumps.day), say("jumps-date")
                    ),
                },
                click=store.open_dates,
            ),
        ),
        rx.cond(
            store.jumps.is_line_above,
            rx.el.div(
                rx.el.button(
                    icon("up", 16), store.jumps.news, type="button", **store.on(click=store.to_first_new)
                ),
                icon_button("close", say("jumps-mark-read"), click=store.put_news_away, size=16),
                class_name="floating news",
            ),
        ),
        _dates(),
        class_name="above",
    )


def jump_to_latest() -> rx.Component:
    """Over the lower edge, while the end is not in sight."""
    return rx.cond(
        store.jumps.is_away,
        rx.el.button(
            icon("down", 16),
            say("jumps-latest"),
            rx.cond(
                store.jumps.unread > 0,
                rx.el.span(
                    rx.el.span(store.jumps.unread_text, aria_hidden="true"),
                    rx.el.span(say("jumps-latest-new", count=store.jumps.unread), class_name="only-read"),
                    class_name="badge",
                ),
            ),
            type="button",
            class_name="floating newest",
            **store.on(click=store.to_newest),
        ),
    )


def _dates() -> rx.Component:
    return rx.el.div(
        rx.el.ul(
            *(
                rx.el.li(
                    rx.el.button(
                        say(words),
                        type="button",
                        class_name="menu-item",
                        **store.on(click=store.jump_back(back)),
                    )
                )
                for back, words in _BACK
            )
        ),
        plain_form(
            rx.el.label(say("jumps-day"), html_for="jump-date"),
            rx.el.div(
                rx.el.input(id="jump-date", name="date", type="date", required=True),
                rx.el.button(say("jumps-go"), type="submit", class_name="button primary"),
                class_name="fields",
            ),
            **store.on(submit=store.jump_to_date),
        ),
        id=DATES,
        class_name="dates",
        role="dialog",
        custom_attrs={"popover": "auto", "aria-label": say("jumps-date")},
    )
