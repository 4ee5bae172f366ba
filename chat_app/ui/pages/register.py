"""/register"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.field import field
from chat_app.ui.components.sign_in_frame import sign_in_frame


def register_page() -> rx.Component:
    return sign_in_frame(
        "Create an account",
        rx.cond(
            store.instance.is_empty,
            rx.el.p("Nobody is here yet. The first account owns this installation.", class_name="notice"),
        ),
        field(
            "username",
            "Username",
            hint="2 to 32 letters, digits, dots, dashes or underscores",
            auto_complete="username",
            auto_capitalize="none",
            auto_focus=True,
        ),
        field(
            "display_name",
            "Display name",
            hint="What others see; you can leave it empty",
            auto_complete="name",
        ),
        field("email", "Email", type="email", auto_complete="email"),
        field(
            "password",
            "Password",
            hint="At least 8 characters",
            type="password",
            auto_complete="new-password",
        ),
        button="Create account",
        submit=store.register,
        below=rx.el.p("Have an account? ", rx.el.a("Sign in", href="/login")),
    )
