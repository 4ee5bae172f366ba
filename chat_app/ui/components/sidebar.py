"""The list of conversations, with oneself at its foot."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.components.avatar import avatar, presence_dot
from chat_app.ui.components.icon import icon, mark


@rx.memo
def conversation_line(row: rx.Var[store.ConversationRow], rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        ReactRouterLink.create(
            rx.el.span(avatar(row), presence_dot(row.presence), class_name="portrait"),
            rx.el.span(row.title, class_name="title"),
            rx.el.time(row.time),
            rx.el.span(row.preview, class_name="preview"),
            rx.cond(
                row.unread > 0,
                rx.el.span(
                    row.unread_text,
                    rx.el.span(" unread", class_name="only-read"),
                    class_name="badge",
                    data_unread=row.unread,
                    data_mentioned=row.mentioned,
                ),
            ),
            to=row.href,
            class_name="conversation",
            data_unseen=row.unread > 0,
            aria_current=rx.cond(row.is_open, "page", "false"),
        ),
        rest,
    )


def _empty() -> rx.Component:
    return rx.cond(
        store.open_conversation.has_conversations,
        rx.fragment(),
        rx.fragment(
            rx.el.p("Conversations that you begin or are invited to appear here.", class_name="quiet"),
            # Where there is room, the other pane has it.
            rx.el.button(
                "Find people",
                type="button",
                class_name="primary narrow-only",
                **store.on(click=store.open_new_conversation),
            ),
        ),
    )


def sidebar() -> rx.Component:
    return rx.el.aside(
        rx.el.header(
            mark(24),
            rx.el.span("Parley", class_name="name"),
            rx.el.button(
                icon("plus"),
                type="button",
                class_name="icon-button",
                aria_label="New conversation",
                title="New conversation",
                **store.on(click=store.open_new_conversation),
            ),
        ),
        rx.el.nav(
            rx.el.ul(rx.foreach(store.conversations, lambda row: conversation_line(row=row, key=row.key))),
            rx.cond(store.me.id != "", _empty()),
            aria_label="Conversations",
        ),
        rx.el.footer(
            avatar(store.me, "small"),
            rx.el.span(store.me.name, class_name="name"),
            rx.el.button(
                icon("sign-out"),
                type="button",
                class_name="icon-button",
                aria_label="Sign out",
                title="Sign out",
                **store.on(click=store.sign_out),
            ),
        ),
        class_name="sidebar",
    )
