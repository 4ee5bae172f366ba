"""Where messages are written."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.reply_chip import reply_chip
from chat_app.ui.components.uploads import files_to_send
from chat_app.ui.components.writing import extras, formatting, preview, writing_attributes
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon

FIELD = "composer"


def composer() -> rx.Component:
    """The field; where one may not write, who may."""
    opened = store.open_conversation
    return rx.fragment(rx.cond(opened.closed != "", _closed()), _form())


def _form() -> rx.Component:
    opened = store.open_conversation
    return plain_form(
        reply_chip(in_thread=False),
        preview(field=FIELD),
        files_to_send(field=FIELD),
        rx.el.textarea(
            id=FIELD,
            rows="1",
            enter_key_hint="send",
            placeholder=say("composer-placeholder"),
            disabled=opened.closed != "",
            data_conversation=store.composed_in,
            **store.on(
                {"aria-label": say("composer-label"), **writing_attributes()},
                key_down=store.composer_key,
                input=store.composer_input,
            ),
        ),
        formatting(field=FIELD),
        extras(field=FIELD),
        rx.el.button(
            icon("send"),
            type="submit",
            class_name="send",
            aria_label=say("composer-send"),
            title=say("composer-send"),
        ),
        class_name="composer",
        data_completed=True,
        data_closed=opened.closed != "",
        **store.on(submit=store.submit_message),
    )


def _closed() -> rx.Component:
    """In place of the field. It stays hidden on the page, with what was begun in it."""
    opened = store.open_conversation
    return rx.el.div(
        rx.el.p(closed_words(opened.closed)),
        rx.cond(opened.can_return, button(say("groups-return"), click=store.bring_back)),
        class_name="closed",
        role="note",
    )


def closed_words(closed: rx.Var[str]) -> rx.Component:
    """Why one may not write here."""
    return rx.fragment(rx.cond(closed == "archived", say("composer-archived"), say("composer-admins")))
