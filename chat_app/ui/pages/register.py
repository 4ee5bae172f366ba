"""/register"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import account_field, account_form, sign_in_frame

instance = store.instance


def register_page() -> rx.Component:
    is_shut = (
        ~instance.is_empty
        & (instance.registration != "open")
        & ~((instance.registration == "invite") & instance.is_invited)
    )
    return sign_in_frame(
        rx.cond(is_shut, _shut(), _open()),
        rx.el.footer(rx.el.p("Have an account? ", rx.el.a("Sign in", href="/login"))),
    )


def _open() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            rx.cond(
                instance.is_empty,
                rx.fragment(
                    rx.el.h1("Welcome"),
                    rx.el.p("Nobody is here yet. The first account owns this place and lets the others in."),
                ),
                rx.fragment(
                    rx.el.h1("Create an account"),
                    rx.cond(
                        instance.is_invited,
                        rx.el.p("You are invited. Choose how the others will know you."),
                        rx.el.p("Choose how the others will know you."),
                    ),
                ),
            )
        ),
        account_form(
            "register",
            account_field(
                "register",
                "username",
                "Username",
                hint="How others mention and find you, such as mira.berg",
                autoComplete="username",
                autoFocus=True,
            ),
            account_field(
                "register",
                "display_name",
                "Display name",
                hint="What others see; leave it empty to use your username",
                autoComplete="name",
                autoCapitalize="words",
            ),
            account_field(
                "register", "email", "Email", type="email", inputMode="email", autoComplete="email"
            ),
            account_field(
                "register",
                "password",
                "Password",
                hint="At least 8 characters; a few words are best",
                is_password=True,
                autoComplete="new-password",
            ),
            action="Create account",
        ),
    )


def _shut() -> rx.Component:
    return rx.el.header(
        rx.cond(
            instance.registration == "invite",
            rx.fragment(
                rx.el.h1("By invitation"),
                rx.el.p("Ask somebody who is in for an invitation: its link leads here and opens this page."),
            ),
            rx.fragment(
                rx.el.h1("No new accounts"),
                rx.el.p("Accounts are made by whoever runs this place. Ask them for one."),
            ),
        )
    )
