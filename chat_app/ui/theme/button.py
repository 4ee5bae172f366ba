"""Buttons: a verb for what happens, and one primary button in a place."""

from typing import Any, Literal

import reflex as rx

from chat_app.ui.store.face import on
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.tooltip import tooltip

Kind = Literal["primary", "quiet", "danger"]


def button(
    words: str | rx.Var[str],
    kind: Kind = "quiet",
    *,
    click: rx.Var[Any] | None = None,
    event: Any = None,
    drawing: IconName | None = None,
    is_busy: rx.Var[bool] | bool = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """`primary` is what one came for, `danger` what cannot be taken back, `quiet` everything else.

    `click` is a function of the client store, `event` one of a state on the server; without either it sends
    the form that it is in. While `is_busy` it spins; that a second press does nothing is for the function
    behind it to see to.
    """
    handlers = on({"aria-busy": is_busy}, click=click) if click is not None else on({"aria-busy": is_busy})
    return rx.el.button(
        *((icon(drawing, 18),) if drawing else ()),
        rx.el.span(words),
        type="submit" if click is None and event is None else "button",
        class_name=f"button {kind} {class_name}".strip(),
        **attributes,
        **handlers,
        **_asking(event),
    )


def icon_button(
    drawing: IconName,
    name: str | rx.Var[str],
    *,
    click: rx.Var[Any] | None = None,
    event: Any = None,
    size: int = 20,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A quiet square with a drawing. Its name is read out, and shown as a tooltip. See `button`."""
    return rx.el.button(
        icon(drawing, size),
        type="submit" if click is None and event is None else "button",
        class_name=f"icon-button {class_name}".strip(),
        **tooltip(name),
        **attributes,
        **on({"aria-label": name}, **({} if click is None else {"click": click})),
        **_asking(event),
    )


def _asking(event: Any) -> dict[str, Any]:
    return {} if event is None else {"on_click": event}
