"""Skeletons: the shape of what is on its way, shown when it takes longer than one notices."""

import reflex as rx


def skeleton_lines(count: int) -> rx.Component:
    """Lines of a list with a portrait, a name and a second line."""
    return rx.el.div(
        *(rx.el.div(rx.el.i(), rx.el.b(), rx.el.b(), class_name="bone-line") for _ in range(count)),
        class_name="bones",
        aria_hidden="true",
    )


def skeleton_messages(count: int = 6) -> rx.Component:
    """Messages of a timeline: a portrait, a name, and a line or two."""
    return rx.el.div(
        *(rx.el.div(rx.el.i(), rx.el.b(), rx.el.b(), class_name="bone") for _ in range(count)),
        class_name="skeleton",
        aria_hidden="true",
    )
