"""/admin/groups/{id}"""

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.components.admin.listing import pager
from chat_app.ui.states.admin.groups import AdminGroup, MemberRow
from chat_app.ui.store.face import on
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.words import full, group_face, number, person_face, since, size

state: Any = AdminGroup
group = state.group


def group_page() -> rx.Component:
    return admin_frame(
        "groups",
        state,
        rx.cond(group.name != "", group.name, say("admin-groups")),
        rx.cond(state.is_missing, _missing(), rx.cond(group.id != "", _group())),
        _deleting(),
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.p(say("admin-group-missing")),
        ReactRouterLink.create(say("admin-group-all"), to="/admin/groups", class_name="button quiet"),
        class_name="admin-nothing",
    )


def _group() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            avatar(group_face(group.id, group.name, group.avatar_url), "large"),
            rx.el.dl(
                rx.el.dt(say("admin-visibility")),
                rx.el.dd(
                    rx.cond(
                        group.visibility == "public",
                        say("admin-visibility-public"),
                        say("admin-visibility-private"),
                    ),
                    " ",
                    rx.cond(group.archived, tag(say("admin-state-archived"))),
                ),
                rx.el.dt(say("admin-made")),
                rx.el.dd(full(group.created_at)),
                rx.el.dt(say("admin-messages")),
                rx.el.dd(number(group.last_seq)),
                rx.el.dt(say("admin-files")),
                rx.el.dd(number(state.files), " · ", size(state.bytes)),
            ),
            class_name="group-card",
        ),
        rx.el.form(
            _text("name", say("admin-name"), group.name, 80),
            _text("topic", say("admin-topic"), group.topic, 250),
            rx.el.footer(
                rx.el.p(
                    rx.match(
                        state.done,
                        ("saved", say("settings-saved")),
                        ("archived", say("admin-done-archived")),
                        ("returned", say("admin-done-returned")),
                        ("members", say("admin-done-members")),
                        ("default", say("admin-done-default")),
                        ("not_default", say("admin-done-not-default")),
                        "",
                    ),
                    role="status",
                    class_name="admin-done",
                ),
                button(say("common-save"), "primary"),
            ),
            key=group.name + group.topic,
            on_submit=state.save,
            class_name="admin-form",
        ),
        rx.el.section(
            rx.el.h2(say("admin-members"), " ", rx.el.span(number(group.member_count), class_name="note")),
            rx.el.div(
                icon("search", 18),
                rx.el.input(
                    type="search",
                    placeholder=say("admin-members-search"),
                    on_change=state.search.debounce(300),
                    **on({"aria-label": say("admin-members-search")}),
                ),
                class_name="box search-tool",
            ),
            rx.el.ul(rx.foreach(state.members, _member), class_name="admin-list"),
            pager(state),
            class_name="admin-section",
        ),
        rx.cond(
            (group.visibility == "public") & ~group.archived,
            rx.el.section(
                rx.el.h2(say("admin-group-newcomers")),
                _setting(
                    rx.cond(state.is_default, say("admin-default-text"), say("admin-not-default-text")),
                    rx.cond(
                        state.is_default,
                        button(say("admin-default-end"), event=state.set_default(False)),
                        button(say("admin-default-begin"), event=state.set_default(True)),
                    ),
                ),
                class_name="admin-section",
            ),
        ),
        rx.el.section(
            rx.el.h2(say("admin-group-end")),
            _setting(
                rx.cond(group.archived, say("admin-return-text"), say("admin-archive-text")),
                rx.cond(
                    group.archived,
                    button(say("admin-return"), event=state.archive(False)),
                    button(say("admin-archive"), event=state.archive(True)),
                ),
            ),
            _setting(
                say("admin-export-text"),
                *(
                    rx.el.a(
                        say(words),
                        href=f"/api/v1/admin/groups/{group.id}/export?format={file_format}",
                        download="",
                        class_name="button quiet",
                    )
                    for file_format, words in (("html", "admin-export-page"), ("jsonl", "admin-export-data"))
                ),
            ),
            _setting(
                say("admin-delete-text"), button(say("admin-delete"), "danger", event=state.ask("delete"))
            ),
            class_name="admin-section",
        ),
    )


def _setting(words: Any, *buttons: rx.Component) -> rx.Component:
    return rx.el.div(rx.el.p(words, class_name="quiet-text"), *buttons, class_name="setting")


def _text(name: str, label: rx.Var[str], value: rx.Var[str], longest: int) -> rx.Component:
    fault = state.faults[name]
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.div(
            rx.el.input(id=name, name=name, default_value=value, max_length=longest, auto_complete="off"),
            class_name="box",
        ),
        rx.el.p(fault, class_name="note error"),
        class_name="field",
    )


def _member(member: rx.Var[MemberRow]) -> rx.Component:
    return rx.el.li(
        avatar(person_face(member.id, member.display_name, member.avatar_url), "small"),
        rx.el.span(
            rx.el.span(member.display_name, class_name="title"),
            rx.el.span("@", member.username, " · ", since(member.joined_at), class_name="note"),
            class_name="words",
        ),
        rx.el.label(
            rx.el.span(say("admin-role-of", name=member.display_name), class_name="only-read"),
            rx.el.select(
                *(
                    rx.el.option(say(f"admin-role-{role}"), value=role)
                    for role in ("member", "admin", "owner")
                ),
                rx.el.option(say("admin-remove"), value=""),
                value=member.role,
                on_change=lambda role: state.set_role(member.id, role),
            ),
            icon("open", 16),
            class_name="box choice-tool",
        ),
        key=member.id,
    )


def _deleting() -> rx.Component:
    return dialog(
        say("admin-delete-title", name=group.name),
        rx.el.p(say("admin-delete-warning", count=number(group.member_count))),
        rx.el.div(
            rx.el.label(say("admin-delete-type", name=group.name), html_for="typed-name"),
            rx.el.div(
                rx.el.input(
                    id="typed-name",
                    auto_complete="off",
                    on_change=state.set_typed,
                    **on({"spellCheck": "false"}),
                ),
                class_name="box",
            ),
            class_name="field",
        ),
        rx.el.footer(
            button(say("common-cancel"), event=state.close(False)),
            button(
                say("admin-delete"),
                "danger",
                event=state.delete,
                disabled=state.typed != group.name,
            ),
        ),
        is_open=state.asks == "delete",
        open_event=state.close,
    )
