"""The list of conversations, with oneself at its foot."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.components.account_menu import account_menu
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import unread_badge
from chat_app.ui.theme.button import button, icon_button
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.mark import mark
from chat_app.ui.theme.menu import menu_item, menu_opener, menu_separator, shared_menu
from chat_app.ui.theme.presence import presence_dot
from chat_app.ui.theme.skeleton import skeleton_lines

MENU = "conversation"


def sidebar() -> rx.Component:
    return rx.el.aside(
        rx.el.header(
            mark(24),
            rx.el.span("Parley", class_name="name"),
            icon_button("search", say("search-open"), click=store.open_search),
            icon_button("plus", say("new-conversation-title"), click=store.open_new_conversation),
        ),
        rx.el.nav(
            rx.el.ul(
                rx.foreach(store.sidebar_rows, lambda row: conversation_line(row=row, key=row.key)),
                **store.on(
                    pointer_move=store.hold_order,
                    pointer_leave=store.let_order_go,
                    focus=store.hold_order,
                    blur=store.let_order_go,
                ),
            ),
            _instead(),
            aria_label=say("sidebar-conversations"),
        ),
        rx.el.footer(account_menu()),
        _line_menu(),
        class_name="sidebar",
    )


@rx.memo
def conversation_line(row: rx.Var[store.ConversationRow], rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        ReactRouterLink.create(
            rx.el.span(avatar(row), presence_dot(row.presence), class_name="portrait"),
            rx.el.span(row.title, class_name="title"),
            rx.el.time(row.time),
            rx.el.span(
                rx.cond(
                    row.draft != "", rx.fragment(rx.el.b(say("sidebar-draft")), " ", row.draft), row.preview
                ),
                class_name="preview",
                data_draft=row.draft != "",
            ),
            rx.cond(row.is_muted, icon("mute", 15)),
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
        rx.cond(
            offered.can_leave,
            rx.fragment(
                menu_separator(),
                menu_item(say("members-leave"), store.leave_conversation, drawing="leave", is_danger=True),
            ),
        ),
        align="start",
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
        rx.el.p(say("sidebar-empty")),
        # Where there is room, the other pane has it.
        button(
            say("sidebar-find-people"), "primary", click=store.open_new_conversation, class_name="narrow-only"
        ),
        class_name="aside-state",
    )
