"""Where messages are written."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.reply_chip import reply_chip
from chat_app.ui.text import say
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon


def composer() -> rx.Component:
    opened = store.open_conversation
    return plain_form(
        reply_chip(in_thread=False),
        rx.el.textarea(
            id="composer",
            rows="1",
            enter_key_hint="send",
            max_length=20_000,
            placeholder=rx.cond(opened.is_archived, say("composer-archived"), say("composer-placeholder")),
            disabled=opened.is_archived,
            data_conversation=store.composed_in,
            **store.on(
                {"aria-label": say("composer-label")}, key_down=store.composer_key, input=store.composer_input
            ),
        ),
        rx.el.button(
            icon("send"),
            type="submit",
            class_name="send",
            aria_label=say("composer-send"),
            title=say("composer-send"),
        ),
        class_name="composer",
        **store.on(submit=store.submit_message),
    )
