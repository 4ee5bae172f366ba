"""Parley's mark: two who speak, and what is between them."""

import reflex as rx


def mark(size: int = 28) -> rx.Component:
    """Decoration: the name stands beside it."""
    return rx.el.svg(
        rx.el.path(
            d="M7 3h18a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H14l-6.2 5.2A1.1 1.1 0 0 1 6 27.4V23A4 4 0 0 1 3 19V7"
            "a4 4 0 0 1 4-4z",
            fill="var(--accent)",
        ),
        rx.el.path(
            d="M10 10.5h12M10 15.5h7", stroke="var(--accent-text)", stroke_width="2.4", stroke_linecap="round"
        ),
        view_box="0 0 32 32",
        width=str(size),
        height=str(size),
        class_name="mark",
        aria_hidden="true",
    )
