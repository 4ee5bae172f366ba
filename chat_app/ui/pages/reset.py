"""/reset"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import account_field, account_form, sign_in_frame
from chat_app.ui.text import say, say_parts
from chat_app.ui.theme.button import button


def reset_page() -> rx.Component:
    """Asks for a link, and is where the link leads: then there is a token in the fragment of its address."""
    return sign_in_frame(
        rx.fragment(
            rx.match(
                store.reset.step,
                ("ask", _ask()),
                ("sent", _sent()),
                ("choose", _choose()),
                ("done", _done()),
                ("over", _over()),
                rx.el.header(rx.el.h1(say("reset-title"))),
            )
        ),
        rx.cond(
            store.reset.step != "done",
            rx.el.footer(
                rx.el.p(say_parts("reset-to-sign-in", sign_in=rx.el.a(say("sign-in-title"), href="/login")))
            ),
        ),
    )


def _ask() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(say("reset-title")), rx.el.p(say("reset-why"))),
        account_form(
            "askReset",
            account_field(
                "askReset",
                "login",
                say("sign-in-login"),
                autoComplete="username",
                inputMode="email",
                autoFocus=True,
            ),
            action=say("reset-submit"),
        ),
    )


def _sent() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            rx.el.h1(say("reset-sent-title")),
            rx.el.p(say_parts("reset-sent", login=rx.el.b(store.reset.login))),
            rx.el.p(say("reset-sent-none")),
            role="status",
        ),
        button(say("reset-again"), click=store.ask_reset),
    )


def _choose() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(say("reset-title")), rx.el.p(say("reset-choose-why"))),
        account_form(
            "newPassword",
            account_field(
                "newPassword",
                "password",
                say("reset-password"),
                hint=say("register-password-hint"),
                is_password=True,
                autoComplete="new-password",
                autoFocus=True,
            ),
            action=say("reset-choose-submit"),
        ),
    )


def _done() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(say("reset-done-title")), rx.el.p(say("reset-done")), role="status"),
        rx.el.a(say("sign-in-title"), href="/login", class_name="button primary wide"),
    )


def _over() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(say("reset-over-title")), rx.el.p(say("reset-over")), role="status"),
        button(say("reset-over-again"), "primary", click=store.ask_reset, class_name="wide"),
    )
