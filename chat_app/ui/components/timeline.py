"""The open conversation: its head, its messages, and who is writing."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.components.avatar import presence_dot
from chat_app.ui.components.composer import composer
from chat_app.ui.components.icon import icon
from chat_app.ui.components.members import members_button
from chat_app.ui.components.message import message_row

opened = store.open_conversation


def conversation_pane() -> rx.Component:
    return rx.el.main(
        rx.cond(opened.id != "", _conversation(), _nothing_open()),
        class_name="pane",
    )


def _conversation() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            ReactRouterLink.create(
                icon("back"),
                to="/#conversations",
                class_name="icon-button back",
                aria_label="All conversations",
            ),
            rx.el.div(
                rx.el.h1(opened.title),
                rx.el.p(presence_dot(opened.presence), opened.about),
                class_name="heading",
            ),
            members_button(),
            class_name="head",
        ),
        rx.el.div(
            rx.el.div(
                rx.cond(opened.is_loaded, _beginning(), _skeleton()),
                rx.foreach(store.messages, lambda message: message_row(message=message, key=message.key)),
                class_name="column",
            ),
            id="timeline",
            role="log",
            tab_index=0,
            class_name="timeline",
            data_loaded=store.is_timeline_loaded,
            **store.on({"aria-label": opened.title}, scroll=store.timeline_scrolled),
        ),
        rx.el.div(
            rx.cond(
                opened.has_newer,
                rx.el.button(
                    icon("down", 16),
                    "Newest messages",
                    type="button",
                    class_name="newest",
                    **store.on(click=store.to_newest),
                ),
            ),
            rx.el.p(store.typing, role="status", class_name="typing"),
            class_name="edge",
        ),
        composer(),
    )


def _beginning() -> rx.Component:
    """What stands above the first message; nothing while there is more to load."""
    return rx.cond(
        opened.has_older,
        rx.el.div(class_name="more", aria_hidden="true"),
        rx.el.p(
            rx.cond(
                opened.is_direct,
                rx.fragment("This is the beginning of your conversation with ", rx.el.b(opened.title), "."),
                rx.fragment("This is the beginning of ", rx.el.b(opened.title), "."),
            ),
            class_name="beginning",
        ),
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(rx.el.i(), rx.el.b(), rx.el.b(), class_name="bone") for _ in range(4)),
        class_name="skeleton",
        aria_hidden="true",
    )


def _nothing_open() -> rx.Component:
    return rx.cond(
        opened.is_choosable & ~opened.has_conversations,
        rx.el.div(
            rx.el.h1("Begin a conversation"),
            rx.el.p("Write to one person, or make a group for a team or a topic."),
            rx.el.button(
                "Find people",
                type="button",
                class_name="button primary",
                **store.on(click=store.open_new_conversation),
            ),
            class_name="nothing",
        ),
    )
