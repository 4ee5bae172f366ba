"""Oneself at the foot of the sidebar: how it looks, and the way out."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.menu import menu, menu_choice, menu_item, menu_separator, submenu


def account_menu() -> rx.Component:
    me = store.me
    return menu(
        (
            avatar(me, "small"),
            rx.el.span(me.name, class_name="name"),
            rx.el.span(me.status_emoji, class_name="status-emoji", aria_hidden="true"),
            rx.cond(me.is_undisturbed, rx.el.span(icon("quiet", 14), class_name="quiet-mark")),
            rx.el.span(" ", say("account-menu"), class_name="only-read"),
            icon("open", 16),
        ),
        rx.el.p("@", me.username, class_name="menu-title"),
        menu_separator(),
        menu_item(
            rx.cond(me.status != "", me.status, say("status-set")),
            store.open_status,
            drawing="status",
        ),
        rx.cond(me.status != "", menu_item(say("status-clear"), store.clear_status, drawing="close")),
        rx.cond(me.is_undisturbed, _quiet(), _be_quiet()),
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
            store.choose_language,
            ("", say("account-language-browser"), "public"),
            ("en", say("account-language-en"), "language"),
            ("id", say("account-language-id"), "language"),
        ),
        menu_separator(),
        menu_item(say("settings-title"), store.open_settings, drawing="settings"),
        rx.cond(me.is_admin, menu_item(say("account-admin"), store.open_admin, drawing="admin")),
        menu_item(say("account-sign-out"), store.sign_out, drawing="sign-out"),
        side="top",
        align="start",
        class_name="account",
    )


def _be_quiet() -> rx.Component:
    return submenu(
        say("status-quiet"),
        menu_item(say("status-quiet-30m"), store.be_quiet("30m")),
        menu_item(say("status-quiet-1h"), store.be_quiet("1h")),
        menu_item(say("status-quiet-tomorrow"), store.be_quiet("tomorrow")),
        menu_item(say("status-quiet-custom"), store.open_quiet),
        drawing="quiet",
    )


def _quiet() -> rx.Component:
    return rx.fragment(
        rx.el.p(say("status-quiet-until", until=store.me.quiet_until), class_name="menu-title"),
        menu_item(say("status-quiet-end"), store.end_quiet, drawing="notifications"),
    )
