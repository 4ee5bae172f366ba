"""/admin"""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.states.admin.audit import Deed
from chat_app.ui.states.admin.overview import AdminOverview
from chat_app.ui.text import say
from chat_app.ui.theme.skeleton import skeleton_lines
from chat_app.ui.words import number, since

state: Any = AdminOverview


def overview_page() -> rx.Component:
    return admin_frame(
        "",
        state,
        say("admin-overview"),
        rx.cond(
            state.is_loading,
            skeleton_lines(5),
            rx.fragment(
                rx.el.ul(
                    _figure("/admin/users", state.people, say("admin-figure-people")),
                    _figure("/admin/groups", state.groups, say("admin-figure-groups")),
                    _figure("/admin/system", state.connections, say("admin-figure-connections")),
                    _figure("/admin/moderation", state.reports, say("admin-figure-reports")),
                    class_name="figures",
                ),
                rx.el.section(
                    rx.el.h2(say("admin-latest")),
                    rx.el.ul(rx.foreach(state.deeds, _deed), class_name="admin-list"),
                    rx.cond(
                        state.deeds.length() == 0, rx.el.p(say("admin-audit-none"), class_name="quiet-text")
                    ),
                    class_name="admin-section",
                ),
            ),
        ),
    )


def _figure(to: str, value: Any, words: rx.Var[str]) -> rx.Component:
    return rx.el.li(
        ReactRouterLink.create(rx.el.b(number(value)), rx.el.span(words), to=to), data_waits=value > 0
    )


def _deed(deed: rx.Var[Deed]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(
                rx.cond(deed.actor != "", rx.fragment("@", deed.actor), say("admin-audit-console")),
                " ",
                rx.el.code(deed.action),
                " ",
                deed.target,
                class_name="title",
            ),
            rx.el.span(since(deed.at), class_name="note"),
            class_name="words",
        ),
        key=deed.id,
    )
