"""What is left of a page that could not be drawn. Around every page, it also brings Reflex's event loop."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary

from chat_app.ui.text import say


def error_boundary(_stateful: bool) -> rx.Component:
    """The error itself goes to the server's log."""
    return ErrorBoundary.create(fallback_render=rx.Var.create(_broken()))


def _broken() -> rx.Component:
    return rx.el.main(
        rx.el.h1(say("common-broken")),
        rx.el.p(say("common-broken-why")),
        rx.el.a(say("common-broken-again"), href="", class_name="button primary"),
        class_name="nothing",
        role="alert",
    )
