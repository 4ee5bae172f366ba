"""A person's or a group's picture, or their initials on a colour of theirs."""

from typing import Any, Literal

import reflex as rx

from chat_app.ui.store.face import does, on


def avatar(row: rx.Var[Any], size: Literal["tiny", "small", "", "large"] = "") -> rx.Component:
    """20, 28, 36 or 72 px, of whatever has `initials`, a `tint`, and the address of an `avatar` or nothing.

    Decoration: the name stands beside it.
    """
    return rx.el.span(
        row.initials,
        rx.cond(
            row.avatar,
            rx.el.img(
                src=row.avatar,
                alt="",
                key=row.avatar,
                **on({"decoding": "async", "draggable": "false"}, error=does("faceMissing", "portraits")),
            ),
        ),
        class_name=f"avatar {size}".strip(),
        data_tint=row.tint,
        aria_hidden="true",
    )
