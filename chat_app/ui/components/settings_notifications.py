"""What this device notifies of, and how."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.setting import setting_choice, setting_section, setting_switch

settings = store.notification_settings


def notifications_section() -> rx.Component:
    return setting_section(
        "notifications",
        say("settings-notifications"),
        setting_switch(
            "sound",
            say("settings-sound"),
            hint=say("settings-sound-hint"),
            is_on=settings.has_sound,
            change=store.set_sound,
        ),
        rx.cond(settings.has_sound, _volume()),
        setting_switch(
            "desktop",
            say("settings-desktop"),
            hint=rx.match(
                settings.permission,
                ("denied", say("settings-desktop-denied")),
                ("unsupported", say("settings-desktop-unsupported")),
                say("settings-desktop-hint"),
            ),
            is_on=settings.has_desktop,
            change=store.set_desktop,
            is_disabled=settings.permission == "unsupported",
        ),
        setting_choice(
            "level",
            say("settings-level"),
            ("all", say("settings-level-all"), say("settings-level-all-hint"), "notifications"),
            ("mentions", say("settings-level-mentions"), say("settings-level-mentions-hint"), "mention"),
            value=settings.level,
            change=store.set_device_level,
        ),
        about=say("settings-notifications-where"),
    )


def _volume() -> rx.Component:
    return rx.el.div(
        rx.el.label(say("settings-volume"), html_for="volume"),
        rx.el.input(
            id="volume",
            type="range",
            min="0",
            max="100",
            step="5",
            **store.on(
                {"value": settings.volume, "aria-valuetext": settings.volume_text}, change=store.set_volume
            ),
        ),
        button(say("settings-volume-test"), click=store.test_sound, drawing="sound"),
        class_name="setting volume",
    )
