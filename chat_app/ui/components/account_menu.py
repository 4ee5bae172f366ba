"""Oneself at the foot of the sidebar: how it looks, and the way out."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.menu import menu, menu_choice, menu_item, menu_separator


def account_menu() -> rx.Component:
    me = store.me
    return menu(
        (
            avatar(me, "small"),
            rx.el.span(me.name, class_name="name"),
            rx.el.span(" ", say("account-menu"), class_name="only-read"),
            icon("open", 16),
        ),
        rx.el.p("@", me.username, class_name="menu-title"),
        menu_separator(),
        menu_choice(
            say("account-appearance"),
            store.appearance,
            store.set_appearance,
            ("system", say("account-appearance-system"), "system"),
            ("light", say("account-appearance-light"), "light"),
            ("dark", say("account-appearance-dark"), "dark"),
        ),
        menu_separator(),
        menu_choice(
            say("account-language"),
            store.chosen_language,
            store.set_language,
            ("", say("account-language-browser"), "public"),
            ("en", say("account-language-en"), "language"),
            ("id", say("account-language-id"), "language"),
        ),
        menu_separator(),
        menu_item(say("account-sign-out"), store.sign_out, drawing="sign-out"),
        side="top",
        align="start",
        class_name="account",
    )
