"""The webhooks of a group: which there are, making one, and deleting one. Loaded when it is first opened."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button, icon_button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.field import field
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines

held = store.webhooks


@rx.memo
def webhooks_dialog() -> rx.Component:
    return dialog(
        say("webhooks-title"),
        rx.el.p(say("webhooks-what"), class_name="quiet-text"),
        rx.cond(held.is_made, _made()),
        plain_form(
            field(
                "webhook-name",
                say("webhooks-name"),
                error=held.error,
                hint=say("webhooks-name-hint"),
                attributes={"autoComplete": "off", "maxLength": 200},
            ),
            button(say("webhooks-create"), "primary", is_busy=held.is_saving),
            class_name="new-webhook",
            **store.on({"noValidate": True}, submit=store.create_webhook),
        ),
        failure(held.failure, store.load_webhooks),
        rx.cond(held.is_loading, skeleton_lines(2)),
        rx.cond(
            held.webhooks.length() > 0,
            rx.el.ul(
                rx.foreach(held.webhooks, _webhook),
                class_name="webhook-list",
                **store.on({"aria-label": say("webhooks-list")}),
            ),
            rx.cond(
                ~held.is_loading & (held.failure == ""),
                rx.el.p(say("webhooks-none"), class_name="aside-state", role="status"),
            ),
        ),
        is_open=held.is_open,
        open_change=store.webhooks_open_change,
        class_name="dialog webhooks",
    )


def _made() -> rx.Component:
    """What is shown this once."""
    return rx.el.section(
        rx.el.h3(icon("done", 18), say("webhooks-made", name=held.made_name)),
        rx.el.p(say("webhooks-once"), class_name="quiet-text"),
        rx.el.div(
            rx.el.input(
                **store.on(
                    {"aria-label": say("webhooks-address"), "readOnly": True, "value": held.url},
                    focus=store.select_webhook_url,
                ),
            ),
            button(say("webhooks-copy"), "primary", click=store.copy_webhook_url, drawing="copy"),
            class_name="webhook-address",
        ),
        rx.el.div(
            rx.el.pre(
                held.example,
                tab_index=0,
                role="region",
                **store.on({"aria-label": say("webhooks-example")}),
            ),
            icon_button("copy", say("webhooks-copy-example"), click=store.copy_webhook_example, size=18),
            class_name="webhook-example",
        ),
        id="webhook-made",
        tab_index=-1,
        class_name="webhook-made",
        **store.on({"aria-label": say("webhooks-made", name=held.made_name)}),
    )


def _webhook(hook: rx.Var[store.Webhook]) -> rx.Component:
    return rx.el.li(
        icon("webhook"),
        rx.el.span(hook.name, class_name="name"),
        rx.el.span(hook.about, class_name="about"),
        icon_button(
            "delete", say("webhooks-delete-one", name=hook.name), click=store.delete_webhook(hook.id)
        ),
        key=hook.id,
        **store.on({"aria-busy": hook.is_busy}),
    )
