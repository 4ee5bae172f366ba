"""The frame of the pages for people who are not signed in: what it is like inside, and the way in."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.account import Kind
from chat_app.ui.text import LANGUAGES, say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.field import field, password_field
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.mark import mark
from chat_app.ui.theme.toast import toasts
from chat_app.ui.theme.tooltip import tooltips


def sign_in_frame(*content: rx.Component) -> rx.Component:
    """`content` stands under the name of the product."""
    return rx.el.div(
        _stage(),
        rx.el.main(
            rx.el.div(
                rx.el.div(mark(32), rx.el.span(store.brand), class_name="brand"),
                _trouble(),
                rx.cond(
                    store.instance.message != "", rx.el.p(store.instance.message, class_name="house-words")
                ),
                *content,
                class_name="entry",
            ),
            _languages(),
        ),
        toasts(),
        tooltips(),
        class_name="sign-in",
        data_appearance=store.appearance,
    )


def account_form(kind: Kind, *fields: rx.Component, action: rx.Var[str]) -> rx.Component:
    """Its fields, what is wrong with the whole, and one button."""
    return plain_form(
        *fields,
        rx.el.p(store.form.message, role="alert", class_name="form-error"),
        button(action, "primary", is_busy=store.form.is_busy, class_name="wide"),
        **store.on({"noValidate": True}, submit=store.submit_account(kind)),
    )


def account_field(
    kind: Kind,
    name: str,
    label: rx.Var[str],
    *,
    hint: rx.Var[str] | str = "",
    is_password: bool = False,
    **attributes: Any,
) -> rx.Component:
    """A field that is checked as it is left; `attributes` are React's."""
    make = password_field if is_password else field
    check = store.check_field(kind)
    return make(
        name,
        label,
        error=store.form.fields[name],
        hint=hint,
        attributes={"autoCapitalize": "none", "spellCheck": "false", **attributes},
        handlers={"blur": check, "input": check},
    )


def _trouble() -> rx.Component:
    """Why nobody can get in just now, whatever they type."""
    instance = store.instance
    return rx.cond(
        instance.is_unreachable,
        rx.el.div(
            rx.el.p(say("sign-in-unreachable")),
            button(say("common-try-now"), click=store.ask_instance, drawing="retry"),
            role="alert",
            class_name="notice",
        ),
        rx.cond(
            instance.trouble != "",
            rx.el.div(rx.el.p(instance.trouble), role="alert", class_name="notice"),
        ),
    )


def _languages() -> rx.Component:
    """Each under its own name, for whoever does not read the other."""
    return rx.el.div(
        *(
            rx.el.button(
                say(f"account-language-{code}"),
                type="button",
                lang=code,
                **store.on(
                    {"aria-pressed": rx.cond(store.language == code, "true", "false")},
                    click=store.choose_this_language(code),
                ),
            )
            for code in LANGUAGES
        ),
        role="group",
        aria_label=say("account-language"),
        class_name="languages",
    )


def _stage() -> rx.Component:
    """A few words, and a glimpse of what it is like inside. Only where there is room for both."""
    return rx.el.aside(
        rx.el.div(
            _bubble("Mira", "M", 6, say("sign-in-glimpse-1")),
            _bubble("", "", 0, say("sign-in-glimpse-2")),
            _bubble("Jonas", "J", 2, say("sign-in-glimpse-3")),
            class_name="glimpse",
            aria_hidden="true",
        ),
        rx.el.p(say("sign-in-claim"), class_name="claim"),
        rx.el.p(say("sign-in-promise"), class_name="promise"),
        class_name="stage",
    )


def _bubble(author: str, initials: str, tint: int, words: rx.Var[str]) -> rx.Component:
    if not author:
        return rx.el.div(rx.el.span(words, class_name="said"), class_name="bubble own")
    return rx.el.div(
        rx.el.span(initials, class_name="avatar", data_tint=tint),
        rx.el.span(rx.el.b(author), words, class_name="said"),
        class_name="bubble",
    )
