"""The sections of the settings."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.settings_devices import devices_section
from chat_app.ui.components.settings_notifications import notifications_section
from chat_app.ui.components.settings_security import security_section
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.button import button
from chat_app.ui.theme.field import field
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.setting import setting_choice, setting_section, setting_switch

SECTIONS: tuple[tuple[str, str, IconName], ...] = (
    ("profile", "settings-profile", "profile"),
    ("appearance", "settings-appearance", "appearance"),
    ("language", "account-language", "language"),
    ("notifications", "settings-notifications", "notifications"),
    ("privacy", "settings-privacy", "privacy"),
    ("security", "security-title", "security"),
    ("devices", "settings-devices", "device"),
)
"""Where `#name` leads, what it is called, and its drawing."""


def sections() -> tuple[rx.Component, ...]:
    """In the order of `SECTIONS`."""
    return (
        _profile(),
        _appearance(),
        _language(),
        notifications_section(),
        _privacy(),
        security_section(),
        devices_section(),
    )


def saved_note(name: str) -> rx.Component:
    """For a moment after it was saved."""
    return rx.el.span(
        rx.cond(
            store.saving.saved == name,
            rx.el.span(icon("check", 15), say("settings-saved"), class_name="saved"),
        ),
        role="status",
    )


def _profile() -> rx.Component:
    mine, me = store.mine, store.me
    return setting_section(
        "profile",
        say("settings-profile"),
        rx.el.div(
            avatar(me, "large"),
            button(say("picture-change"), click=store.choose_my_picture, drawing="picture"),
            rx.cond(
                me.avatar != "",
                button(say("picture-remove"), click=store.remove_my_picture, drawing="delete"),
            ),
            class_name="setting picture-setting",
        ),
        rx.cond(
            mine.is_known,
            plain_form(
                field(
                    "display_name",
                    say("settings-name"),
                    hint=say("settings-name-hint"),
                    error=store.saving.fields["display_name"],
                    after=saved_note("display_name"),
                    attributes={"defaultValue": mine.name, "maxLength": 64, "autoComplete": "name"},
                    handlers={"blur": store.save_name},
                ),
                **store.on({"noValidate": True}, submit=store.save_name),
            ),
        ),
        rx.el.dl(
            rx.el.dt(say("settings-username")),
            rx.el.dd("@", mine.username),
        ),
        rx.el.div(
            rx.el.div(
                rx.el.span(say("settings-status")),
                rx.el.p(rx.cond(me.status != "", me.status, say("settings-status-none")), class_name="note"),
                class_name="words",
            ),
            button(say("settings-status-change"), click=store.open_status, drawing="status"),
            class_name="setting",
        ),
    )


def _appearance() -> rx.Component:
    return setting_section(
        "appearance",
        say("settings-appearance"),
        setting_choice(
            "appearance",
            say("settings-appearance"),
            ("system", say("account-appearance-system"), "", "system"),
            ("light", say("account-appearance-light"), "", "light"),
            ("dark", say("account-appearance-dark"), "", "dark"),
            value=store.appearance,
            change=store.choose_appearance,
            is_titled=True,
        ),
    )


def _language() -> rx.Component:
    return setting_section(
        "language",
        say("account-language"),
        setting_choice(
            "language",
            say("account-language"),
            ("", say("account-language-browser"), "", "public"),
            ("en", say("account-language-en"), "", "language"),
            ("id", say("account-language-id"), "", "language"),
            value=store.chosen_language,
            change=store.language_chosen,
            is_titled=True,
        ),
        about=say("settings-language-where"),
    )


def _privacy() -> rx.Component:
    return setting_section(
        "privacy",
        say("settings-privacy"),
        setting_switch(
            "receipts",
            say("settings-receipts"),
            hint=say("settings-receipts-hint"),
            is_on=store.mine.receipts,
            change=store.save_receipts,
            is_disabled=~store.mine.is_known,
            after=saved_note("receipts"),
        ),
        rx.el.p(store.saving.fields["receipts"], role="alert", class_name="form-error"),
    )
