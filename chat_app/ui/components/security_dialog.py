"""The dialog in which one changes how one signs in, a step at a time."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.field import field, password_field
from chat_app.ui.theme.form import plain_form


def security_dialog() -> rx.Component:
    """Belongs once on the settings page."""
    security = store.security
    return dialog(
        security.title,
        rx.fragment(
            rx.match(
                security.step,
                ("email", _email()),
                ("password", _password()),
                ("otp", _before_the_secret()),
                ("scan", _scan()),
                ("codes", _codes()),
                ("newCodes", _new_codes()),
                ("off", _off()),
                rx.fragment(),
            )
        ),
        is_open=security.is_open,
        open_change=store.security_open_change,
        open_change_complete=store.security_closed,
        class_name="dialog security-dialog",
        initialFocus=store.security_field,
    )


def _email() -> rx.Component:
    return _form(
        _why(say("security-email-why")),
        _field("email", say("security-email-new"), type="email", inputMode="email", autoComplete="email"),
        _proof(),
        action=say("security-email-submit"),
    )


def _password() -> rx.Component:
    return _form(
        _field(
            "current_password",
            say("security-password-current"),
            type="password",
            autoComplete="current-password",
        ),
        password_field(
            "password",
            say("security-password-new"),
            hint=say("register-password-hint"),
            error=store.security.fields["password"],
            attributes={"autoComplete": "new-password"},
            handlers={"input": store.mend_security},
        ),
        action=say("security-password-submit"),
    )


def _before_the_secret() -> rx.Component:
    return _form(_why(say("security-otp-why")), _proof(), action=say("security-otp-next"))


def _scan() -> rx.Component:
    return _form(
        _why(say("security-otp-scan")),
        rx.el.img(src=store.security.picture, alt=say("security-otp-picture"), class_name="qr"),
        rx.el.div(
            rx.el.div(
                rx.el.span(say("security-otp-secret"), class_name="note"),
                rx.el.code(store.security.secret),
                class_name="words",
            ),
            button(say("security-otp-secret-copy"), click=store.copy_secret, drawing="copy"),
            class_name="secret",
        ),
        _field(
            "code",
            say("security-otp-code"),
            hint=say("security-otp-code-hint"),
            inputMode="numeric",
            autoComplete="one-time-code",
            autoFocus=True,
        ),
        action=say("security-otp-submit"),
    )


def _codes() -> rx.Component:
    return rx.fragment(
        _why(say("security-codes-why")),
        rx.el.ul(
            rx.foreach(store.security.codes, lambda code: rx.el.li(rx.el.code(code), key=code)),
            class_name="recovery-codes",
        ),
        rx.el.footer(
            button(say("security-codes-copy"), click=store.copy_codes, drawing="copy"),
            button(say("security-codes-download"), click=store.download_codes, drawing="download"),
            button(say("common-done"), "primary", click=store.close_security),
        ),
    )


def _new_codes() -> rx.Component:
    return _form(
        _why(say("security-codes-new-why")), _proof(), _proof_code(), action=say("security-codes-submit")
    )


def _off() -> rx.Component:
    return _form(
        _why(say("security-off-why")),
        _proof(),
        _proof_code(),
        action=say("security-otp-turn-off"),
        is_danger=True,
    )


def _form(*content: rx.Component, action: rx.Var[str], is_danger: bool = False) -> rx.Component:
    security = store.security
    return plain_form(
        *content,
        rx.el.p(security.message, role="alert", class_name="form-error"),
        rx.el.footer(button(action, "danger" if is_danger else "primary", is_busy=security.is_busy)),
        **store.on({"noValidate": True}, submit=store.submit_security),
    )


def _why(text: rx.Var[str]) -> rx.Component:
    return rx.el.p(text, class_name="quiet-text")


def _field(name: str, label: rx.Var[str], *, hint: rx.Var[str] | str = "", **attributes: Any) -> rx.Component:
    return field(
        name,
        label,
        hint=hint,
        error=store.security.fields[name],
        attributes={"autoCapitalize": "none", "spellCheck": "false", **attributes},
        handlers={"input": store.mend_security},
    )


def _proof() -> rx.Component:
    return _field(
        "password", say("security-password-current"), type="password", autoComplete="current-password"
    )


def _proof_code() -> rx.Component:
    return _field(
        "code",
        say("security-otp-code"),
        hint=say("security-proof-code-hint"),
        autoComplete="one-time-code",
    )
