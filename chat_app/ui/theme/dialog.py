"""Dialogs: one thing to do, in front of the page; and the question before what cannot be taken back."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.store.face import on
from chat_app.ui.text import say
from chat_app.ui.theme import base_ui
from chat_app.ui.theme.icon import icon


def dialog(
    title: str | rx.Var[str],
    *content: rx.Component,
    is_open: rx.Var[bool],
    open_change: rx.Var[Any] | None = None,
    open_event: Any = None,
    open_change_complete: rx.Var[Any] | None = None,
    class_name: str = "dialog",
    **attributes: Any,
) -> rx.Component:
    """Drawn only while it is open. `open_change`, a function of the client store, or `open_event`, one of a
    state on the server, is called with false when Escape, the cross or a press beside it asks to close it,
    `open_change_complete` with what it is once that can be seen.
    `attributes` are those of Base UI's popup, such as `initialFocus`.
    """
    handlers = {"open_change": open_change, "open_change_complete": open_change_complete}
    return base_ui.DialogRoot.create(
        base_ui.DialogPortal.create(
            base_ui.DialogBackdrop.create(class_name="backdrop", **on({"forceRender": True})),
            base_ui.DialogPopup.create(
                rx.el.header(
                    base_ui.DialogTitle.create(title),
                    base_ui.DialogClose.create(
                        icon("close"), class_name="icon-button", **on({"aria-label": say("common-close")})
                    ),
                ),
                *content,
                class_name=class_name,
                **on(attributes),
            ),
        ),
        open=is_open,
        **on(None, **{name: handler for name, handler in handlers.items() if handler is not None}),
        **({} if open_event is None else {"on_open_change": open_event}),
    )


def confirm_dialog() -> rx.Component:
    """Belongs once on every page on which a client module asks something by `confirm` of `confirming.js`."""
    question = store.question
    return base_ui.AlertDialogRoot.create(
        base_ui.AlertDialogPortal.create(
            base_ui.AlertDialogBackdrop.create(class_name="backdrop"),
            base_ui.AlertDialogPopup.create(
                base_ui.AlertDialogTitle.create(question.title),
                base_ui.AlertDialogDescription.create(question.text),
                rx.el.footer(
                    base_ui.AlertDialogClose.create(say("common-cancel"), class_name="button quiet"),
                    rx.el.button(
                        question.action,
                        type="button",
                        class_name=rx.cond(question.is_danger, "button danger", "button primary"),
                        **on(click=store.answer_yes),
                    ),
                ),
                class_name="dialog confirm",
            ),
        ),
        open=question.is_open,
        **on(open_change=store.question_open_change),
    )
