"""Files that go with a message, above the field in which it is written, and where they can be dropped."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import icon_button
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.tooltip import tooltip


@rx.memo
def files_to_send(field: rx.Var[str]) -> rx.Component:
    """Nothing as long as nothing is brought to the message in the field of this id."""
    shown = store.files_to_send(field)
    return rx.cond(
        shown.files.length() > 0,
        rx.el.div(
            rx.el.ul(rx.foreach(shown.files, _file), **store.on({"aria-label": say("uploads-list")})),
            rx.cond(
                shown.is_later,
                rx.el.p(
                    icon("clock", 16),
                    say("uploads-later"),
                    rx.el.button(
                        say("uploads-take-back"), type="button", **store.on(click=store.send_not_yet)
                    ),
                ),
            ),
            class_name="files-to-send",
        ),
    )


def _file(one: rx.Var[store.FileToSend]) -> rx.Component:
    return rx.el.li(
        rx.match(one.kind, ("video", icon("video")), ("audio", icon("audio")), icon("file")),
        rx.cond(
            one.preview != "",
            rx.el.img(
                src=one.preview, alt="", **store.on({"decoding": "async"}, error=store.preview_missing)
            ),
        ),
        rx.el.div(
            rx.el.b(one.name, **tooltip(one.name)),
            rx.el.span(one.about),
            rx.cond(one.pace != "", rx.el.span(one.pace)),
        ),
        rx.cond(
            one.is_going,
            rx.el.progress(value=one.percent, max=100, **store.on({"aria-label": one.progress})),
        ),
        rx.cond(one.retry != "", icon_button("retry", one.retry, click=store.retry_file(one.id), size=16)),
        icon_button("close", one.remove, click=store.remove_file(one.id), size=16),
        key=one.id,
        data_status=one.status,
    )


@rx.memo
def attach_button() -> rx.Component:
    return rx.el.button(
        icon("attach", 20),
        type="button",
        class_name="extra attach",
        **tooltip(say("uploads-attach")),
        **store.on(
            {"aria-label": say("uploads-attach")},
            click=store.attach,
            pointer_enter=store.expect_attaching,
            mouse_down=store.keep_focus,
        ),
    )


@rx.memo
def drop_here(field: rx.Var[str], words: rx.Var[str]) -> rx.Component:
    """Over whatever is the target: shown while files are dragged there that would be dropped at the field."""
    return rx.cond(
        store.is_over(field),
        rx.el.div(icon("attach", 28), rx.el.span(words), class_name="drop-here", aria_hidden="true"),
    )
