"""Cutting a square out of a picture, for oneself or a group. Loaded when somebody has chosen one."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog


@rx.memo
def crop_dialog() -> rx.Component:
    shown = store.cropping
    return dialog(
        say("picture-crop"),
        rx.el.div(
            rx.el.img(
                src=shown.address,
                alt="",
                key=shown.address,
                **store.on(
                    {"style": shown.place, "draggable": "false"},
                    load=store.crop_loaded,
                    error=store.crop_broken,
                ),
            ),
            rx.el.i(),
            tab_index=0,
            role="application",
            class_name="crop",
            **store.on(
                {"aria-label": say("picture-frame"), "aria-describedby": "crop-hint"},
                pointer_down=store.crop_down,
                pointer_move=store.crop_move,
                pointer_up=store.crop_up,
                pointer_cancel=store.crop_up,
                key_down=store.crop_key,
            ),
        ),
        rx.el.input(
            type="range",
            class_name="crop-size",
            **store.on(
                {"aria-label": say("picture-size"), "min": 0, "max": 100, "value": shown.share},
                change=store.crop_slid,
            ),
        ),
        rx.el.p(say("picture-crop-hint"), id="crop-hint", class_name="quiet-text"),
        rx.cond(shown.failure != "", rx.el.p(shown.failure, role="alert", class_name="form-error")),
        rx.el.footer(
            button(say("common-cancel"), click=store.close_crop),
            button(
                say("common-save"),
                "primary",
                click=store.save_crop,
                is_busy=shown.is_saving,
                disabled=~shown.is_ready,
            ),
        ),
        is_open=shown.is_open,
        open_change=store.crop_open_change,
        class_name="dialog cropping",
    )
