"""Who is here: a dot, with the word for who does not see it."""

import reflex as rx


def presence_dot(presence: rx.Var[str]) -> rx.Component:
    """Nothing where the presence is not known, as in groups."""
    return rx.cond(
        presence != "",
        rx.el.span(
            rx.el.span(presence, class_name="only-read"), class_name="presence", data_presence=presence
        ),
    )
