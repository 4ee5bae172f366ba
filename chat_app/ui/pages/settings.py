"""/settings"""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.components.banner import connection_banner
from chat_app.ui.components.later import picture_choice
from chat_app.ui.components.security_dialog import security_dialog
from chat_app.ui.components.settings import SECTIONS, sections
from chat_app.ui.components.status import quiet_dialog, status_dialog
from chat_app.ui.text import say
from chat_app.ui.theme.dialog import confirm_dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.toast import toasts
from chat_app.ui.theme.tooltip import tooltips


def settings_page() -> rx.Component:
    return rx.el.div(
        connection_banner(),
        rx.el.main(
            rx.el.header(
                ReactRouterLink.create(
                    icon("back"),
                    to="/#conversations",
                    class_name="icon-button",
                    **store.on({"aria-label": say("settings-back")}),
                ),
                rx.el.h1(say("settings-title")),
            ),
            rx.el.nav(
                *(
                    ReactRouterLink.create(
                        icon(drawing, 18),
                        say(text),
                        to=f"#{name}",
                        aria_current=rx.cond(store.settings_section == name, "true", "false"),
                    )
                    for name, text, drawing in SECTIONS
                ),
                **store.on({"aria-label": say("settings-sections")}),
            ),
            rx.el.div(*sections(), class_name="sections"),
        ),
        status_dialog(),
        quiet_dialog(),
        picture_choice(),
        security_dialog(),
        confirm_dialog(),
        toasts(),
        tooltips(),
        class_name="settings",
    )
