"""A count of what waits, and a word beside a name."""

import reflex as rx
from reflex.vars import NumberVar

from chat_app.ui.text import say


def unread_badge(count: NumberVar[int], words: rx.Var[str], *, is_mention: rx.Var[bool]) -> rx.Component:
    """How much is unread, as `words` shows it; amber where one of it is addressed to oneself."""
    return rx.cond(
        count > 0,
        rx.el.span(
            words,
            rx.el.span(" ", say("sidebar-unread"), class_name="only-read"),
            class_name="badge",
            data_unread=count,
            data_mentioned=is_mention,
        ),
    )


def tag(words: str | rx.Var[str]) -> rx.Component:
    """A quiet word beside a name, such as a role."""
    return rx.el.span(words, class_name="tag")
