"""What its admins and owners do with a whole group, in its details."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.menu import menu, menu_item, menu_separator

panel = store.members_panel


def group_menu() -> rx.Component:
    """Behind the three dots; nothing of it is a plain member's."""
    return rx.cond(
        panel.is_admin,
        menu(
            icon("more", 18),
            rx.cond(
                panel.can_manage,
                rx.fragment(
                    menu_item(say("groups-invite"), store.open_invites, drawing="link"),
                    menu_item(say("webhooks-title"), store.open_webhooks, drawing="webhook"),
                ),
            ),
            menu_item(say("groups-export-page"), store.export_group("html"), drawing="document"),
            menu_item(say("groups-export-data"), store.export_group("jsonl"), drawing="code-file"),
            rx.cond(
                panel.is_owner,
                rx.fragment(
                    menu_separator(),
                    rx.cond(
                        panel.is_archived,
                        menu_item(say("groups-return"), store.bring_back, drawing="return"),
                        menu_item(say("groups-archive-it"), store.archive_group, drawing="put-away"),
                    ),
                    menu_item(say("groups-delete"), store.ask_to_delete, drawing="delete", is_danger=True),
                ),
            ),
            name=say("groups-manage"),
            class_name="button quiet more",
        ),
    )
