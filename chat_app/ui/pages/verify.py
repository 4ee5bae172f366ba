"""/verify"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.sign_in_frame import sign_in_frame
from chat_app.ui.text import say
from chat_app.ui.theme.button import button


def verify_page() -> rx.Component:
    """Where the link leads that proves that an address is one's own; signed in or not."""
    return sign_in_frame(
        rx.fragment(
            rx.match(
                store.verified.step,
                ("done", _done()),
                ("over", _over()),
                ("failed", _failed()),
                _said(say("verify-title"), say("verify-working")),
            )
        )
    )


def _done() -> rx.Component:
    return rx.fragment(
        _said(say("verify-done-title"), say("verify-done")),
        rx.el.a(say("verify-open"), href="/", class_name="button primary wide"),
    )


def _over() -> rx.Component:
    return rx.fragment(
        _said(say("verify-over-title"), say("verify-over")),
        rx.el.a(say("verify-settings"), href="/settings#security", class_name="button primary wide"),
    )


def _failed() -> rx.Component:
    return rx.fragment(
        _said(say("verify-failed-title"), store.verified.message),
        button(
            say("common-try-again"),
            "primary",
            click=store.verify,
            is_busy=store.verified.is_busy,
            class_name="wide",
        ),
    )


def _said(title: rx.Var[str], text: rx.Var[str]) -> rx.Component:
    return rx.el.header(rx.el.h1(title), rx.el.p(text), role="status")
