"""/login"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import account_field, account_form, sign_in_frame


def login_page() -> rx.Component:
    return sign_in_frame(
        rx.el.header(
            rx.el.h1("Sign in"),
            rx.cond(
                store.instance.is_empty,
                rx.el.p(
                    "Nobody is here yet. ",
                    rx.el.a("Create the first account", href="/register"),
                    ", and this place is yours.",
                ),
                rx.el.p("Good to see you."),
            ),
        ),
        account_form(
            "signIn",
            account_field(
                "signIn",
                "login",
                "Username or email",
                autoComplete="username",
                inputMode="email",
                autoFocus=True,
            ),
            account_field(
                "signIn", "password", "Password", is_password=True, autoComplete="current-password"
            ),
            action="Sign in",
        ),
        rx.el.footer(
            rx.cond(
                store.instance.is_empty | (store.instance.registration == "open"),
                rx.el.p("New here? ", rx.el.a("Create an account", href="/register")),
                rx.cond(
                    store.instance.registration == "invite",
                    rx.el.p("New here? Ask somebody who is in for an invitation."),
                    rx.el.p("Accounts are made by whoever runs this place."),
                ),
            )
        ),
    )
