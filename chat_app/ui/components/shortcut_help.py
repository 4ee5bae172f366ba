"""The help for the keyboard."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.dialog import dialog

shown = store.shortcut_help


def shortcut_help() -> rx.Component:
    return dialog(
        say("shortcuts-title"),
        _group(say("shortcuts-around"), shown.around),
        _group(say("shortcuts-in-conversation"), shown.inside),
        _group(say("shortcuts-writing"), shown.writing),
        rx.el.label(
            rx.el.input(
                type="checkbox", **store.on({"checked": shown.has_single}, change=store.toggle_single_keys)
            ),
            say("shortcuts-single"),
            class_name="check",
        ),
        is_open=shown.is_open,
        open_change=store.help_open_change,
        class_name="dialog shortcuts",
    )


def _group(title: rx.Var[str], shortcuts: rx.Var[list[store.Shortcut]]) -> rx.Component:
    return rx.el.section(rx.el.h3(title), rx.el.dl(rx.foreach(shortcuts, _shortcut)))


def _shortcut(one: rx.Var[store.Shortcut]) -> rx.Component:
    return rx.el.div(
        rx.el.dt(one.text),
        rx.el.dd(rx.foreach(one.combinations, _combination)),
        key=one.id,
    )


def _combination(keys: rx.Var[list[str]]) -> rx.Component:
    return rx.el.span(rx.foreach(keys, rx.el.kbd), class_name="keys")
