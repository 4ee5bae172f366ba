"""/admin/groups"""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.components.admin.listing import Column, choice_tool, search_tool, table, tools
from chat_app.ui.states.admin.groups import AdminGroups, GroupRow
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.words import group_face, number, since

state: Any = AdminGroups


def groups_page() -> rx.Component:
    return admin_frame(
        "groups",
        state,
        say("admin-groups"),
        tools(
            search_tool(state, say("admin-groups-search")),
            choice_tool(
                state,
                "visibility",
                say("admin-visibility"),
                ("", say("admin-visibility-any")),
                ("public", say("admin-visibility-public")),
                ("private", say("admin-visibility-private")),
            ),
            choice_tool(
                state,
                "state",
                say("admin-state"),
                ("", say("admin-state-either")),
                ("active", say("admin-state-current")),
                ("archived", say("admin-state-archived")),
            ),
        ),
        table(
            state,
            say("admin-groups"),
            (
                Column(say("admin-name"), "name"),
                Column(say("admin-owners"), is_wide=True),
                Column(say("admin-members"), "members", is_wide=True),
                Column(say("admin-made"), "created", is_wide=True),
                Column(say("admin-last-active"), "active"),
            ),
            rx.foreach(state.rows, _row),
            nothing=say("admin-groups-none"),
        ),
    )


def _row(group: rx.Var[GroupRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            ReactRouterLink.create(
                avatar(group_face(group.id, group.name, group.avatar_url), "small"),
                rx.el.span(
                    rx.el.span(group.name, class_name="title"),
                    rx.el.span(group.topic, class_name="note"),
                    class_name="words",
                ),
                rx.cond(group.visibility == "public", tag(say("admin-visibility-public"))),
                rx.cond(group.archived, tag(say("admin-state-archived"))),
                to=f"/admin/groups/{group.id}",
                class_name="row-button",
            ),
            scope="row",
        ),
        rx.el.td(group.owners, class_name="wide"),
        rx.el.td(number(group.member_count), class_name="number wide"),
        rx.el.td(since(group.created_at), class_name="time wide"),
        rx.el.td(since(group.active_at), class_name="time"),
        key=group.id,
    )
