"""Fields: a label that stays, a hint, and in its place what is wrong."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.face import on
from chat_app.ui.text import say
from chat_app.ui.theme.icon import icon


def field(
    name: str,
    label: str | rx.Var[str],
    *,
    error: rx.Var[str] | str = "",
    hint: str | rx.Var[str] = "",
    before: rx.Component | None = None,
    after: rx.Component | None = None,
    below: rx.Component | None = None,
    attributes: dict[str, Any] | None = None,
    handlers: dict[str, rx.Var[Any]] | None = None,
) -> rx.Component:
    """A text field. `name` is that of the API, so that the server's errors find their field.

    `attributes` are React's (`autoComplete`, `inputMode`), `handlers` as for `on`; `before` and `after` stand
    inside its box, `below` under its note.
    """
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.div(
            *((before,) if before else ()),
            rx.el.input(
                id=name,
                name=name,
                aria_invalid=rx.cond(error, "true", "false"),
                aria_describedby=f"{name}-note",
                **on(attributes, **(handlers or {})),
            ),
            *((after,) if after else ()),
            class_name="box",
        ),
        note(name, error, hint),
        *((below,) if below else ()),
        class_name="field",
    )


def note(name: str, error: rx.Var[str] | str, hint: str | rx.Var[str]) -> rx.Component:
    """What stands under the field of this name: what is wrong, or else the hint."""
    return rx.el.p(
        rx.cond(error, rx.fragment(icon("alert", 15), rx.el.span(error)), hint),
        id=f"{name}-note",
        class_name=rx.cond(error, "note error", "note"),
    )


def select_field(
    name: str,
    label: str | rx.Var[str],
    *choices: tuple[str, str | rx.Var[str]],
    value: rx.Var[str],
    change: rx.Var[Any],
) -> rx.Component:
    """One of several, behind a field; each choice is its value and its words."""
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.div(
            rx.el.select(
                *(rx.el.option(words, value=choice) for choice, words in choices),
                id=name,
                name=name,
                **on({"value": value}, change=change),
            ),
            icon("open", 18),
            class_name="box",
        ),
        class_name="field",
    )


def password_field(
    name: str,
    label: str | rx.Var[str],
    *,
    error: rx.Var[str] | str = "",
    hint: str | rx.Var[str] = "",
    attributes: dict[str, Any] | None = None,
    handlers: dict[str, rx.Var[Any]] | None = None,
) -> rx.Component:
    """A password, which can be looked at, and which tells when the caps lock is on. One on a page."""
    shown = store.password
    return field(
        name,
        label,
        error=error,
        hint=hint,
        after=rx.el.button(
            rx.cond(shown.is_shown, icon("hide"), icon("show")),
            type="button",
            class_name="icon-button",
            data_tip=rx.cond(shown.is_shown, say("sign-in-hide"), say("sign-in-show")),
            **on(
                {
                    "aria-label": say("sign-in-show-password"),
                    "aria-pressed": rx.cond(shown.is_shown, "true", "false"),
                    "aria-controls": name,
                },
                click=store.toggle_password,
            ),
        ),
        below=rx.el.p(
            rx.cond(shown.is_caps, rx.fragment(icon("caps-lock", 15), rx.el.span(say("sign-in-caps")))),
            class_name="note",
            aria_live="polite",
        ),
        attributes={
            **(attributes or {}),
            "type": rx.cond(shown.is_shown, "text", "password"),
            "autoCapitalize": "none",
            "autoCorrect": "off",
            "spellCheck": "false",
        },
        handlers={**(handlers or {}), "key_down": store.password_key, "key_up": store.password_key},
    )


def search_field(
    name: str,
    label: str | rx.Var[str],
    placeholder: str | rx.Var[str],
    *,
    typed: rx.Var[Any],
    attributes: dict[str, Any] | None = None,
) -> rx.Component:
    """Narrows a list as one types. Its label is read out, the drawing shows it."""
    return rx.el.div(
        rx.el.div(
            icon("search", 18),
            rx.el.input(
                id=name,
                type="search",
                auto_complete="off",
                placeholder=placeholder,
                **on({"aria-label": label, "spellCheck": "false", **(attributes or {})}, input=typed),
            ),
            class_name="box",
        ),
        class_name="field",
    )
