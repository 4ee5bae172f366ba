"""For whoever goes by keyboard or reads by ear: the way past the list, and what happens elsewhere."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say


def skip_button() -> rx.Component:
    """Belongs first on the page."""
    return rx.el.button(
        say("common-skip"),
        type="button",
        class_name="skip",
        **store.on(click=store.skip_to_conversation),
    )


@rx.memo
def announcements() -> rx.Component:
    """Belongs once on the page. The timeline is silent, else its whole history would be read as it loads."""
    return rx.el.div(
        rx.foreach(store.announcements, lambda one: rx.el.p(one.text, key=one.id)),
        class_name="announcements only-read",
        **store.on({"aria-live": "polite", "aria-relevant": "additions"}),
    )
