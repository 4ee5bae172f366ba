"""Settings: a section with a name of its own, and in it switches and choices that take effect at once."""

from typing import Any

import reflex as rx

from chat_app.ui.store.face import on
from chat_app.ui.theme.icon import IconName, icon

Words = str | rx.Var[str]


def setting_section(name: str, title: Words, *content: rx.Component, about: Words = "") -> rx.Component:
    """What belongs together; `name` is where `#name` in the address leads."""
    return rx.el.section(
        rx.el.header(
            rx.el.h2(title, id=f"{name}-title"),
            rx.el.p(about, class_name="quiet-text"),
        ),
        *content,
        id=name,
        tab_index=-1,
        aria_labelledby=f"{name}-title",
        class_name="setting-section",
    )


def setting_switch(
    name: str,
    words: Words,
    *,
    is_on: rx.Var[bool],
    change: rx.Var[Any],
    hint: Words | rx.Component = "",
    after: rx.Component | None = None,
    is_disabled: rx.Var[bool] | bool = False,
) -> rx.Component:
    """On or off. `hint` stands under its words, `after` beside the switch."""
    return rx.el.div(
        rx.el.div(
            rx.el.label(words, html_for=name),
            rx.el.p(hint, id=f"{name}-hint", class_name="note"),
            class_name="words",
        ),
        *((after,) if after else ()),
        rx.el.input(
            id=name,
            type="checkbox",
            role="switch",
            aria_describedby=f"{name}-hint",
            class_name="switch",
            **on({"checked": is_on, "disabled": is_disabled}, change=change),
        ),
        class_name="setting",
    )


def setting_choice(
    name: str,
    title: Words,
    *choices: tuple[str, Words, Words, IconName],
    value: rx.Var[str],
    change: rx.Var[Any],
    is_titled: bool = False,
) -> rx.Component:
    """One of several; each choice is its value, its words, a hint and its drawing.

    Where `is_titled` already by what stands above, its own title is only read out.
    """
    return rx.el.fieldset(
        rx.el.legend(title, class_name="only-read" if is_titled else ""),
        *(
            rx.el.label(
                icon(drawing, 18),
                rx.el.span(rx.el.span(words), rx.el.span(hint, class_name="note"), class_name="words"),
                rx.el.input(
                    type="radio", name=name, value=choice, **on({"checked": value == choice}, change=change)
                ),
                class_name="setting",
            )
            for choice, words, hint, drawing in choices
        ),
        class_name="setting-choices",
    )
