"""The invite links of a group. Loaded when somebody invites."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines

shown = store.invites


@rx.memo
def invites_dialog() -> rx.Component:
    return dialog(
        say("invites-title"),
        rx.el.p(say("invites-about", name=shown.name), class_name="quiet-text"),
        rx.cond(shown.url != "", _link(), _making()),
        _list(),
        is_open=shown.is_open,
        open_change=store.invites_open_change,
        class_name="dialog invites",
    )


def _making() -> rx.Component:
    return plain_form(
        _choice(
            "days",
            say("invites-ends"),
            ("1", say("invites-ends-1")),
            ("7", say("invites-ends-7")),
            ("30", say("invites-ends-30")),
            ("", say("invites-ends-never")),
            chosen="7",
        ),
        _choice(
            "uses",
            say("invites-uses"),
            ("", say("invites-uses-any")),
            *((str(count), say("invites-uses-some", count=count)) for count in (1, 5, 25, 100)),
        ),
        rx.el.footer(button(say("invites-create"), "primary", is_busy=shown.is_busy)),
        **store.on(submit=store.make_invite),
    )


def _choice(
    name: str, label: rx.Var[str], *choices: tuple[str, rx.Var[str]], chosen: str = ""
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"invite-{name}"),
        rx.el.div(
            rx.el.select(
                *(rx.el.option(words, value=value) for value, words in choices),
                id=f"invite-{name}",
                name=name,
                **store.on({"defaultValue": chosen}),
            ),
            icon("open", 18),
            class_name="box",
        ),
        class_name="field",
    )


def _link() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.label(say("invites-link"), html_for="invite-link"),
            rx.el.div(
                rx.el.input(
                    id="invite-link",
                    read_only=True,
                    aria_describedby="invite-link-note",
                    **store.on({"value": shown.url}, focus=store.choose_invite),
                ),
                class_name="box",
            ),
            rx.el.p(say("invites-once"), id="invite-link-note", class_name="note"),
            class_name="field",
        ),
        rx.el.footer(button(say("invites-copy"), "primary", click=store.copy_invite, drawing="copy")),
        class_name="made",
    )


def _list() -> rx.Component:
    return rx.fragment(
        failure(shown.failure, store.load_invites),
        rx.cond(~shown.is_loaded, skeleton_lines(2)),
        rx.cond(
            shown.invites.length() > 0,
            rx.el.section(
                rx.el.h3(say("invites-list"), id="invites-list"),
                rx.el.ul(rx.foreach(shown.invites, _invite), aria_labelledby="invites-list"),
            ),
        ),
    )


def _invite(invite: rx.Var[store.InviteLink]) -> rx.Component:
    return rx.el.li(
        icon("link", 18),
        rx.el.span(
            rx.el.span(say("invites-by", name=invite.name)),
            rx.el.span(invite.about, class_name="about"),
            class_name="words",
        ),
        rx.el.button(
            say("invites-revoke"),
            type="button",
            class_name="button quiet",
            **store.on(
                {
                    "aria-label": say("invites-revoke-of", name=invite.name),
                    "aria-busy": shown.busy == invite.id,
                },
                click=store.revoke_invite(invite.id),
            ),
        ),
        key=invite.id,
    )
