"""One message of the timeline."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.attachments import attachments
from chat_app.ui.components.message_editor import message_editor
from chat_app.ui.components.message_tools import message_tools
from chat_app.ui.components.reactions import reactions
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.tooltip import tooltip

Message = rx.Var[store.MessageRow]

_ABSENT = rx.Var("undefined")


@rx.memo
def message_row(message: Message, rest: rx.RestProp) -> rx.Component:
    return rx.el.div(
        rx.cond(message.day != "", _day(message)),
        rx.cond(message.is_below_line, _new_line()),
        rx.cond(message.is_system, _system(message), _user(message)),
        rest,
        data_row=message.seq,
        data_new=rx.cond(message.is_below_line, "true", _ABSENT),
    )


def _day(message: Message) -> rx.Component:
    """Between two days. Pressed, it leads to another; by keyboard there is the one that floats above."""
    return rx.el.div(
        rx.el.button(
            message.day,
            type="button",
            tab_index=-1,
            **store.on({"aria-haspopup": "dialog"}, click=store.open_dates),
        ),
        class_name="day",
    )


def _new_line() -> rx.Component:
    return rx.el.div(
        rx.el.span(say("jumps-new")),
        class_name="new-line",
        role="separator",
        **store.on({"aria-label": say("jumps-new")}),
    )


def _system(message: Message) -> rx.Component:
    """One quiet line; nothing, where another line says it too."""
    return rx.cond(
        message.line != "",
        rx.el.article(
            message.line,
            " ",
            rx.el.time(message.time, date_time=message.at, title=message.full_time),
            class_name="system",
            tab_index=-1,
            data_message_id=message.id,
            data_seq=message.seq,
        ),
    )


def _user(message: Message) -> rx.Component:
    return rx.el.article(
        rx.cond(
            message.is_first,
            rx.el.header(
                avatar(message),
                rx.el.span(message.author, class_name="author"),
                rx.cond(message.is_bot, tag(say("people-bot"))),
                rx.el.time(message.time, date_time=message.at, title=message.full_time),
            ),
        ),
        rx.cond(message.is_pinned, _pin_mark()),
        rx.cond(message.quote_author != "", _quoted(message)),
        message_body(message=message),
        rx.cond(message.reactions.length() > 0, reactions(message)),
        rx.cond(message.replies != "", _thread(message)),
        rx.cond(message.seen != "", _seen(message)),
        rx.cond(message.status == "failed", _failed(message)),
        rx.cond(message.id != "", message_tools(message=message)),
        class_name=rx.cond(message.is_first, "message first", "message"),
        tab_index=-1,
        data_message_id=rx.cond(message.id != "", message.id, _ABSENT),
        data_seq=rx.cond(message.id != "", message.seq, _ABSENT),
        data_status=rx.cond(message.is_mine, message.status, _ABSENT),
        data_changing=rx.cond(message.is_changing, "true", _ABSENT),
        data_for_me=rx.cond(message.is_for_me, "true", _ABSENT),
        data_highlighted=rx.cond(message.is_highlighted, "true", _ABSENT),
    )


@rx.memo
def message_body(message: Message) -> rx.Component:
    """The text and the files with their marks; or the field in which the text is changed."""
    return rx.cond(
        store.is_editing(message.row),
        rx.fragment(message_editor(), rx.el.div(attachments(message), class_name="beside-editor")),
        rx.el.div(
            rx.cond(
                ~message.is_first,
                rx.el.time(message.time, date_time=message.at, title=message.full_time, class_name="aside"),
            ),
            rx.el.div(
                rx.cond(
                    message.is_deleted,
                    _deleted(),
                    rx.fragment(
                        rx.cond(message.has_text | message.is_edited, _text(message)), attachments(message)
                    ),
                ),
                class_name="content",
            ),
            rx.cond(message.is_mine & ~message.is_deleted, _status(message)),
            class_name="said",
        ),
    )


def _pin_mark() -> rx.Component:
    return rx.el.div(icon("pin", 12), say("pins-mark"), class_name="pin-mark")


def _quoted(message: Message) -> rx.Component:
    """What the message answers: pressed, it leads there."""
    return rx.el.button(
        rx.el.b(message.quote_author),
        rx.cond(
            message.quote != "",
            rx.el.span(message.quote),
            rx.el.span(say("message-deleted"), class_name="gone"),
        ),
        rx.el.span(say("quote-go", author=message.quote_author), class_name="only-read"),
        type="button",
        class_name="quoted",
        **store.on(click=store.go_to_quoted(message.row)),
    )


def _thread(message: Message) -> rx.Component:
    """How much was answered in the thread on this message; pressed, it opens."""
    return rx.el.button(
        rx.el.span(
            rx.foreach(message.repliers, lambda one: avatar(one, "tiny")),
            class_name="faces",
        ),
        rx.el.b(message.replies),
        rx.el.span(message.replies_at, class_name="quiet-text"),
        rx.cond(message.has_new_replies, rx.el.span(say("thread-new"), class_name="new")),
        type="button",
        class_name="thread-mark",
        **store.on(click=store.open_thread_of(message.row)),
    )


def _seen(message: Message) -> rx.Component:
    return rx.el.button(
        message.seen,
        type="button",
        class_name="seen",
        **store.on(
            {"aria-label": say("seen-show", words=message.seen)}, click=store.show_readers(message.row)
        ),
    )


def _text(message: Message) -> rx.Component:
    """The server's HTML, sanitised there; before it is known, the text as it was typed."""
    return rx.el.div(
        rx.cond(message.html != "", rx.html(message.html), rx.el.span(message.body, class_name="typed")),
        rx.cond(
            message.is_edited,
            rx.el.time(
                say("message-edited"),
                date_time=message.edited_at,
                class_name="edited",
                **tooltip(message.edited_time),
            ),
        ),
        class_name=rx.cond(message.is_big, "text big", "text"),
    )


def _deleted() -> rx.Component:
    return rx.el.div(say("message-deleted"), class_name="text gone")


def _status(message: Message) -> rx.Component:
    return rx.fragment(
        rx.match(
            message.status,
            ("pending", _tick("clock", say("message-sending"))),
            ("sent", _tick("check", say("message-sent"))),
            ("delivered", _tick("checks", say("message-delivered"))),
            ("read", _tick("checks", say("message-read"), "is-read")),
            rx.fragment(),
        )
    )


def _tick(drawing: IconName, words: rx.Var[str], class_name: str = "") -> rx.Component:
    return rx.el.span(
        icon(drawing, 15),
        rx.el.span(words, class_name="only-read"),
        class_name=f"tick {class_name}".strip(),
        title=words,
    )


def _failed(message: Message) -> rx.Component:
    return rx.el.div(
        rx.el.span(say("message-not-sent", why=message.reason)),
        rx.el.button(say("message-retry"), type="button", **store.on(click=store.retry(message.key))),
        rx.el.button(say("message-discard"), type="button", **store.on(click=store.discard(message.key))),
        class_name="failed",
        role="alert",
    )
