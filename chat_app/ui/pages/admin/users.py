"""/admin/users"""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.components.admin.invites import invite_button, invite_dialog
from chat_app.ui.components.admin.listing import Column, choice_tool, search_tool, table, tools
from chat_app.ui.components.admin.people import person_dialog, role_tag
from chat_app.ui.states.admin.users import AdminUsers, UserRow
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.words import number, person_face, since

state: Any = AdminUsers


def users_page() -> rx.Component:
    return admin_frame(
        "users",
        state,
        say("admin-users"),
        tools(
            search_tool(state, say("admin-users-search")),
            choice_tool(
                state,
                "role",
                say("admin-role"),
                ("", say("admin-role-any")),
                *((role, say(f"admin-role-{role}s")) for role in ("owner", "admin", "member", "bot")),
            ),
            choice_tool(
                state,
                "state",
                say("admin-state"),
                ("", say("admin-state-any")),
                ("active", say("admin-state-active")),
                ("suspended", say("admin-state-suspended")),
            ),
        ),
        table(
            state,
            say("admin-users"),
            (
                Column(say("admin-name"), "name"),
                Column(say("admin-email"), is_wide=True),
                Column(say("admin-groups"), is_wide=True),
                Column(say("admin-joined"), "created", is_wide=True),
                Column(say("admin-last-seen"), "seen"),
            ),
            rx.foreach(state.rows, _row),
            nothing=say("admin-users-none"),
        ),
        person_dialog(),
        invite_dialog(),
        beside=invite_button(),
    )


def _row(user: rx.Var[UserRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                avatar(person_face(user.id, user.display_name, user.avatar_url), "small"),
                rx.el.span(
                    rx.el.span(user.display_name, class_name="title"),
                    rx.el.span("@", user.username, class_name="note"),
                    class_name="words",
                ),
                role_tag(user.role),
                rx.cond(user.active, rx.fragment(), tag(say("admin-state-suspended"))),
                type="button",
                class_name="row-button",
                on_click=state.open_person(user.id),
            ),
            scope="row",
        ),
        rx.el.td(user.email, class_name="wide"),
        rx.el.td(number(user.groups), class_name="number wide"),
        rx.el.td(since(user.created_at), class_name="time wide"),
        rx.el.td(since(user.last_seen_at), class_name="time"),
        key=user.id,
        data_suspended=~user.active,
    )
