"""Tooltips: the name of what is only drawn. There is one for the page, so that many rows cost nothing."""

from typing import Any

import reflex as rx

from chat_app.ui import store


def tooltip(words: str | rx.Var[str]) -> dict[str, Any]:
    """Properties for an element that show these words beside it: `**tooltip("Reply")`.

    For who sees and points. The element still needs its name, and nothing may stand in a tooltip alone.
    """
    return {"data_tip": words}


def tooltips() -> rx.Component:
    """Belongs once on every page that has any."""
    return rx.el.div(
        store.tip.text,
        id="tooltip",
        role="tooltip",
        class_name="tooltip",
        data_open=store.tip.is_open,
        aria_hidden="true",
    )
