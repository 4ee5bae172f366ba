"""/admin/moderation"""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.components.admin.listing import choice_tool, pager, tools
from chat_app.ui.states.admin.moderation import AdminModeration, ReportRow, Said
from chat_app.ui.text import say, say_parts
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines
from chat_app.ui.words import since

state: Any = AdminModeration


def moderation_page() -> rx.Component:
    return admin_frame(
        "moderation",
        state,
        say("admin-moderation"),
        tools(
            choice_tool(
                state,
                "state",
                say("admin-state"),
                ("open", say("admin-reports-open")),
                ("handled", say("admin-reports-handled")),
            ),
        ),
        rx.cond(
            state.is_loading,
            skeleton_lines(4),
            rx.cond(
                state.rows.length() > 0,
                rx.el.ul(rx.foreach(state.rows, _report), class_name="reports"),
                _nothing(),
            ),
        ),
        pager(state),
        _suspending(),
    )


def _nothing() -> rx.Component:
    return rx.el.div(
        icon("done", 28),
        rx.el.p(
            rx.cond(state.chosen["state"] == "open", say("admin-reports-none"), say("admin-reports-never"))
        ),
        class_name="admin-nothing",
    )


def _report(report: rx.Var[ReportRow]) -> rx.Component:
    return rx.el.li(
        rx.el.article(
            rx.el.header(
                rx.el.p(
                    say_parts(
                        "admin-report-by",
                        reporter=rx.el.b(report.reporter),
                        author=rx.el.b(report.author),
                    )
                ),
                rx.el.p(
                    rx.cond(report.is_direct, say("admin-report-direct"), report.place),
                    " · ",
                    since(report.created_at),
                    class_name="note",
                ),
            ),
            rx.el.blockquote(report.reason),
            rx.el.ol(rx.foreach(report.said, _said), class_name="context"),
            rx.cond(
                report.is_gone, rx.el.p(say("admin-report-gone", body=report.body), class_name="quiet-text")
            ),
            rx.cond(report.outcome == "", _actions(report), _outcome(report)),
        ),
        key=report.id,
    )


def _said(said: rx.Var[Said]) -> rx.Component:
    return rx.el.li(
        rx.el.b(said.author), " ", rx.el.span(said.body), data_reported=said.is_it, key=said.author + said.at
    )


def _actions(report: rx.Var[ReportRow]) -> rx.Component:
    return rx.el.footer(
        button(say("admin-report-dismiss"), event=state.decide("dismiss", report.id)),
        rx.cond(
            report.is_gone,
            rx.fragment(),
            button(say("admin-report-delete"), "danger", event=state.decide("delete_message", report.id)),
        ),
        button(say("admin-report-suspend", name=report.author), event=state.ask("suspend", report.id)),
    )


def _outcome(report: rx.Var[ReportRow]) -> rx.Component:
    return rx.el.p(
        rx.match(
            report.outcome,
            ("dismiss", tag(say("admin-outcome-dismiss"))),
            ("delete_message", tag(say("admin-outcome-delete"))),
            tag(say("admin-outcome-suspend")),
        ),
        " ",
        rx.el.span(report.handled_by, " · ", since(report.handled_at), class_name="note"),
    )


def _suspending() -> rx.Component:
    return dialog(
        say("admin-suspend-title"),
        rx.el.p(say("admin-report-suspend-text")),
        rx.el.footer(
            button(say("common-cancel"), event=state.close(False)),
            button(say("admin-suspend"), "danger", event=state.decide("suspend_author", state.asked_id)),
        ),
        is_open=state.asks == "suspend",
        open_event=state.close,
        class_name="dialog confirm",
    )
