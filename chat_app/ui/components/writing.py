"""What stands around every field in which messages are written: formatting, a preview, suggestions."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.uploads import attach_button
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.presence import presence_dot
from chat_app.ui.theme.tooltip import tooltip

_FORMATS: tuple[tuple[tuple[str, IconName, str, str], ...], ...] = (
    (
        ("bold", "bold", "Control+B", "writing-bold"),
        ("italic", "italic", "Control+I", "writing-italic"),
        ("strike", "strike", "Control+Shift+X", "writing-strike"),
        ("link", "link", "Control+Shift+U", "writing-link"),
    ),
    (
        ("bullets", "bullets", "Control+Shift+8", "writing-bullets"),
        ("numbers", "numbers", "Control+Shift+7", "writing-numbers"),
        ("quote", "quote", "Control+Shift+9", "writing-quote"),
    ),
    (
        ("code", "code", "Control+E", "writing-code"),
        ("block", "code-block", "Control+Shift+E", "writing-block"),
    ),
)


def writing_attributes() -> dict[str, Any]:
    """What the field's own `store.on` takes besides its name and its handlers."""
    return {"aria-autocomplete": "list", "onPaste": store.pasted}


@rx.memo
def formatting(field: rx.Var[str]) -> rx.Component:
    """Buttons for what is selected in the field of this id, in one row; folded away on a narrow screen."""
    first = _FORMATS[0][0][0]
    groups = [
        rx.el.span(
            *(_format(*one, is_stop=one[0] == first) for one in group),
            class_name="format-group",
        )
        for group in _FORMATS
    ]
    return rx.el.div(
        *groups,
        rx.el.button(
            icon("show", 18),
            type="button",
            class_name="format",
            tab_index=-1,
            **tooltip(say("writing-preview")),
            **store.on(
                {
                    "aria-label": say("writing-preview"),
                    "aria-pressed": rx.cond(store.preview_of(field).is_open, "true", "false"),
                },
                click=store.toggle_preview,
            ),
        ),
        role="toolbar",
        class_name="formatting",
        data_open=store.is_formatting(field),
        **store.on(
            {"aria-label": say("writing-bar")}, mouse_down=store.keep_focus, key_down=store.toolbar_key
        ),
    )


def _format(what: str, drawing: IconName, keys: str, text: str, *, is_stop: bool) -> rx.Component:
    words = say(text)
    return rx.el.button(
        icon(drawing, 18),
        type="button",
        class_name="format",
        tab_index=0 if is_stop else -1,
        **tooltip(words),
        **store.on({"aria-label": words, "aria-keyshortcuts": keys}, click=store.format_with(what)),
    )


@rx.memo
def preview(field: rx.Var[str]) -> rx.Component:
    """What is written in the field of this id as it will look."""
    shown = store.preview_of(field)
    return rx.cond(
        shown.is_open,
        rx.el.section(
            rx.cond(
                shown.failure != "",
                rx.el.p(shown.failure, class_name="wrong"),
                rx.cond(
                    shown.html != "",
                    rx.el.div(rx.el.div(rx.html(shown.html), class_name="text"), class_name="message plain"),
                    rx.el.p(say("writing-preview-empty"), class_name="quiet-text"),
                ),
            ),
            class_name="as-sent",
            tab_index=0,
            **store.on({"aria-label": say("writing-preview")}),
        ),
    )


@rx.memo
def extras(field: rx.Var[str]) -> rx.Component:
    """Beside the field of this id: the room that is left, what unfolds the formatting, files and emoji."""
    room = store.room_in(field)
    return rx.el.div(
        rx.el.span(
            room.words,
            role="status",
            class_name="room",
            data_over=room.is_over,
        ),
        rx.el.button(
            icon("formatting", 20),
            type="button",
            class_name="extra unfold",
            **store.on(
                {
                    "aria-label": say("writing-bar-open"),
                    "aria-expanded": rx.cond(store.is_formatting(field), "true", "false"),
                },
                click=store.toggle_formatting,
                mouse_down=store.keep_focus,
            ),
        ),
        attach_button(),
        rx.el.button(
            icon("emoji", 20),
            type="button",
            class_name="extra",
            **tooltip(say("writing-emoji")),
            **store.on(
                {"aria-label": say("writing-emoji"), "aria-haspopup": "dialog", "aria-expanded": "false"},
                click=store.pick_into_field,
                pointer_enter=store.expect_picking,
                mouse_down=store.keep_focus,
            ),
        ),
        class_name="extras",
    )


@rx.memo
def completions() -> rx.Component:
    """Belongs once on the page: people and emoji, offered as one types, at whichever field it is."""
    return rx.cond(
        store.completions.length() > 0,
        rx.el.ul(
            rx.foreach(store.completions, _completion),
            id="completions",
            role="listbox",
            class_name="completions",
            **store.on({"aria-label": say("writing-completions")}, mouse_down=store.keep_focus),
        ),
    )


def _completion(one: rx.Var[store.Completion]) -> rx.Component:
    return rx.el.li(
        rx.match(
            one.kind,
            ("emoji", rx.el.span(one.emoji, class_name="emoji", aria_hidden="true")),
            (
                "person",
                rx.el.span(avatar(one, "small"), presence_dot(one.presence), class_name="portrait"),
            ),
            rx.el.span(icon("group", 18), class_name="drawn"),
        ),
        rx.el.b(one.label),
        rx.el.span(one.detail, class_name="quiet-text"),
        id=one.id,
        key=one.key,
        role="option",
        **store.on(
            {"aria-selected": rx.cond(one.is_active, "true", "false")}, click=store.choose_completion(one.id)
        ),
    )
