"""A secret that is shown this once."""

from typing import Any

import reflex as rx

from chat_app.ui.store.face import does
from chat_app.ui.text import say
from chat_app.ui.theme.button import button


def shown_once(secret: Any, words: rx.Var[str]) -> rx.Component:
    """With a button that copies it; `words` say what it is, and that it is not shown again."""
    return rx.el.div(
        rx.el.p(words, class_name="quiet-text"),
        rx.el.code(secret),
        button(say("admin-copy"), click=does("copyText", "words", secret), drawing="copy"),
        role="status",
        class_name="shown-once",
    )
