"""How one signs in: the address, the password, the second factor."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.security import SecurityStep
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.setting import setting_section


def security_section() -> rx.Component:
    mine = store.credentials
    return setting_section(
        "security",
        say("security-title"),
        rx.el.div(
            _setting(
                say("security-email"),
                mine.email,
                rx.cond(
                    mine.pending != "",
                    say("security-email-pending", email=mine.pending),
                    rx.cond(
                        mine.is_verified, say("security-email-verified"), say("security-email-unverified")
                    ),
                ),
                rx.cond(
                    mine.is_known & ((mine.pending != "") | ~mine.is_verified),
                    button(say("security-email-again"), click=store.verify_again),
                ),
                _opener("email", say("security-email-change"), say("security-email-change-of")),
            ),
            _setting(
                say("security-password"),
                "",
                say("security-password-hint"),
                _opener("password", say("security-password-change"), say("security-password-change-of")),
            ),
            _setting(
                say("security-otp"),
                "",
                rx.cond(mine.has_otp, say("security-otp-on"), say("security-otp-off")),
                rx.cond(
                    mine.has_otp,
                    rx.fragment(
                        _opener("newCodes", say("security-otp-codes"), say("security-otp-codes")),
                        _opener("off", say("security-otp-turn-off"), say("security-otp-turn-off-of")),
                    ),
                    _opener("otp", say("security-otp-turn-on"), say("security-otp-turn-on-of")),
                ),
            ),
            class_name="credentials",
        ),
        about=say("security-about"),
    )


def _setting(
    words: rx.Var[str], value: rx.Var[str] | str, note: rx.Var[str], *buttons: rx.Component
) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span(words),
            *((rx.el.span(value, class_name="value"),) if not isinstance(value, str) else ()),
            rx.el.p(note, class_name="note"),
            class_name="words",
        ),
        rx.el.div(*buttons, class_name="buttons"),
        class_name="setting",
    )


def _opener(step: SecurityStep, words: rx.Var[str], name: rx.Var[str]) -> rx.Component:
    """A button whose name says more than there is room for."""
    attributes: dict[str, Any] = {"aria-label": name, "aria-haspopup": "dialog"}
    return rx.el.button(
        words,
        type="button",
        class_name="button quiet",
        **store.on(attributes, click=store.open_security(step)),
    )
