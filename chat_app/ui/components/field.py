"""A labelled text field with its error beneath it."""

from typing import Any

import reflex as rx

from chat_app.ui import store


def field(name: str, label: str, *, hint: str = "", **attributes: Any) -> rx.Component:
    """`name` is that of the API, so that the server's field errors find their field."""
    error = store.form.fields[name]
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.input(
            id=name,
            name=name,
            aria_invalid=rx.cond(error, "true", "false"),
            aria_describedby=f"{name}-note",
            **attributes,
        ),
        rx.el.p(
            rx.cond(error, error, hint),
            id=f"{name}-note",
            class_name=rx.cond(error, "note error", "note"),
        ),
        class_name="field",
    )
