"""One person, as an admin sees and changes them."""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import trouble
from chat_app.ui.states.admin.users import AdminUsers, DeviceRow, MembershipRow
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.words import device_name, full, person_face, since

state: Any = AdminUsers
person = state.person


def role_tag(role: rx.Var[str]) -> rx.Component:
    return rx.fragment(
        rx.match(
            role,
            ("owner", tag(say("admin-role-owner"))),
            ("admin", tag(say("admin-role-admin"))),
            ("bot", tag(say("admin-role-bot"))),
            rx.fragment(),
        )
    )


def person_dialog() -> rx.Component:
    return dialog(
        say("admin-person"),
        rx.el.div(
            avatar(person_face(person.id, person.display_name, person.avatar_url), "large"),
            rx.el.div(
                rx.el.h3(person.display_name, " ", role_tag(person.role)),
                rx.el.p("@", person.username, class_name="quiet-text"),
                rx.el.p(_how_it_stands(), class_name="quiet-text"),
            ),
            class_name="person-card",
        ),
        trouble(state),
        rx.el.p(_done(), role="status", class_name="admin-done"),
        rx.cond(state.asks == "", _about(), _question()),
        is_open=state.is_open,
        open_event=state.close_person,
        class_name="dialog admin-dialog person-dialog",
    )


def _how_it_stands() -> Any:
    return rx.cond(
        person.active,
        rx.cond(
            person.last_seen_at != "",
            say("admin-seen", when=since(person.last_seen_at)),
            say("admin-never-seen"),
        ),
        rx.cond(
            person.suspended_until != "",
            say("admin-suspended-until", when=full(person.suspended_until)),
            say("admin-suspended"),
        ),
    )


def _about() -> rx.Component:
    return rx.fragment(
        rx.el.dl(
            rx.el.dt(say("admin-email")),
            rx.el.dd(
                person.email,
                " ",
                rx.cond(person.email_verified, tag(say("admin-verified")), tag(say("admin-unverified"))),
            ),
            rx.el.dt(say("admin-joined")),
            rx.el.dd(full(person.created_at)),
            rx.el.dt(say("admin-otp")),
            rx.el.dd(rx.cond(person.otp, say("admin-on"), say("admin-off"))),
        ),
        rx.el.label(
            rx.el.span(say("admin-role")),
            rx.el.span(
                rx.el.select(
                    *(
                        rx.el.option(say(f"admin-role-{role}"), value=role)
                        for role in ("member", "admin", "owner")
                    ),
                    value=person.role,
                    on_change=state.set_role,
                    disabled=person.role == "bot",
                ),
                icon("open", 16),
                class_name="box choice-tool",
            ),
            class_name="setting",
        ),
        _devices(),
        _groups(),
        rx.el.footer(
            rx.cond(
                person.active,
                rx.fragment(
                    button(say("admin-mail-reset"), event=state.mail_reset),
                    rx.cond(person.otp, button(say("admin-remove-otp"), event=state.ask("otp"))),
                    button(say("admin-suspend"), "danger", event=state.ask("suspend")),
                ),
                button(say("admin-bring-back"), "primary", event=state.bring_back),
            ),
        ),
    )


def _devices() -> rx.Component:
    return rx.el.section(
        rx.el.h4(say("settings-devices")),
        rx.el.ul(rx.foreach(state.devices, _device)),
        rx.cond(
            state.devices.length() > 0,
            button(say("admin-end-sessions"), event=state.end_sessions, drawing="sign-out"),
            rx.el.p(say("admin-no-devices"), class_name="quiet-text"),
        ),
    )


def _device(device: rx.Var[DeviceRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(device_name(device.user_agent), title=device.user_agent),
        rx.el.span(device.ip, " · ", since(device.last_used_at), class_name="note"),
        key=device.id,
    )


def _groups() -> rx.Component:
    return rx.cond(
        state.memberships.length() > 0,
        rx.el.section(rx.el.h4(say("admin-groups")), rx.el.ul(rx.foreach(state.memberships, _membership))),
    )


def _membership(group: rx.Var[MembershipRow]) -> rx.Component:
    return rx.el.li(
        rx.el.a(group.name, href=f"/admin/groups/{group.id}"), " ", role_tag(group.role), key=group.id
    )


def _question() -> Any:
    return rx.match(
        state.asks,
        (
            "suspend",
            rx.el.section(
                rx.el.p(say("admin-suspend-text", name=person.display_name)),
                rx.el.footer(
                    button(say("common-cancel"), event=state.ask("")),
                    *(
                        button(say(f"admin-suspend-{how_long}"), "danger", event=state.suspend(how_long))
                        for how_long in ("day", "week", "month", "ever")
                    ),
                ),
            ),
        ),
        (
            "otp",
            rx.el.section(
                rx.el.p(say("admin-remove-otp-text", name=person.display_name)),
                rx.el.footer(
                    button(say("common-cancel"), event=state.ask("")),
                    button(say("admin-remove-otp"), "danger", event=state.remove_second_factor),
                ),
            ),
        ),
        rx.fragment(),
    )


def _done() -> Any:
    return rx.match(
        state.done,
        ("suspended", say("admin-done-suspended")),
        ("active", say("admin-done-active")),
        ("role", say("admin-done-role")),
        ("sessions", say("admin-done-sessions")),
        ("reset", say("admin-done-reset")),
        ("otp", say("admin-done-otp")),
        "",
    )
