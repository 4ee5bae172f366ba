"""Where one is signed in."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.setting import setting_section
from chat_app.ui.theme.skeleton import skeleton_lines


def devices_section() -> rx.Component:
    held = store.devices
    return setting_section(
        "devices",
        say("settings-devices"),
        failure(held.failure, store.load_devices),
        rx.cond(held.is_loading, skeleton_lines(2)),
        rx.el.ul(rx.foreach(held.devices, _device), class_name="devices"),
        rx.cond(
            held.has_others,
            button(say("settings-devices-end"), click=store.end_other_devices, drawing="sign-out"),
        ),
        about=say("settings-devices-where"),
    )


def _device(device: rx.Var[store.Device]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(device.name),
            rx.el.p(device.about, class_name="note"),
            class_name="words",
        ),
        rx.cond(
            device.is_current,
            tag(say("settings-device-current")),
            rx.el.button(
                say("settings-device-end"),
                type="button",
                class_name="button quiet",
                **store.on(
                    {
                        "aria-label": say("settings-device-end-of", device=device.name),
                        "aria-busy": device.is_busy,
                    },
                    click=store.end_device(device.id),
                ),
            ),
        ),
        class_name="setting",
        key=device.id,
    )
