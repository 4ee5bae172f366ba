"""One message of the timeline."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.avatar import avatar
from chat_app.ui.components.icon import icon
from chat_app.ui.theme.icon import IconName


@rx.memo
def message_row(message: rx.Var[store.MessageRow], rest: rx.RestProp) -> rx.Component:
    return rx.el.div(
        rx.cond(
            message.day != "",
            rx.el.div(rx.el.span(message.day), class_name="day", role="separator", aria_label=message.day),
        ),
        rx.cond(message.is_system, _system(message), _user(message)),
        rest,
    )


def _system(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.el.article(
        message.body,
        class_name="system",
        data_message_id=message.id,
        data_seq=message.seq,
    )


def _user(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.el.article(
        rx.cond(
            message.is_first,
            rx.el.header(
                avatar(message),
                rx.el.span(message.author, class_name="author"),
                rx.el.time(message.time, date_time=message.at),
            ),
        ),
        rx.cond(
            message.quote_author != "",
            rx.el.blockquote(rx.el.b(message.quote_author), " ", message.quote, class_name="quoted"),
        ),
        rx.el.div(
            rx.cond(~message.is_first, rx.el.time(message.time, date_time=message.at, class_name="aside")),
            rx.cond(message.is_deleted, _deleted(), _text(message)),
            rx.cond(message.is_mine, _status(message)),
            class_name="line",
        ),
        rx.cond(message.reactions.length() > 0, _reactions(message)),
        rx.cond(message.status == "failed", _failed(message)),
        class_name=rx.cond(message.is_first, "message first", "message"),
        data_message_id=rx.cond(message.id != "", message.id, rx.Var("undefined")),
        data_seq=rx.cond(message.id != "", message.seq, rx.Var("undefined")),
        data_status=rx.cond(message.is_mine, message.status, rx.Var("undefined")),
        data_highlighted=rx.cond(message.is_highlighted, "true", rx.Var("undefined")),
    )


def _text(message: rx.Var[store.MessageRow]) -> rx.Component:
    """The server's HTML, sanitised there; before it is known, the text as it was typed."""
    return rx.cond(
        message.html != "",
        rx.el.div(
            rx.html(message.html),
            rx.cond(message.is_edited, rx.el.span("edited", class_name="edited")),
            class_name="text",
        ),
        rx.el.div(message.body, class_name="text typed"),
    )


def _deleted() -> rx.Component:
    return rx.el.div("This message was deleted.", class_name="text gone")


def _status(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.fragment(
        rx.match(
            message.status,
            ("pending", _tick("clock", "Sending")),
            ("sent", _tick("check", "Sent")),
            ("delivered", _tick("checks", "Delivered")),
            ("read", _tick("checks", "Read", "is-read")),
            rx.fragment(),
        )
    )


def _tick(drawing: IconName, words: str, class_name: str = "") -> rx.Component:
    return rx.el.span(
        icon(drawing, 15),
        rx.el.span(words, class_name="only-read"),
        class_name=f"tick {class_name}".strip(),
        title=words,
    )


def _reactions(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.el.div(
        rx.foreach(
            message.reactions,
            lambda reaction: rx.el.span(
                reaction.emoji, rx.el.span(reaction.count), class_name="reaction", key=reaction.emoji
            ),
        ),
        class_name="reactions",
    )


def _failed(message: rx.Var[store.MessageRow]) -> rx.Component:
    return rx.el.div(
        rx.el.span("Not sent. ", message.reason),
        rx.el.button("Retry", type="button", **store.on(click=store.retry(message.key))),
        rx.el.button("Discard", type="button", **store.on(click=store.discard(message.key))),
        class_name="failed",
        role="alert",
    )
