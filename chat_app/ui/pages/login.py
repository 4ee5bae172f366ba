"""/login"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.field import field
from chat_app.ui.components.sign_in_frame import sign_in_frame


def login_page() -> rx.Component:
    return sign_in_frame(
        "Sign in",
        field(
            "login", "Username or email", auto_complete="username", auto_capitalize="none", auto_focus=True
        ),
        field("password", "Password", type="password", auto_complete="current-password"),
        button="Sign in",
        submit=store.sign_in,
        below=rx.cond(
            store.instance.registration == "open",
            rx.el.p("New here? ", rx.el.a("Create an account", href="/register")),
            rx.cond(
                store.instance.registration == "invite",
                rx.el.p("New here? Ask somebody who is in for an invitation."),
            ),
        ),
    )
