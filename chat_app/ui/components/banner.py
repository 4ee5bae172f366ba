"""What is to be known about the connection: nothing to see while it holds."""

import reflex as rx

from chat_app.ui import store


def connection_banner() -> rx.Component:
    return rx.el.div(
        store.connection.text,
        role="status",
        class_name="connection",
        data_connection=store.connection.state,
    )
