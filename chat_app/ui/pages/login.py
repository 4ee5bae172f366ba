"""/login"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import account_field, account_form, sign_in_frame
from chat_app.ui.text import say, say_parts


def login_page() -> rx.Component:
    return sign_in_frame(
        rx.el.header(
            rx.el.h1(say("sign-in-title")),
            rx.cond(
                store.instance.is_empty,
                rx.el.p(
                    say_parts(
                        "sign-in-nobody-here",
                        create=rx.el.a(say("sign-in-create-first"), href="/register"),
                    ),
                ),
                rx.el.p(say("sign-in-hello")),
            ),
        ),
        account_form(
            "signIn",
            account_field(
                "signIn",
                "login",
                say("sign-in-login"),
                autoComplete="username",
                inputMode="email",
                autoFocus=True,
            ),
            account_field(
                "signIn",
                "password",
                say("sign-in-password"),
                is_password=True,
                autoComplete="current-password",
            ),
            action=say("sign-in-submit"),
        ),
        rx.el.footer(
            rx.cond(
                store.instance.is_empty | (store.instance.registration == "open"),
                rx.el.p(
                    say_parts("sign-in-new-here", create=rx.el.a(say("sign-in-create"), href="/register"))
                ),
                rx.cond(
                    store.instance.registration == "invite",
                    rx.el.p(say("sign-in-by-invitation")),
                    rx.el.p(say("sign-in-by-owner")),
                ),
            )
        ),
    )
