"""The list of conversations, with oneself at its foot."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.components.account_menu import account_menu
from chat_app.ui.components.welcome import nothing_yet
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import unread_badge
from chat_app.ui.theme.button import button, icon_button
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.mark import mark
from chat_app.ui.theme.menu import (
    menu_choice,
    menu_group,
    menu_item,
    menu_opener,
    menu_separator,
    shared_menu,
    submenu,
)
from chat_app.ui.theme.presence import presence_dot, quiet_mark
from chat_app.ui.theme.skeleton import skeleton_lines

MENU = "conversation"


def sidebar() -> rx.Component:
    return rx.el.aside(
        rx.el.header(
            mark(24),
            rx.el.span(store.brand, class_name="name"),
            icon_button("search", say("search-open"), click=store.open_search),
            icon_button("browse", say("groups-browse"), click=store.browse_groups),
            icon_button("plus", say("new-conversation-title"), click=store.open_new_conversation),
        ),
        rx.el.nav(
            rx.cond(
                store.favourites.length() > 0,
                rx.fragment(
                    _heading(say("preferences-favourites")),
                    _lines(store.favourites, "favourites"),
                    rx.cond(store.other_conversations.length() > 0, _heading(say("preferences-others"))),
                ),
            ),
            _lines(store.other_conversations, "others"),
            rx.cond(store.archive.length() > 0, _archive()),
            _instead(),
            aria_label=say("sidebar-conversations"),
        ),
        rx.el.footer(account_menu()),
        _line_menu(),
        class_name="sidebar",
    )


def _archive() -> rx.Component:
    """What was put away: out of the way, and still there."""
    return rx.el.details(
        rx.el.summary(
            icon("forward", 14),
            say("groups-archive", count=store.archive.length()),
            class_name="section-heading",
        ),
        _lines(store.archive, "archive"),
        class_name="archive",
    )


def _heading(words: rx.Var[str]) -> rx.Component:
    return rx.el.h2(words, class_name="section-heading")


def _lines(rows: rx.Var[list[store.ConversationRow]], section: str) -> rx.Component:
    return rx.el.ul(
        rx.foreach(rows, lambda row: conversation_line(row=row, key=row.key)),
        data_section=section,
        **store.on(
            pointer_move=store.hold_order,
            pointer_leave=store.let_order_go,
            focus=store.hold_order,
            blur=store.let_order_go,
        ),
    )


@rx.memo
def conversation_line(row: rx.Var[store.ConversationRow], rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        ReactRouterLink.create(
            rx.el.span(avatar(row), presence_dot(row.presence), class_name="portrait"),
            rx.el.span(
                rx.el.span(row.title, class_name="title"),
                rx.cond(
                    row.status_emoji != "",
                    rx.el.span(row.status_emoji, class_name="status-emoji", aria_hidden="true"),
                ),
                quiet_mark(row.is_undisturbed),
                class_name="who",
            ),
            rx.el.time(row.time),
            rx.el.span(
                rx.cond(
                    row.draft != "", rx.fragment(rx.el.b(say("sidebar-draft")), " ", row.draft), row.preview
                ),
                class_name="preview",
                data_draft=row.draft != "",
            ),
            rx.cond(
                row.is_muted,
                rx.el.span(
                    icon("mute", 15),
                    rx.el.span(say("preferences-muted"), class_name="only-read"),
                    class_name="muted",
                ),
            ),
            unread_badge(row.unread, row.unread_text, is_mention=row.mentioned),
            to=row.href,
            class_name="conversation",
            data_unseen=row.unread > 0,
            data_muted=row.is_muted,
            aria_current=rx.cond(row.is_open, "page", "false"),
        ),
        menu_opener(MENU, row.key, say("common-actions-for", name=row.title), class_name="actions"),
        rest,
        class_name="line",
        **store.on(context_menu=store.open_menu(MENU, row.key)),
    )


def _line_menu() -> rx.Component:
    offered = store.conversation_menu
    return shared_menu(
        MENU,
        rx.cond(offered.can_read, menu_item(say("sidebar-mark-read"), store.mark_as_read, drawing="check")),
        rx.cond(
            offered.can_unread, menu_item(say("sidebar-mark-unread"), store.mark_as_unread, drawing="unread")
        ),
        menu_item(say("sidebar-copy-link"), store.copy_conversation_link, drawing="link"),
        menu_item(say("sidebar-details"), store.show_members, drawing="info"),
        menu_item(say("gallery-open"), store.show_shared, drawing="picture"),
        menu_separator(),
        menu_item(
            rx.cond(offered.is_favourite, say("preferences-unfavour"), say("preferences-favour")),
            store.favour,
            drawing="favourite",
        ),
        submenu(
            say("preferences-notifications"),
            menu_choice(
                say("preferences-notify"),
                offered.level,
                store.set_level,
                ("all", say("preferences-notify-all"), "notifications"),
                ("mentions", say("preferences-notify-mentions"), "mention"),
                ("nothing", say("preferences-notify-nothing"), "mute"),
            ),
            menu_separator(),
            rx.cond(offered.is_muted, _muted(), _mute()),
            drawing="notifications",
        ),
        rx.cond(
            offered.can_leave,
            rx.fragment(
                menu_separator(),
                menu_item(say("members-leave"), store.leave_conversation, drawing="leave", is_danger=True),
            ),
        ),
        align="start",
    )


def _mute() -> rx.Component:
    return menu_group(
        say("preferences-mute"),
        menu_item(say("preferences-mute-1"), store.mute_for(1)),
        menu_item(say("preferences-mute-8"), store.mute_for(8)),
        menu_item(say("preferences-mute-forever"), store.mute_for(None)),
    )


def _muted() -> rx.Component:
    until = store.conversation_menu.muted_until
    return rx.fragment(
        rx.el.p(
            rx.cond(until != "", say("preferences-muted-until", until=until), say("preferences-muted")),
            class_name="menu-title",
        ),
        menu_item(say("preferences-unmute"), store.turn_on, drawing="notifications"),
    )


def _instead() -> rx.Component:
    """What stands there as long as there is no list: it is coming, it cannot come, or it is empty."""
    return rx.cond(
        store.me.id == "",
        rx.cond(store.connection.state == "offline", _not_reached(), skeleton_lines(7)),
        rx.cond(~store.open_conversation.has_conversations, _empty()),
    )


def _not_reached() -> rx.Component:
    return rx.el.div(
        rx.el.b(say("sidebar-not-loaded")),
        rx.el.p(say("sign-in-unreachable")),
        button(say("common-try-now"), click=store.connect_now, drawing="retry"),
        class_name="aside-state",
    )


def _empty() -> rx.Component:
    return rx.el.div(
        rx.el.p(say("sidebar-empty"), class_name="wide-only"),
        # Where there is room, the other pane has them.
        rx.el.div(nothing_yet(), class_name="narrow-only"),
        class_name="aside-state",
    )
