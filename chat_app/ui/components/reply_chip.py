"""Above a composer: the message that one is answering."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import icon_button


def reply_chip(*, in_thread: bool) -> rx.Component:
    """Nothing as long as nothing is answered."""
    chip = store.thread_reply_chip if in_thread else store.reply_chip
    return rx.cond(
        chip.is_open,
        rx.el.div(
            rx.el.b(say("quote-answering", author=chip.author)),
            rx.cond(
                chip.excerpt != "",
                rx.el.span(chip.excerpt),
                rx.el.span(say("message-deleted"), class_name="gone"),
            ),
            icon_button("close", say("quote-drop"), click=store.drop_reply(in_thread=in_thread), size=16),
            class_name="reply-chip",
        ),
    )
