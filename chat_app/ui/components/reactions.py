"""The reactions to a message, and who they are from."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.tooltip import tooltip


def reactions(message: rx.Var[store.MessageRow]) -> rx.Component:
    """Pressed, one of them is one's own too, or no longer; a long press tells whose they are."""
    return rx.el.div(
        rx.foreach(message.reactions, lambda one: _reaction(message, one)),
        rx.el.button(
            icon("add-reaction", 16),
            type="button",
            class_name="add-reaction",
            **tooltip(say("emoji-add")),
            **store.on({"aria-label": say("emoji-add")}, click=store.pick_reaction(message.id)),
        ),
        class_name="reactions",
    )


def _reaction(message: rx.Var[store.MessageRow], one: rx.Var[store.Reaction]) -> rx.Component:
    return rx.el.button(
        rx.el.span(one.emoji, class_name="emoji"),
        rx.el.span(one.count),
        type="button",
        class_name="reaction",
        key=one.emoji,
        data_reacted=message.row,
        **tooltip(one.label),
        **store.on(
            {"aria-pressed": one.is_mine, "aria-label": one.label},
            click=store.react_to(message.id, one.emoji),
        ),
    )


@rx.memo
def reactions_dialog() -> rx.Component:
    """Belongs once on the page."""
    return dialog(
        say("emoji-shown"),
        rx.el.div(rx.foreach(store.reactions.groups, _group), class_name="reacted"),
        is_open=store.reactions.is_open,
        open_change=store.reactions_open_change,
    )


def _group(group: rx.Var[store.ReactionGroup]) -> rx.Component:
    return rx.el.section(
        rx.el.h3(rx.el.span(group.emoji, class_name="emoji"), group.count),
        rx.el.ul(
            rx.foreach(
                group.people,
                lambda one: rx.el.li(avatar(one, "small"), rx.el.span(one.name), key=one.id),
            )
        ),
        key=group.emoji,
    )
