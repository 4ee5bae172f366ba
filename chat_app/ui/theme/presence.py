"""Who is here: a dot, with the word for who does not see it."""

from typing import Any

import reflex as rx

from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon


def quiet_mark(is_undisturbed: rx.Var[bool]) -> rx.Component:
    """A small moon beside the name of who does not want to be disturbed."""
    return rx.cond(
        is_undisturbed,
        rx.el.span(
            icon("quiet", 14),
            rx.el.span(say("people-undisturbed"), class_name="only-read"),
            class_name="quiet-mark",
        ),
    )


def presence_dot(presence: rx.Var[str]) -> rx.Component:
    """Nothing where the presence is not known, as in groups."""
    return rx.cond(
        presence != "",
        rx.el.span(
            rx.el.span(presence_word(presence), class_name="only-read"),
            class_name="presence",
            data_presence=presence,
        ),
    )


def presence_word(presence: rx.Var[str]) -> rx.Component | rx.Var[Any]:
    """`online`, `away` or `offline` as people say it."""
    return rx.match(
        presence,
        ("online", say("common-online")),
        ("away", say("common-away")),
        say("common-offline"),
    )
