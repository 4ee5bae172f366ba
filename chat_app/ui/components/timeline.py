"""The open conversation: its head, its messages, and who is writing."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.components.composer import FIELD, composer
from chat_app.ui.components.favourite import favourite_button
from chat_app.ui.components.jumps import jump_to_latest, jumps_above
from chat_app.ui.components.members import members_button
from chat_app.ui.components.message import message_row
from chat_app.ui.components.pins import pins_button
from chat_app.ui.components.uploads import drop_here
from chat_app.ui.components.welcome import empty_conversation, nothing_yet
from chat_app.ui.text import say, say_parts
from chat_app.ui.theme.button import button, icon_button
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.presence import presence_dot, quiet_mark
from chat_app.ui.theme.skeleton import skeleton_messages

opened = store.open_conversation


def conversation_pane() -> rx.Component:
    return rx.el.main(
        rx.cond(opened.id == "", _nothing_open(), rx.cond(opened.is_missing, _missing(), _conversation())),
        class_name="pane",
        tab_index=-1,
    )


def _conversation() -> rx.Component:
    return rx.fragment(
        rx.el.header(
            ReactRouterLink.create(
                icon("back"),
                to="/#conversations",
                class_name="icon-button back",
                aria_label=say("timeline-back"),
            ),
            rx.el.div(
                rx.el.h1(opened.title, quiet_mark(opened.is_undisturbed)),
                rx.el.p(
                    presence_dot(opened.presence),
                    rx.el.span(opened.about, class_name="about"),
                    rx.cond(opened.status != "", rx.el.span(opened.status, class_name="status-line")),
                ),
                class_name="heading",
            ),
            icon_button("search", say("search-here"), click=store.search_here),
            favourite_button(opened.id, opened.is_favourite),
            pins_button(),
            members_button(),
            class_name="head",
        ),
        jumps_above(),
        rx.el.div(
            rx.el.div(
                rx.cond(opened.is_loaded, _beginning(), _not_loaded()),
                rx.cond(opened.room_above > 0, _room_above()),
                rx.foreach(store.messages, lambda message: message_row(message=message, key=message.key)),
                rx.cond(opened.has_newer, skeleton_messages()),
                class_name="column",
            ),
            id="timeline",
            role="log",
            tab_index=0,
            class_name="timeline",
            data_loaded=store.is_timeline_loaded,
            **store.on(
                {"aria-label": opened.title, "aria-live": "off"},
                scroll=store.timeline_scrolled,
                **store.pointing,
            ),
        ),
        rx.el.div(
            jump_to_latest(),
            rx.el.p(store.typing, role="status", class_name="typing"),
            class_name="edge",
        ),
        composer(),
        drop_here(field=FIELD, words=say("uploads-drop", name=opened.title)),
    )


def _beginning() -> rx.Component:
    """What stands above the first message; nothing while there is more to load."""
    return rx.cond(
        opened.has_older,
        skeleton_messages(),
        rx.cond(
            opened.is_empty,
            empty_conversation(),
            rx.el.p(
                rx.cond(
                    opened.is_direct,
                    say_parts("timeline-beginning-direct", name=rx.el.b(opened.title)),
                    say_parts("timeline-beginning", name=rx.el.b(opened.title)),
                ),
                class_name="beginning",
            ),
        ),
    )


def _room_above() -> rx.Component:
    """Where the rows will be that are drawn in a moment, so that the scroll bar does not start."""
    return rx.el.div(aria_hidden="true", **store.on({"style": rx.Var(f"({{height: {opened.room_above}}})")}))


def _not_loaded() -> rx.Component:
    """In place of the messages: why they are not there, or that they are coming."""
    return rx.cond(
        opened.failure != "",
        rx.el.div(
            rx.el.p(say("timeline-not-loaded", why=opened.failure)),
            button(say("common-try-again"), "primary", click=store.load_again),
            class_name="nothing",
            role="alert",
        ),
        rx.cond(
            opened.is_unreachable,
            rx.el.div(
                rx.el.p(say("timeline-not-kept")),
                class_name="nothing",
            ),
            skeleton_messages(),
        ),
    )


def _missing() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say("timeline-missing")),
        rx.el.p(say("timeline-missing-why")),
        ReactRouterLink.create(
            say("timeline-see-conversations"), to="/#conversations", class_name="button primary"
        ),
        class_name="nothing",
    )


def _nothing_open() -> rx.Component:
    return rx.cond(opened.is_choosable & ~opened.has_conversations, nothing_yet())
