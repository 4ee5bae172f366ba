"""The frame of the admin pages: where one is, where else one can go, and what went wrong."""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.states.admin.page import AdminPage
from chat_app.ui.text import say
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.toast import toasts
from chat_app.ui.theme.tooltip import tooltips
from chat_app.ui.words import refusal

PLACES: tuple[tuple[str, str, IconName], ...] = (
    ("", "admin-overview", "overview"),
    ("users", "admin-users", "members"),
    ("groups", "admin-groups", "message"),
    ("moderation", "admin-moderation", "report"),
    ("bots", "admin-bots", "code"),
    ("audit", "admin-audit", "audit"),
    ("system", "admin-system", "pulse"),
    ("settings", "admin-settings", "settings"),
)
"""The end of the address, what the place is called, and its drawing."""


def admin_frame(
    place: str,
    state: type[AdminPage],
    title: rx.Var[str] | str,
    *content: rx.Component,
    beside: rx.Component | None = None,
    is_for_reading: bool = False,
) -> rx.Component:
    """`beside` stands at the end of the title's line.

    A page `is_for_reading` where nothing can be pressed: the page itself takes the focus then, so that
    the keyboard can scroll it.
    """
    focusable: dict[str, Any] = {"tab_index": 0} if is_for_reading else {}
    return rx.el.div(
        rx.el.header(
            ReactRouterLink.create(
                icon("back"), to="/", class_name="icon-button", **store.on({"aria-label": say("admin-back")})
            ),
            rx.el.span(say("admin-title"), class_name="admin-name"),
            class_name="admin-bar",
        ),
        rx.el.nav(*(_link(place, *one) for one in PLACES), **store.on({"aria-label": say("admin-places")})),
        rx.el.main(
            rx.el.header(rx.el.h1(title), *((beside,) if beside else ()), class_name="admin-head"),
            trouble(state),
            *content,
            **focusable,
        ),
        toasts(),
        tooltips(),
        class_name="admin",
        data_appearance=store.appearance,
    )


def trouble(state: Any) -> rx.Component:
    """What the server refused, read out as it appears."""
    return rx.el.p(
        rx.cond(
            state.failure != "",
            rx.fragment(icon("alert", 18), rx.el.span(refusal(state.failure_code, state.failure))),
        ),
        role="alert",
        class_name="admin-trouble",
    )


def _link(place: str, end: str, words: str, drawing: IconName) -> rx.Component:
    return ReactRouterLink.create(
        icon(drawing, 18),
        rx.el.span(say(words)),
        to=f"/admin/{end}".rstrip("/"),
        aria_current="page" if place == end else "false",
    )
