"""What one says of oneself: the dialogs for a status and for not being disturbed."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.field import field, select_field
from chat_app.ui.theme.form import plain_form

EMOJIS = ("📅", "🍜", "🎧", "🏡", "🤒", "🌴", "🚆", "🎉", "☕", "📵")
SUGGESTIONS = (
    ("meeting", "📅", "status-suggestion-meeting"),
    ("lunch", "🍜", "status-suggestion-lunch"),
    ("focus", "🎧", "status-suggestion-focus"),
    ("home", "🏡", "status-suggestion-home"),
    ("sick", "🤒", "status-suggestion-sick"),
    ("holiday", "🌴", "status-suggestion-holiday"),
)
ENDS = (
    ("never", "status-ends-never"),
    ("30m", "status-ends-30m"),
    ("1h", "status-ends-1h"),
    ("4h", "status-ends-4h"),
    ("today", "status-ends-today"),
    ("week", "status-ends-week"),
    ("custom", "status-ends-custom"),
)


def status_dialog() -> rx.Component:
    """For every page from which one can set one's status."""
    status = store.status_dialog
    return dialog(
        say("status-title"),
        plain_form(
            field(
                "status-text",
                say("status-text"),
                error=status.failure,
                before=rx.cond(
                    status.emoji != "",
                    rx.el.span(status.emoji, class_name="chosen-emoji", aria_hidden="true"),
                ),
                attributes={
                    "defaultValue": store.status_text.call(),
                    "maxLength": 100,
                    "autoComplete": "off",
                },
            ),
            rx.el.div(
                *(_emoji(emoji) for emoji in EMOJIS),
                class_name="status-emojis",
                role="group",
                **store.on({"aria-label": say("status-emojis")}),
            ),
            rx.el.div(
                *(_suggestion(name, emoji, text) for name, emoji, text in SUGGESTIONS),
                class_name="status-suggestions",
                role="group",
                **store.on({"aria-label": say("status-suggestions")}),
            ),
            select_field(
                "status-ends",
                say("status-ends"),
                *((end, say(text)) for end, text in ENDS),
                value=status.ends,
                change=store.choose_status_end,
            ),
            rx.cond(
                status.ends == "custom",
                field(
                    "status-until",
                    say("status-until"),
                    attributes={"type": "datetime-local", "value": status.until},
                    handlers={"change": store.type_status_until},
                ),
            ),
            rx.el.footer(button(say("status-save"), "primary", is_busy=status.is_saving)),
            class_name="status-form",
            **store.on({"noValidate": True}, submit=store.save_status),
        ),
        is_open=status.is_open,
        open_change=store.status_open_change,
    )


def quiet_dialog() -> rx.Component:
    """Until when one does not want to be disturbed, for a time of one's own."""
    quiet = store.quiet_dialog
    return dialog(
        say("status-quiet-title"),
        plain_form(
            rx.el.p(say("status-quiet-why"), class_name="quiet-text"),
            field(
                "quiet-until",
                say("status-quiet-when"),
                error=quiet.failure,
                attributes={"type": "datetime-local", "value": quiet.until},
                handlers={"change": store.type_quiet_until},
            ),
            rx.el.footer(button(say("status-quiet-start"), "primary")),
            class_name="status-form",
            **store.on({"noValidate": True}, submit=store.save_quiet),
        ),
        is_open=quiet.is_open,
        open_change=store.quiet_open_change,
    )


def _emoji(emoji: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(emoji, aria_hidden="true"),
        type="button",
        **store.on(
            {
                "aria-label": say("status-emoji-of", emoji=emoji),
                "aria-pressed": rx.cond(store.status_dialog.emoji == emoji, "true", "false"),
            },
            click=store.choose_status_emoji(emoji),
        ),
    )


def _suggestion(name: str, emoji: str, text: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(emoji, aria_hidden="true"),
        say(text),
        type="button",
        **store.on(click=store.suggest_status(name)),
    )
