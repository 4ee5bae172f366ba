"""The star in the head of a conversation."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.tooltip import tooltip


def favourite_button(conversation_id: rx.Var[str], is_favourite: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        icon("favourite"),
        type="button",
        class_name="icon-button favourite",
        **tooltip(rx.cond(is_favourite, say("preferences-unfavour"), say("preferences-favour"))),
        **store.on(
            {
                "aria-label": say("preferences-favour"),
                "aria-pressed": rx.cond(is_favourite, "true", "false"),
            },
            click=store.toggle_favourite(conversation_id),
        ),
    )
