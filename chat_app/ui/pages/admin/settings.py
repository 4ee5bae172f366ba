"""/admin/settings"""

from typing import Any

import reflex as rx

from chat_app.services.rules import ACCENTS
from chat_app.ui.components.admin.frame import admin_frame
from chat_app.ui.states.admin.settings import AdminSettings
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines

state: Any = AdminSettings
rules, faults = state.rules, state.faults


def settings_page() -> rx.Component:
    return admin_frame(
        "settings",
        state,
        say("admin-settings"),
        rx.cond(state.is_loading, skeleton_lines(5), rx.cond(rules.length() > 0, _form())),
    )


def _form() -> rx.Component:
    return rx.el.form(
        _field("name", say("admin-rule-name"), say("admin-rule-name-hint"), _input("name", max_length=40)),
        _field(
            "message_of_sign_in",
            say("admin-rule-message"),
            say("admin-rule-message-hint"),
            _input("message_of_sign_in", max_length=300),
        ),
        _field(
            "accent",
            say("admin-rule-accent"),
            say("admin-rule-accent-hint"),
            _choice(
                "accent",
                ("", say("admin-accent-own")),
                *((accent, say(f"admin-accent-{accent}")) for accent in ACCENTS),
            ),
        ),
        _field(
            "registration",
            say("admin-rule-registration"),
            say("admin-rule-registration-hint"),
            _choice(
                "registration",
                *((mode, say(f"admin-registration-{mode}")) for mode in ("open", "invite", "closed")),
            ),
        ),
        _field(
            "max_upload_bytes",
            say("admin-rule-upload"),
            say("admin-rule-upload-hint"),
            _input("max_upload_bytes", input_mode="decimal"),
        ),
        _field(
            "user_quota_bytes",
            say("admin-rule-quota"),
            say("admin-rule-quota-hint"),
            _input("user_quota_bytes", input_mode="decimal"),
        ),
        rx.el.footer(
            rx.el.p(rx.cond(state.done, say("settings-saved"), ""), role="status", class_name="admin-done"),
            button(say("common-save"), "primary"),
        ),
        on_submit=state.save,
        class_name="admin-form",
    )


def _field(name: str, label: rx.Var[str], hint: rx.Var[str], box: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name),
        box,
        rx.el.p(
            rx.cond(
                faults[name],
                faults[name],
                rx.cond(rules[name].is_fixed, say("admin-rule-fixed"), hint),
            ),
            id=f"{name}-note",
            class_name=rx.cond(faults[name], "note error", "note"),
        ),
        class_name="field",
    )


def _input(name: str, **attributes: Any) -> rx.Component:
    return rx.el.div(
        rx.el.input(
            id=name,
            name=name,
            auto_complete="off",
            default_value=rules[name].value,
            disabled=rules[name].is_fixed,
            aria_describedby=f"{name}-note",
            **attributes,
        ),
        class_name="box",
    )


def _choice(name: str, *choices: tuple[str, rx.Var[str]]) -> rx.Component:
    return rx.el.div(
        rx.el.select(
            *(rx.el.option(words, value=value) for value, words in choices),
            id=name,
            name=name,
            default_value=rules[name].value,
            disabled=rules[name].is_fixed,
            aria_describedby=f"{name}-note",
        ),
        icon("open", 18),
        class_name="box",
    )
