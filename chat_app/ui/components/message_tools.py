"""What can be done with the message that one points at: there only while one does."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.icon import IconName, icon

QUICK_REACTIONS = ("👍", "❤️", "😂", "🎉", "👀")


@rx.memo
def message_tools(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.cond(
        store.is_pointed(message.id) & ~store.is_editing(message.id) & ~message.is_deleted,
        rx.el.div(
            *(_quick(message, emoji) for emoji in QUICK_REACTIONS),
            rx.cond(
                message.may_unread,
                _tool("unread", say("jumps-mark-unread"), store.mark_unread_from(message.id)),
            ),
            _tool("copy", say("common-copy-text"), store.copy_message(message.id)),
            rx.cond(message.may_edit, _tool("edit", say("message-edit"), store.edit_message(message.id))),
            rx.cond(
                message.may_delete, _tool("delete", say("message-delete"), store.delete_message(message.id))
            ),
            class_name="tools",
            role="toolbar",
            aria_label=say("message-tools"),
        ),
    )


def _quick(message: rx.Var[store.MessageRow], emoji: str) -> rx.Component:
    return rx.el.button(
        emoji,
        type="button",
        class_name="tool emoji",
        **store.on(
            {"aria-label": say("message-react", emoji=emoji)}, click=store.react_to(message.id, emoji)
        ),
    )


def _tool(drawing: IconName, words: rx.Var[str], action: rx.Var[object]) -> rx.Component:
    return rx.el.button(
        icon(drawing, 18),
        type="button",
        class_name="tool",
        title=words,
        **store.on({"aria-label": words}, click=action),
    )
