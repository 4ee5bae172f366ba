"""What can be done with the message that one points at: there only while one does."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.menu import menu_item, menu_opener, menu_separator, shared_menu
from chat_app.ui.theme.tooltip import tooltip

MENU = "message"


@rx.memo
def message_tools(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.cond(store.is_pointed(message.row), pointed_tools(message=message))


@rx.memo
def pointed_tools(message: rx.Var[store.MessageRow]) -> rx.Component:
    """By itself, so that of what the tools are made of a row that has none knows nothing."""
    return rx.cond(
        ~store.is_editing(message.row) & ~message.is_deleted,
        rx.el.div(
            rx.foreach(store.quick_emoji, lambda emoji: _quick(message, emoji)),
            _tool("add-reaction", say("emoji-add"), store.pick_reaction(message.id)),
            rx.cond(message.may_answer, _tool("reply", say("tools-reply"), store.reply_to(message.row))),
            _tool("thread", say("tools-open-thread"), store.open_thread_of(message.row)),
            menu_opener(MENU, message.row, say("tools-more"), class_name="tool"),
            class_name="tools",
            role="toolbar",
            **store.on({"aria-label": say("message-tools")}),
        ),
    )


def message_menu() -> rx.Component:
    """Belongs once on the page: the menu that all messages share."""
    may = store.message_menu
    return shared_menu(
        MENU,
        rx.cond(may.can_pin, menu_item(say("tools-pin"), store.pin_from_menu, drawing="pin")),
        rx.cond(may.can_unpin, menu_item(say("tools-unpin"), store.pin_from_menu, drawing="unpin")),
        rx.cond(may.can_edit, menu_item(say("message-edit"), store.edit_from_menu, drawing="edit")),
        rx.cond(
            may.can_unread, menu_item(say("jumps-mark-unread"), store.unread_from_menu, drawing="unread")
        ),
        menu_item(say("common-copy-text"), store.copy_from_menu, drawing="copy"),
        menu_item(say("tools-copy-link"), store.copy_link_from_menu, drawing="link"),
        rx.cond(may.has_reactions, menu_item(say("emoji-show"), store.reactions_from_menu, drawing="emoji")),
        menu_item(say("tools-readers"), store.readers_from_menu, drawing="checks"),
        rx.cond(may.can_report, menu_item(say("report-open"), store.report_from_menu, drawing="report")),
        rx.cond(
            may.can_delete,
            rx.fragment(
                menu_separator(),
                menu_item(say("message-delete"), store.delete_from_menu, drawing="delete", is_danger=True),
            ),
        ),
    )


def _quick(message: rx.Var[store.MessageRow], emoji: rx.Var[str]) -> rx.Component:
    return rx.el.button(
        emoji,
        type="button",
        class_name="tool emoji",
        key=emoji,
        **store.on(
            {"aria-label": say("message-react", emoji=emoji)}, click=store.react_to(message.id, emoji)
        ),
    )


def _tool(drawing: IconName, words: rx.Var[str], action: rx.Var[object]) -> rx.Component:
    return rx.el.button(
        icon(drawing, 18),
        type="button",
        class_name="tool",
        **tooltip(words),
        **store.on({"aria-label": words}, click=action),
    )
