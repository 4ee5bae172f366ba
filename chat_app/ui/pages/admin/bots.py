"""/admin/bots"""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import admin_frame, trouble
from chat_app.ui.components.admin.listing import Column, table
from chat_app.ui.components.admin.once import shown_once
from chat_app.ui.states.admin.bots import AdminBots, BotRow, TokenRow
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.words import person_face, since

state: Any = AdminBots
bot = state.bot


def bots_page() -> rx.Component:
    return admin_frame(
        "bots",
        state,
        say("admin-bots"),
        table(
            state,
            say("admin-bots"),
            (Column(say("admin-name")), Column(say("admin-made"))),
            rx.foreach(state.rows, _row),
            nothing=say("admin-bots-none"),
        ),
        _making(),
        _one(),
        beside=button(say("admin-bot-make"), "primary", event=state.begin, drawing="plus"),
    )


def _row(one: rx.Var[BotRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            rx.el.button(
                avatar(person_face(one.id, one.display_name, one.avatar_url), "small"),
                rx.el.span(
                    rx.el.span(one.display_name, class_name="title"),
                    rx.el.span("@", one.username, class_name="note"),
                    class_name="words",
                ),
                rx.cond(one.active, rx.fragment(), tag(say("admin-bot-off"))),
                type="button",
                class_name="row-button",
                on_click=state.open_bot(one.id),
            ),
            scope="row",
        ),
        rx.el.td(since(one.created_at), class_name="time"),
        key=one.id,
        data_suspended=~one.active,
    )


def _making() -> rx.Component:
    return dialog(
        say("admin-bot-make"),
        rx.el.form(
            trouble(state),
            _text("username", say("settings-username"), say("admin-bot-username-hint")),
            _text("display_name", say("settings-name"), say("admin-bot-name-hint")),
            rx.el.footer(button(say("admin-bot-make"), "primary")),
            on_submit=state.create,
        ),
        is_open=state.is_making,
        open_event=state.close,
    )


def _text(name: str, label: rx.Var[str], hint: rx.Var[str]) -> rx.Component:
    fault = state.faults[name]
    return rx.el.div(
        rx.el.label(label, html_for=name),
        rx.el.div(rx.el.input(id=name, name=name, auto_complete="off", max_length=64), class_name="box"),
        rx.el.p(rx.cond(fault, fault, hint), class_name=rx.cond(fault, "note error", "note")),
        class_name="field",
    )


def _one() -> rx.Component:
    return dialog(
        rx.cond(bot.display_name != "", bot.display_name, say("admin-bots")),
        trouble(state),
        rx.el.p("@", bot.username, class_name="quiet-text"),
        rx.el.h4(say("admin-tokens")),
        rx.cond(state.token != "", shown_once(state.token, say("admin-token-once"))),
        rx.el.ul(rx.foreach(state.tokens, _token), class_name="admin-list"),
        rx.cond(
            bot.active,
            rx.el.form(
                rx.el.div(
                    rx.el.label(say("admin-token-name"), html_for="token-name"),
                    rx.el.div(
                        rx.el.input(id="token-name", name="name", auto_complete="off", max_length=64),
                        class_name="box",
                    ),
                    class_name="field",
                ),
                rx.el.footer(
                    button(say("admin-bot-switch-off"), "danger", event=state.switch(False)),
                    button(say("admin-token-make"), "primary"),
                ),
                on_submit=state.make_token,
                reset_on_submit=True,
            ),
            rx.el.footer(button(say("admin-bot-switch-on"), "primary", event=state.switch(True))),
        ),
        is_open=state.is_open,
        open_event=state.close,
        class_name="dialog admin-dialog",
    )


def _token(token: rx.Var[TokenRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(token.name, class_name="title"),
            rx.el.span(
                rx.cond(
                    token.last_used_at != "",
                    say("admin-token-used", when=since(token.last_used_at)),
                    say("admin-token-unused"),
                ),
                class_name="note",
            ),
            class_name="words",
        ),
        button(say("admin-invite-revoke"), event=state.end_token(token.id)),
        key=token.id,
    )
