"""Who has seen a message, and when."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.skeleton import skeleton_lines


@rx.memo
def seen_by() -> rx.Component:
    seen = store.seen_by
    return rx.el.div(
        rx.cond(seen.body != "", rx.el.p(seen.body, class_name="about")),
        failure(seen.failure, store.load_seen_by_again),
        rx.cond(~seen.is_loaded & (seen.failure == ""), skeleton_lines(3)),
        rx.cond(
            seen.is_loaded,
            rx.fragment(
                rx.cond(
                    seen.read.length() > 0,
                    rx.el.ul(rx.foreach(seen.read, _reader), **store.on({"aria-label": say("seen-list")})),
                    rx.el.p(say("seen-nobody"), class_name="aside-state"),
                ),
                rx.cond(
                    seen.delivered.length() > 0,
                    rx.fragment(
                        rx.el.h3(say("seen-delivered")),
                        rx.el.ul(
                            rx.foreach(seen.delivered, _reader),
                            **store.on({"aria-label": say("seen-delivered")}),
                        ),
                    ),
                ),
            ),
        ),
        class_name="seen-by",
    )


def _reader(reader: rx.Var[store.Reader]) -> rx.Component:
    return rx.el.li(
        avatar(reader, "small"),
        rx.el.span(reader.name, class_name="name"),
        rx.el.time(reader.time, date_time=reader.at),
        key=reader.id,
    )
