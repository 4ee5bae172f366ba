"""A person's or a group's picture, or their initials on a colour of theirs."""

import reflex as rx

from chat_app.ui import store


def avatar(
    row: rx.Var[store.ConversationRow] | rx.Var[store.MessageRow] | rx.Var[store.Me], class_name: str = ""
) -> rx.Component:
    """Decoration only: the name stands beside it."""
    return rx.el.span(
        row.initials,
        class_name=f"avatar {class_name}".strip(),
        data_tint=row.tint,
        aria_hidden="true",
    )


def presence_dot(presence: rx.Var[str]) -> rx.Component:
    """Nothing where the presence is not known, as in groups."""
    return rx.cond(
        presence != "",
        rx.el.span(
            rx.el.span(presence, class_name="only-read"), class_name="presence", data_presence=presence
        ),
    )
