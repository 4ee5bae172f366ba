"""The field in which a message is changed, in its place."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.writing import writing_attributes
from chat_app.ui.text import say
from chat_app.ui.theme.form import plain_form


@rx.memo
def message_editor() -> rx.Component:
    return plain_form(
        rx.el.textarea(
            id="message-editor",
            rows="1",
            default_value=store.edited_text,
            **store.on(
                {"aria-label": say("message-edit-field"), **writing_attributes()},
                key_down=store.editor_key,
                input=store.editor_input,
            ),
        ),
        rx.el.div(
            rx.el.span(say("message-edit-keys"), class_name="hint"),
            rx.el.button(say("common-cancel"), type="button", **store.on(click=store.cancel_editing)),
            rx.el.button(say("common-save"), type="submit", class_name="save"),
            class_name="actions",
        ),
        class_name="editor",
        **store.on(submit=store.submit_edit),
    )
