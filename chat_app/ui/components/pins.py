"""What is pinned in a conversation."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.button import button, icon_button
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines
from chat_app.ui.theme.tooltip import tooltip


@rx.memo
def pins_button() -> rx.Component:
    """For the head of the conversation: how many there are; nothing where nothing is pinned."""
    count = store.pin_count
    opened = store.panel_kind == "pins"
    words = say("pins-show", count=count)
    return rx.cond(
        (count != 0) | opened,
        rx.el.button(
            icon("pin", 18),
            rx.el.span(count),
            type="button",
            class_name="icon-button pins-button",
            **tooltip(words),
            **store.on(
                {"aria-label": words, "aria-expanded": rx.cond(opened, "true", "false")},
                click=store.toggle_panel("pins"),
            ),
        ),
    )


@rx.memo
def pinned_messages() -> rx.Component:
    pins = store.pins
    return rx.el.div(
        failure(pins.failure, store.load_pins_again),
        rx.cond(~pins.is_loaded & (pins.failure == ""), skeleton_lines(3)),
        rx.cond(
            pins.is_loaded & (pins.count == 0),
            rx.el.p(icon("pin", 24), say("pins-empty"), class_name="aside-state"),
        ),
        rx.el.ul(
            rx.foreach(pins.rows, lambda pin: pin_line(pin=pin, key=pin.id)),
            **store.on({"aria-label": say("pins-list")}),
        ),
        rx.cond(pins.has_more, button(say("pins-more"), click=store.more_pins, class_name="wide")),
        class_name="pins",
    )


@rx.memo
def pin_line(pin: rx.Var[store.Pin], rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        avatar(pin, "small"),
        rx.el.div(rx.el.b(pin.author), rx.el.time(pin.time, date_time=pin.at), class_name="who"),
        rx.el.div(
            rx.cond(pin.html != "", rx.html(pin.html), rx.el.span(pin.body, class_name="typed")),
            class_name="text",
        ),
        rx.el.button(
            say("pins-go"), type="button", class_name="go", **store.on(click=store.go_to_pin(pin.id))
        ),
        icon_button("unpin", say("pins-take-down"), click=store.unpin(pin.id), size=16),
        rest,
        class_name="pin",
    )
