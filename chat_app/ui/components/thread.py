"""A thread: the message that it is on, the replies, and where one writes another."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.composer import closed_words
from chat_app.ui.components.message import message_row
from chat_app.ui.components.reply_chip import reply_chip
from chat_app.ui.components.uploads import drop_here, files_to_send
from chat_app.ui.components.writing import extras, formatting, preview, writing_attributes
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines
from chat_app.ui.theme.tooltip import tooltip

FIELD = "thread-composer"


@rx.memo
def thread() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(store.thread.is_loaded, _messages(), _not_loaded()),
            id="thread",
            role="group",
            tab_index=0,
            class_name="thread-messages",
            data_loaded=store.is_thread_loaded,
            **store.on(
                {"aria-label": say("thread-title")},
                scroll=store.thread_scrolled,
                **store.pointing,
            ),
        ),
        thread_composer(),
        drop_here(field=FIELD, words=say("uploads-drop-thread")),
        class_name="thread",
    )


def _messages() -> rx.Component:
    one = store.thread
    return rx.fragment(
        rx.foreach(one.root, lambda message: message_row(message=message, key=message.key)),
        rx.cond(
            one.count != "",
            rx.el.p(one.count, class_name="thread-count"),
            rx.el.p(say("thread-empty"), class_name="aside-state"),
        ),
        rx.cond(
            one.has_earlier,
            button(
                say("thread-earlier"), click=store.earlier_replies, is_busy=one.is_growing, class_name="wide"
            ),
        ),
        rx.el.div(
            rx.foreach(one.rows, lambda message: message_row(message=message, key=message.key)),
            role="feed",
            **store.on({"aria-label": say("thread-list"), "aria-live": "polite"}),
        ),
    )


def _not_loaded() -> rx.Component:
    one = store.thread
    return rx.cond(
        one.failure != "",
        failure(one.failure, store.load_thread_again),
        rx.cond(one.is_offline, rx.el.p(say("thread-offline"), class_name="aside-state"), skeleton_lines(3)),
    )


@rx.memo
def thread_composer() -> rx.Component:
    closed = store.thread.closed
    return rx.fragment(
        rx.cond(closed != "", rx.el.div(rx.el.p(closed_words(closed)), class_name="closed", role="note")),
        _thread_form(),
    )


def _thread_form() -> rx.Component:
    closed = store.thread.closed
    return plain_form(
        preview(field=FIELD),
        reply_chip(in_thread=True),
        files_to_send(field=FIELD),
        rx.el.textarea(
            id=FIELD,
            rows="1",
            enter_key_hint="send",
            disabled=closed != "",
            data_thread=store.replied_in,
            **store.on(
                {
                    "aria-label": say("thread-field"),
                    "placeholder": say("thread-field"),
                    **writing_attributes(),
                },
                key_down=store.thread_composer_key,
                input=store.thread_composer_input,
            ),
        ),
        formatting(field=FIELD),
        extras(field=FIELD),
        rx.el.button(
            icon("send"),
            type="submit",
            class_name="send",
            **tooltip(say("thread-send")),
            **store.on({"aria-label": say("thread-send")}),
        ),
        class_name="composer",
        data_completed=True,
        data_closed=closed != "",
        **store.on(submit=store.submit_reply),
    )
