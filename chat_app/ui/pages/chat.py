"""/, /c/{conversation_id} and /c/{conversation_id}/m/{seq}"""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.banner import connection_banner
from chat_app.ui.components.later import group_dialogs, picture_choice, reporting
from chat_app.ui.components.new_conversation import new_conversation_dialog
from chat_app.ui.components.reactions import reactions_dialog
from chat_app.ui.components.reading import announcements, skip_button
from chat_app.ui.components.shortcut_help import shortcut_help
from chat_app.ui.components.side_panel import side_panel
from chat_app.ui.components.sidebar import sidebar
from chat_app.ui.components.status import quiet_dialog, status_dialog
from chat_app.ui.components.switcher import quick_switcher
from chat_app.ui.components.timeline import conversation_pane
from chat_app.ui.components.writing import completions
from chat_app.ui.theme.dialog import confirm_dialog
from chat_app.ui.theme.toast import toasts
from chat_app.ui.theme.tooltip import tooltips


def chat_page() -> rx.Component:
    return rx.el.div(
        skip_button(),
        connection_banner(),
        sidebar(),
        conversation_pane(),
        side_panel(),
        new_conversation_dialog(),
        quick_switcher(),
        shortcut_help(),
        status_dialog(),
        quiet_dialog(),
        confirm_dialog(),
        completions(),
        reactions_dialog(),
        picture_choice(),
        reporting(),
        group_dialogs(),
        toasts(),
        tooltips(),
        announcements(),
        class_name="chat",
        data_pane=store.shown_pane,
        data_appearance=store.appearance,
    )
