"""Oneself at the foot of the sidebar: how it looks, and the way out."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.menu import menu, menu_choice, menu_item, menu_separator


def account_menu() -> rx.Component:
    me = store.me
    return menu(
        (
            avatar(me, "small"),
            rx.el.span(me.name, class_name="name"),
            rx.el.span(" account", class_name="only-read"),
            icon("open", 16),
        ),
        rx.el.p("@", me.username, class_name="menu-title"),
        menu_separator(),
        menu_choice(
            "Appearance",
            store.appearance,
            store.set_appearance,
            ("system", "System", "system"),
            ("light", "Light", "light"),
            ("dark", "Dark", "dark"),
        ),
        menu_separator(),
        menu_item("Sign out", store.sign_out, drawing="sign-out"),
        side="top",
        align="start",
        class_name="account",
    )
