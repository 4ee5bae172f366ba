"""The way to the webhooks of a group, for its details."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.later import webhooks_of_group
from chat_app.ui.text import say
from chat_app.ui.theme.button import button


def webhooks_entry() -> rx.Component:
    """For those who may manage webhooks: the button, and behind it the dialog."""
    return rx.fragment(
        button(say("webhooks-title"), click=store.open_webhooks, drawing="webhook"), webhooks_of_group()
    )
