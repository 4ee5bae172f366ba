"""A person's or a group's picture, or their initials on a colour of theirs."""

from typing import Any, Literal

import reflex as rx


def avatar(row: rx.Var[Any], size: Literal["tiny", "small", "", "large"] = "") -> rx.Component:
    """20, 28, 36 or 72 px, of whatever has `initials` and a `tint`. Decoration: the name stands beside it."""
    return rx.el.span(
        row.initials,
        class_name=f"avatar {size}".strip(),
        data_tint=row.tint,
        aria_hidden="true",
    )
