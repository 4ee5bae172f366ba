"""/register"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import account_field, account_form, sign_in_frame
from chat_app.ui.text import say, say_parts
from chat_app.ui.theme.button import button

instance = store.instance
invited = store.invitation


def register_page() -> rx.Component:
    is_shut = (
        ~instance.is_empty
        & (instance.registration != "open")
        & ~((instance.registration == "invite") & instance.is_invited)
    )
    return sign_in_frame(
        rx.cond(
            invited.is_there & (invited.is_over | invited.is_here),
            rx.cond(invited.is_over, _over(), _join()),
            rx.cond(is_shut, _shut(), _open()),
        ),
        rx.cond(
            ~invited.is_here,
            rx.el.footer(
                rx.el.p(
                    say_parts(
                        "sign-in-have-account",
                        sign_in=rx.el.a(say("sign-in-title"), href=store.sign_in_address),
                    )
                )
            ),
        ),
    )


def _open() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            rx.cond(
                instance.is_empty,
                rx.fragment(
                    rx.el.h1(say("register-welcome")),
                    rx.el.p(say("register-nobody-here")),
                ),
                rx.fragment(
                    rx.el.h1(say("register-title")),
                    rx.cond(
                        instance.is_invited,
                        rx.fragment(_destination(), rx.el.p(say("register-invited"))),
                        rx.el.p(say("register-how-known")),
                    ),
                ),
            )
        ),
        account_form(
            "register",
            account_field(
                "register",
                "username",
                say("register-username"),
                hint=say("register-username-hint"),
                autoComplete="username",
                autoFocus=True,
            ),
            account_field(
                "register",
                "display_name",
                say("register-display-name"),
                hint=say("register-display-name-hint"),
                autoComplete="name",
                autoCapitalize="words",
            ),
            account_field(
                "register",
                "email",
                say("register-email"),
                type="email",
                inputMode="email",
                autoComplete="email",
            ),
            account_field(
                "register",
                "password",
                say("sign-in-password"),
                hint=say("register-password-hint"),
                is_password=True,
                autoComplete="new-password",
            ),
            action=say("register-submit"),
        ),
    )


def _shut() -> rx.Component:
    return rx.el.header(
        rx.cond(
            instance.registration == "invite",
            rx.fragment(
                rx.el.h1(say("register-shut-invite")),
                rx.el.p(say("register-shut-invite-why")),
            ),
            rx.fragment(
                rx.el.h1(say("register-shut")),
                rx.el.p(say("register-shut-why")),
            ),
        )
    )


def _destination() -> rx.Component:
    """Who invites, and where to."""
    return rx.cond(
        invited.group != "",
        rx.el.div(
            rx.el.b(invited.group),
            rx.cond(invited.topic != "", rx.el.p(invited.topic)),
            rx.el.p(say("invites-invited", name=invited.inviter), " · ", invited.members),
            class_name="destination",
        ),
    )


def _join() -> rx.Component:
    """For who has an account: into the group by one press."""
    return rx.cond(
        invited.group != "",
        rx.fragment(
            rx.el.header(
                rx.el.h1(say("invites-join", name=invited.group)),
                _destination(),
                rx.el.p(say("invites-joining-as", name=invited.me)),
            ),
            rx.el.p(invited.message, role="alert", class_name="form-error"),
            button(
                say("groups-join"),
                "primary",
                click=store.accept_invitation,
                is_busy=invited.is_busy,
                class_name="wide",
            ),
        ),
        rx.fragment(
            rx.el.header(rx.el.h1(say("invites-here")), rx.el.p(say("invites-here-why"))),
            rx.el.a(say("invites-go"), href="/", class_name="button primary wide"),
        ),
    )


def _over() -> rx.Component:
    return rx.fragment(
        rx.el.header(rx.el.h1(say("invites-over")), rx.el.p(say("invites-over-why"))),
        rx.cond(invited.is_here, rx.el.a(say("invites-go"), href="/", class_name="button primary wide")),
    )
