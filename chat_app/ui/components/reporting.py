"""The dialog in which one reports a message."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.form import plain_form

LONGEST = 500


@rx.memo
def report_dialog() -> rx.Component:
    about = store.reporting
    return dialog(
        say("report-title"),
        plain_form(
            rx.el.p(say("report-text", author=about.author)),
            rx.el.div(
                rx.el.label(say("report-reason"), html_for="report-reason"),
                rx.el.div(
                    rx.el.textarea(id="report-reason", rows=3, max_length=LONGEST, required=True),
                    class_name="box",
                ),
                class_name="field",
            ),
            rx.el.p(about.failure, role="alert", class_name="form-error"),
            rx.el.footer(button(say("report-send"), "primary", is_busy=about.is_sending)),
            **store.on(submit=store.send_report),
        ),
        is_open=about.id != "",
        open_change=store.report_open_change,
    )
