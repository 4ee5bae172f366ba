"""Toasts: what happened elsewhere, in a line at the edge, gone by itself."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.face import on
from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon


def toasts() -> rx.Component:
    """Belongs once on every page. They are shown by `toast` of `toasts.js`, from any client module."""
    return rx.el.section(
        rx.el.ul(
            rx.foreach(store.toasts, _toast),
            **on(
                pointer_enter=store.hold_toasts,
                pointer_leave=store.let_toasts_go,
                focus=store.hold_toasts,
                blur=store.let_toasts_go,
            ),
        ),
        class_name="toasts",
        **on({"aria-label": say("common-notices"), "aria-live": "polite"}),
    )


def _toast(one: rx.Var[store.Toast]) -> rx.Component:
    return rx.el.li(
        rx.match(
            one.tone,
            ("error", icon("alert", 18)),
            ("done", icon("done", 18)),
            rx.fragment(),
        ),
        rx.el.p(one.text),
        rx.cond(
            one.action != "",
            rx.el.button(one.action, type="button", **on(click=store.act_on_toast(one.id))),
        ),
        rx.el.button(
            icon("close", 16),
            type="button",
            class_name="icon-button",
            **on({"aria-label": say("common-dismiss")}, click=store.dismiss_toast(one.id)),
        ),
        class_name="toast",
        data_tone=one.tone,
        key=one.id,
    )
