"""The frame of the pages for people who are not signed in."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.icon import mark
from chat_app.ui.components.plain_form import plain_form


def sign_in_frame(
    title: str, *fields: rx.Component, button: str, submit: rx.Var[Any], below: rx.Component
) -> rx.Component:
    """A heading, a form with one button, and a line that leads elsewhere."""
    return rx.el.main(
        rx.el.div(mark(40), rx.el.span("Parley"), class_name="brand"),
        rx.el.section(
            rx.el.h1(title),
            plain_form(
                *fields,
                rx.el.p(store.form.message, role="alert", class_name="form-error"),
                rx.el.button(button, type="submit", class_name="primary", aria_disabled=store.form.is_busy),
                no_validate=True,
                **store.on({"noValidate": True}, submit=submit),
            ),
            below,
            class_name="card",
        ),
        class_name="sign-in",
    )
