"""The side panel: beside the timeline where there is room for it, else a sheet over it."""

from typing import NamedTuple, cast

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.later import shared_here
from chat_app.ui.components.members import details, member_menu
from chat_app.ui.components.message_tools import message_menu
from chat_app.ui.components.pins import pinned_messages
from chat_app.ui.components.seen_by import seen_by
from chat_app.ui.components.thread import thread
from chat_app.ui.text import say
from chat_app.ui.theme.button import icon_button
from chat_app.ui.theme.dialog import dialog


class _Kind(NamedTuple):
    title: rx.Var[str]
    close: rx.Var[str]
    content: rx.Component


def side_panel() -> rx.Component:
    """For the page, as the last of its panes."""
    kind = store.panel_kind
    kinds = {
        "details": _Kind(say("members-title"), say("members-close"), details()),
        "thread": _Kind(say("thread-title"), say("thread-close"), thread()),
        "pins": _Kind(say("pins-title"), say("pins-close"), pinned_messages()),
        "shared": _Kind(say("gallery-title"), say("gallery-close"), shared_here()),
        "seen": _Kind(say("seen-title"), say("seen-close"), seen_by()),
    }
    title = cast("rx.Var[str]", rx.match(kind, *((name, one.title) for name, one in kinds.items()), ""))
    close = cast("rx.Var[str]", rx.match(kind, *((name, one.close) for name, one in kinds.items()), ""))
    content = rx.fragment(
        rx.match(kind, *((name, one.content) for name, one in kinds.items()), rx.fragment())
    )
    is_open = kind != ""
    return rx.fragment(
        rx.cond(
            is_open & store.is_panel_beside,
            rx.el.aside(
                rx.el.header(rx.el.h2(title), icon_button("close", close, click=store.close_panel)),
                content,
                class_name="panel",
                **store.on({"aria-label": title}, key_down=store.panel_key),
            ),
        ),
        dialog(
            title,
            content,
            is_open=is_open & ~store.is_panel_beside,
            open_change=store.panel_open_change,
            class_name="panel sheet",
        ),
        member_menu(),
        message_menu(),
    )
