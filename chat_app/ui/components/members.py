"""The details of a conversation, for the side panel: the members of a group, or the other person."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.group_menu import group_menu
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button, icon_button
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.field import field, search_field
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.menu import menu_item, menu_opener, menu_separator, shared_menu
from chat_app.ui.theme.presence import presence_dot, quiet_mark
from chat_app.ui.theme.skeleton import skeleton_lines

MENU = "member"
panel = store.members_panel


def members_button() -> rx.Component:
    """For the head of the conversation."""
    opened = store.panel_kind == "details"
    return rx.el.button(
        icon("members"),
        type="button",
        class_name="icon-button members-button",
        data_tip=say("members-button"),
        **store.on(
            {"aria-label": say("members-button"), "aria-expanded": rx.cond(opened, "true", "false")},
            click=store.toggle_panel("details"),
        ),
    )


@rx.memo
def details() -> rx.Component:
    return rx.el.div(rx.cond(panel.is_open, rx.cond(panel.is_group, _group(), _peer())), class_name="members")


def _peer() -> rx.Component:
    peer = panel.peer
    return rx.el.div(
        rx.el.span(avatar(peer, "large"), presence_dot(peer.presence), class_name="portrait"),
        rx.el.h3(peer.name),
        rx.el.p("@", peer.username, class_name="quiet-text"),
        rx.cond(peer.status != "", rx.el.p(peer.status, class_name="topic")),
        rx.cond(peer.is_undisturbed, rx.el.p(quiet_mark(peer.is_undisturbed), say("people-undisturbed"))),
        rx.el.p(
            rx.match(
                peer.presence,
                ("online", say("common-online")),
                ("away", say("common-away")),
                rx.cond(peer.seen != "", peer.seen, say("common-offline")),
            ),
            class_name="quiet-text",
        ),
        _shared(),
        class_name="card",
    )


def _shared() -> rx.Component:
    """The way to what was shared."""
    return button(say("gallery-open"), click=store.toggle_panel("shared"), drawing="picture")


def _group() -> rx.Component:
    return rx.fragment(
        rx.cond(panel.is_editing, _editing(), _about()),
        rx.cond(panel.is_adding, _adding(), _list()),
    )


def _about() -> rx.Component:
    return rx.el.div(
        avatar(panel, "large"),
        rx.el.h3(panel.name),
        rx.cond(panel.topic != "", rx.el.p(panel.topic, class_name="topic")),
        rx.el.p(
            rx.cond(
                panel.is_archived,
                rx.cond(
                    panel.is_public, say("members-anyone-joins-archived"), say("members-private-archived")
                ),
                rx.cond(panel.is_public, say("members-anyone-joins"), say("members-private")),
            ),
            class_name="quiet-text",
        ),
        rx.cond(
            panel.is_restricted,
            rx.el.p(say("groups-posting"), class_name="quiet-text"),
        ),
        rx.el.div(
            rx.cond(
                panel.can_manage,
                rx.fragment(
                    button(say("members-edit"), click=store.start_editing, drawing="edit"),
                    button(say("picture-change"), click=store.choose_group_picture, drawing="picture"),
                    rx.cond(
                        panel.avatar != "",
                        button(say("picture-remove"), click=store.remove_group_picture, drawing="delete"),
                    ),
                ),
            ),
            _shared(),
            group_menu(),
            class_name="actions",
        ),
        class_name="card",
    )


def _editing() -> rx.Component:
    return plain_form(
        field(
            "name",
            say("members-group-name"),
            error=panel.fields["name"],
            attributes={"defaultValue": panel.name, "autoComplete": "off", "autoFocus": True},
        ),
        field(
            "topic",
            say("members-topic"),
            error=panel.fields["topic"],
            hint=say("members-topic-hint"),
            attributes={"defaultValue": panel.topic, "autoComplete": "off"},
        ),
        rx.cond(
            panel.is_owner, _check("public", say("groups-public"), is_on=panel.is_public, drawing="public")
        ),
        _check("posting", say("groups-posting"), is_on=panel.is_restricted, drawing="admin"),
        rx.el.footer(
            button(say("common-cancel"), click=store.stop_editing),
            button(say("common-save"), "primary", is_busy=panel.is_saving),
        ),
        class_name="editing",
        **store.on({"noValidate": True}, submit=store.save_group),
    )


def _check(name: str, words: rx.Var[str], *, is_on: rx.Var[bool], drawing: IconName) -> rx.Component:
    return rx.el.label(
        icon(drawing, 18),
        rx.el.span(words),
        rx.el.input(
            type="checkbox",
            role="switch",
            name=name,
            class_name="switch",
            **store.on({"defaultChecked": is_on}),
        ),
        class_name="choice",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h3(say("members-count", count=panel.count)),
            rx.cond(
                panel.can_manage,
                icon_button("add-person", say("members-add"), click=store.start_adding),
            ),
            class_name="section",
        ),
        rx.cond(
            panel.count > 8,
            search_field(
                "member-search",
                say("members-find"),
                say("common-name-or-username"),
                typed=store.search_members,
            ),
        ),
        failure(panel.failure, store.load_members_again),
        rx.cond(panel.is_loading, skeleton_lines(4)),
        rx.el.ul(
            rx.foreach(panel.members, lambda member: member_line(member=member, key=member.id)),
            class_name="member-list",
            aria_label=say("members-list"),
        ),
        rx.cond(
            (panel.query != "") & (panel.members.length() == 0) & ~panel.has_more,
            rx.el.p(say("members-none-by-name"), class_name="aside-state", role="status"),
        ),
        rx.cond(
            panel.has_more & (panel.query == ""),
            button(say("members-more"), click=store.more_members, class_name="wide"),
        ),
        rx.cond(
            ~panel.is_loading & (panel.failure == ""),
            rx.el.button(
                icon("leave", 18),
                say("members-leave"),
                type="button",
                class_name="leave",
                **store.on(click=store.leave_open_group),
            ),
        ),
    )


@rx.memo
def member_line(member: rx.Var[store.Member], rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        rx.el.span(avatar(member), presence_dot(member.presence), class_name="portrait"),
        rx.el.span(
            rx.el.span(member.name, class_name="name"),
            rx.cond(member.is_me, rx.el.span(" ", say("members-you"), class_name="quiet-text")),
            rx.cond(
                member.status_emoji != "",
                rx.el.span(
                    rx.el.span(member.status_emoji, aria_hidden="true"),
                    rx.el.span(member.status, class_name="only-read"),
                    class_name="status-emoji",
                    title=member.status,
                ),
            ),
            quiet_mark(member.is_undisturbed),
            class_name="who",
        ),
        rx.el.span("@", member.username, class_name="username"),
        rx.el.span(
            rx.cond(member.is_bot, tag(say("people-bot"))),
            rx.cond(member.role != "", tag(member.role)),
            class_name="tags",
        ),
        rx.cond(
            member.has_menu,
            menu_opener(MENU, member.id, say("common-actions-for", name=member.name)),
        ),
        rest,
        class_name="member",
        aria_busy=member.is_busy,
    )


def member_menu() -> rx.Component:
    """Belongs once on the page: the menu that all members share."""
    may = store.member_menu
    return shared_menu(
        MENU,
        rx.cond(
            may.can_be_member,
            menu_item(say("members-make-member"), store.make_role("member"), drawing="members"),
        ),
        rx.cond(
            may.can_be_admin, menu_item(say("members-make-admin"), store.make_role("admin"), drawing="admin")
        ),
        rx.cond(
            may.can_be_owner, menu_item(say("members-make-owner"), store.make_role("owner"), drawing="owner")
        ),
        rx.cond(
            may.can_be_handed,
            menu_item(say("groups-hand-over"), store.hand_over, drawing="owner"),
        ),
        rx.cond(
            may.can_remove,
            rx.fragment(
                rx.cond(may.can_be_admin | may.can_be_owner | may.can_be_member, menu_separator()),
                menu_item(
                    say("members-remove"), store.remove_member, drawing="remove-person", is_danger=True
                ),
            ),
        ),
    )


def _adding() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h3(say("members-add")),
            button(say("common-done"), click=store.stop_adding),
            class_name="section",
        ),
        search_field(
            "people-to-add",
            say("members-find-to-add"),
            say("common-name-or-username"),
            typed=store.search_to_add,
            attributes={"autoFocus": True},
        ),
        rx.cond(~panel.is_searched, skeleton_lines(3)),
        rx.el.ul(
            rx.foreach(panel.found, _addable), class_name="member-list", aria_label=say("members-to-add")
        ),
        rx.cond(
            panel.is_searched & (panel.found.length() == 0),
            rx.el.p(say("common-nobody-found"), class_name="aside-state", role="status"),
        ),
    )


def _addable(person: rx.Var[store.Person]) -> rx.Component:
    return rx.el.li(
        rx.el.span(avatar(person), presence_dot(person.presence), class_name="portrait"),
        rx.el.span(rx.el.span(person.name, class_name="name"), class_name="who"),
        rx.el.span("@", person.username, class_name="username"),
        rx.cond(
            person.is_chosen,
            tag(say("members-is-member")),
            rx.el.button(
                say("members-add-one"),
                rx.el.span(" ", person.name, class_name="only-read"),
                type="button",
                class_name="button quiet",
                **store.on({"aria-busy": person.is_active}, click=store.add_member(person.id)),
            ),
        ),
        class_name="member",
        key=person.id,
    )
