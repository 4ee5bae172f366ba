"""The question before a group is deleted. Loaded when somebody wants to."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.field import field
from chat_app.ui.theme.form import plain_form

asked = store.deletion


@rx.memo
def deletion_dialog() -> rx.Component:
    return dialog(
        say("groups-delete-one", name=asked.name),
        plain_form(
            rx.el.p(say("groups-delete-why")),
            field(
                "confirmation",
                say("groups-delete-type"),
                error=asked.error,
                hint=asked.name,
                attributes={"autoComplete": "off", "autoFocus": True, "spellCheck": "false"},
                handlers={"input": store.typed_name},
            ),
            rx.el.footer(button(say("groups-delete"), "danger", is_busy=asked.is_busy)),
            class_name="deletion",
            **store.on({"noValidate": True}, submit=store.delete_group),
        ),
        is_open=asked.is_open,
        open_change=store.deletion_open_change,
    )
