"""Our icons, drawn on a grid of 24 with one stroke."""

import reflex as rx

_PATHS = {
    "plus": "M12 5v14M5 12h14",
    "send": "M12 19V5M6 11l6-6 6 6",
    "back": "M15 5l-7 7 7 7",
    "close": "M6 6l12 12M18 6L6 18",
    "sign-out": "M14 8V5.5A1.5 1.5 0 0 0 12.5 4h-7A1.5 1.5 0 0 0 4 5.5v13A1.5 1.5 0 0 0 5.5 20h7"
    "a1.5 1.5 0 0 0 1.5-1.5V16M10 12h11M17.5 8.5L21 12l-3.5 3.5",
    "down": "M12 5v14M6 13l6 6 6-6",
    "copy": "M9 9h10.5v10.5H9zM15 9V4.5H4.5V15H9",
    "edit": "M4 20h4L19 9l-4-4L4 16z",
    "delete": "M5 7h14M10 7V4.5h4V7M7 7l1 12.5h8L17 7",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "clock": "M12 7.5V12l3 2M20 12a8 8 0 1 1-16 0 8 8 0 0 1 16 0z",
    "checks": "M2.5 12.5L7 17l8-9M11.5 16l1 1 8.5-9",
}


def icon(name: str, size: int = 20) -> rx.Component:
    """The drawing alone: whoever uses it gives the name that is read out."""
    return rx.el.svg(
        rx.el.path(d=_PATHS[name]),
        view_box="0 0 24 24",
        width=str(size),
        height=str(size),
        class_name="icon",
        aria_hidden="true",
    )


def mark(size: int = 28) -> rx.Component:
    """Parley's mark: two who speak, and what is between them."""
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
        aria_hidden="true",
    )
