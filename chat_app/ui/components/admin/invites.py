"""The dialog in which an admin invites people who have no account."""

from typing import Any

import reflex as rx

from chat_app.ui.components.admin.frame import trouble
from chat_app.ui.components.admin.once import shown_once
from chat_app.ui.states.admin.invites import AdminInvites, InviteRow
from chat_app.ui.text import say
from chat_app.ui.theme.badge import tag
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.icon import icon
from chat_app.ui.words import number, since

state: Any = AdminInvites


def invite_button() -> rx.Component:
    return button(say("admin-invite"), "primary", event=state.open, drawing="add-person")


def invite_dialog() -> rx.Component:
    return dialog(
        say("admin-invite"),
        trouble(state),
        rx.el.p(say("admin-invite-text"), class_name="quiet-text"),
        rx.el.div(
            _choice(
                "admin-invite-lasts",
                state.lasts,
                state.set_lasts,
                *((each, say(f"admin-invite-{each}")) for each in ("day", "week", "month", "ever")),
            ),
            _choice(
                "admin-invite-uses",
                state.may_use,
                state.set_may_use,
                *((each, say(f"admin-invite-{each}")) for each in ("one", "ten", "hundred", "all")),
            ),
            button(say("admin-invite-make"), "primary", event=state.create),
            class_name="admin-tools",
        ),
        rx.cond(state.url != "", shown_once(state.url, say("admin-invite-once"))),
        rx.el.ul(rx.foreach(state.rows, _invite), class_name="admin-list"),
        is_open=state.is_open,
        open_event=state.close,
        class_name="dialog admin-dialog",
    )


def _choice(label: str, value: Any, change: Any, *choices: tuple[str, Any]) -> rx.Component:
    return rx.el.label(
        rx.el.span(say(label), class_name="only-read"),
        rx.el.select(
            *(rx.el.option(words, value=name) for name, words in choices), value=value, on_change=change
        ),
        icon("open", 16),
        class_name="box choice-tool",
    )


def _invite(invite: rx.Var[InviteRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(
                say("admin-invite-by", name=invite.inviter, when=since(invite.created_at)), class_name="title"
            ),
            rx.el.span(
                rx.cond(
                    invite.max_uses > 0,
                    say("admin-invite-used-of", uses=number(invite.uses), most=number(invite.max_uses)),
                    say("admin-invite-used", uses=number(invite.uses)),
                ),
                rx.cond(
                    invite.expires_at != "",
                    rx.fragment(" · ", say("admin-invite-until", when=since(invite.expires_at))),
                ),
                class_name="note",
            ),
            class_name="words",
        ),
        rx.cond(
            invite.over != "",
            tag(say("admin-invite-over")),
            button(say("admin-invite-revoke"), event=state.revoke(invite.id)),
        ),
        key=invite.id,
    )
