"""What is left of a page that could not be drawn. Around every page, it also brings Reflex's event loop."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary


def error_boundary(_stateful: bool) -> rx.Component:
    """The error itself goes to the server's log."""
    return ErrorBoundary.create(fallback_render=rx.Var.create(_broken()))


def _broken() -> rx.Component:
    return rx.el.main(
        rx.el.h1("This page broke"),
        rx.el.p("Something in it could not be drawn. What you sent is safe."),
        rx.el.a("Load it again", href="", class_name="button primary"),
        class_name="nothing",
        role="alert",
    )
