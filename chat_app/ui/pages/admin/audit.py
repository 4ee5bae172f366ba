"""/admin/audit"""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.components.admin.listing import Column, day_tool, search_tool, table, tools
from chat_app.ui.states.admin.audit import AdminAudit, Deed
from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon
from chat_app.ui.words import full

EXPORT = "/api/v1/admin/audit/export"

state: Any = AdminAudit


def audit_page() -> rx.Component:
    return admin_frame(
        "audit",
        state,
        say("admin-audit"),
        tools(
            search_tool(state, say("admin-audit-search")),
            day_tool(state, "after", say("admin-audit-after")),
            day_tool(state, "before", say("admin-audit-before")),
        ),
        table(
            state,
            say("admin-audit"),
            (
                Column(say("admin-audit-when")),
                Column(say("admin-audit-who")),
                Column(say("admin-audit-what")),
                Column(say("admin-audit-whom")),
                Column(say("admin-audit-where")),
            ),
            rx.foreach(state.rows, _deed),
            nothing=say("admin-audit-none"),
        ),
        beside=rx.el.a(
            icon("download", 18),
            say("admin-audit-export"),
            href=EXPORT,
            download="",
            class_name="button quiet",
        ),
    )


def _deed(deed: rx.Var[Deed]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(full(deed.at)),
        rx.el.td(rx.cond(deed.actor != "", rx.fragment("@", deed.actor), say("admin-audit-console"))),
        rx.el.td(rx.el.code(deed.action)),
        rx.el.td(deed.target, rx.cond(deed.data != "", rx.el.p(deed.data, class_name="note data"))),
        rx.el.td(deed.ip),
        key=deed.id,
    )
