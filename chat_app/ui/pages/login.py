"""/login"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import account_field, account_form, sign_in_frame
from chat_app.ui.text import say, say_parts


def login_page() -> rx.Component:
    return sign_in_frame(
        rx.cond(store.form.needs_code, _about_the_code(), _hello()),
        account_form(
            "signIn",
            # In the second step they stay where they are, with what was typed.
            rx.el.div(_who(), hidden=store.form.needs_code, class_name="who"),
            rx.cond(store.form.needs_code, _code()),
            action=say("sign-in-submit"),
        ),
        rx.el.footer(
            rx.cond(
                store.form.needs_code,
                rx.el.button(say("sign-in-code-back"), type="button", **store.on(click=store.forget_account)),
                rx.fragment(rx.el.p(rx.el.a(say("sign-in-forgot"), href="/reset")), _newcomers()),
            )
        ),
    )


def _newcomers() -> rx.Component:
    return rx.fragment(
        rx.cond(
            store.instance.is_empty | (store.instance.registration == "open"),
            rx.el.p(say_parts("sign-in-new-here", create=rx.el.a(say("sign-in-create"), href="/register"))),
            rx.cond(
                store.instance.registration == "invite",
                rx.el.p(say("sign-in-by-invitation")),
                rx.el.p(say("sign-in-by-owner")),
            ),
        )
    )


def _hello() -> rx.Component:
    return rx.el.header(
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
    )


def _about_the_code() -> rx.Component:
    return rx.el.header(rx.el.h1(say("sign-in-code-title")), rx.el.p(say("sign-in-code-why")), role="status")


def _who() -> rx.Component:
    return rx.fragment(
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
    )


def _code() -> rx.Component:
    return account_field(
        "signIn",
        "otp",
        say("sign-in-code"),
        hint=say("sign-in-code-hint"),
        autoComplete="one-time-code",
        autoFocus=True,
    )
