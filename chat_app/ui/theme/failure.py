"""A list that could not be loaded: why, and the way out."""

from typing import Any

import reflex as rx

from chat_app.ui.text import say
from chat_app.ui.theme.button import button


def failure(why: rx.Var[str], again: rx.Var[Any]) -> rx.Component:
    """Nothing as long as `why` is empty; `again` is called to try once more."""
    return rx.cond(
        why != "",
        rx.el.div(
            rx.el.p(why, role="alert"),
            button(say("common-try-again"), click=again, drawing="retry"),
            class_name="aside-state",
        ),
    )
