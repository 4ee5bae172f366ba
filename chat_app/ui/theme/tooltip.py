"""Tooltips: the name of what is only drawn. There is one for the page, so that many rows cost nothing."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.face import on
from chat_app.ui.theme import base_ui


def tooltip(words: str | rx.Var[str]) -> dict[str, Any]:
    """Properties for an element that show these words beside it: `**tooltip("Reply")`.

    For who sees and points. The element still needs its name, and nothing may stand in a tooltip alone.
    """
    return {"data_tip": words}


def tooltips() -> rx.Component:
    """Belongs once on every page that has any."""
    tip = store.tip
    return base_ui.TooltipRoot.create(
        base_ui.TooltipPortal.create(
            base_ui.TooltipPositioner.create(
                base_ui.TooltipPopup.create(tip.text, class_name="tooltip"),
                side="top",
                side_offset=6,
                class_name="tooltip-place",
                **on({"anchor": tip.anchor, "collisionPadding": 8}),
            )
        ),
        open=tip.is_open,
    )
