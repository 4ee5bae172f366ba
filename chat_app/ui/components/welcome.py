"""What stands where there is nothing yet: the first steps, and what an empty conversation suggests."""

from typing import Any

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say, say_parts
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.button import button
from chat_app.ui.theme.icon import IconName, icon
from chat_app.ui.theme.mark import mark

opened = store.open_conversation


@rx.memo
def nothing_yet() -> rx.Component:
    """For whoever has no conversation: the first steps, until they do not want to see them."""
    return rx.cond(store.welcome.is_dismissed, _begin(), _first_steps())


def _begin() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say("timeline-begin")),
        rx.el.p(say("timeline-begin-how")),
        button(say("sidebar-find-people"), "primary", click=store.open_new_conversation),
        class_name="nothing",
    )


def _first_steps() -> rx.Component:
    welcome = store.welcome
    return rx.el.div(
        rx.el.div(
            mark(40),
            rx.el.h1(say("welcome-title", name=store.me.name)),
            rx.el.p(rx.cond(store.me.is_owner, say("welcome-owner"), say("welcome-guest"))),
            rx.el.ol(
                _step(
                    "group",
                    say("welcome-group"),
                    say("welcome-group-how"),
                    button(say("welcome-group-do"), "primary", click=store.make_first_group),
                ),
                rx.cond(
                    welcome.is_open,
                    _step(
                        "link",
                        say("welcome-invite"),
                        say("welcome-invite-how"),
                        rx.el.div(
                            rx.el.code(welcome.address),
                            button(say("welcome-invite-do"), click=store.copy_address, drawing="copy"),
                            class_name="address",
                        ),
                    ),
                ),
                _step(
                    "message",
                    say("welcome-write"),
                    say("welcome-write-how"),
                    button(say("sidebar-find-people"), click=store.open_new_conversation),
                ),
            ),
            rx.el.button(
                say("welcome-dismiss"),
                type="button",
                class_name="dismiss",
                **store.on(click=store.dismiss_welcome),
            ),
            class_name="first-steps",
        ),
        class_name="welcome",
    )


def _step(drawing: IconName, title: rx.Var[str], how: rx.Var[str], action: rx.Component) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon(drawing), class_name="drawing"),
        rx.el.div(rx.el.h2(title), rx.el.p(how), action),
    )


@rx.memo
def empty_conversation() -> rx.Component:
    """Above the composer, as long as nothing was written."""
    return rx.el.div(
        avatar(opened, "large"),
        rx.el.h2(opened.title),
        rx.cond(opened.is_direct, _hello(), _suggestions()),
        class_name="empty-conversation",
    )


def _hello() -> rx.Component:
    return rx.fragment(
        rx.el.p(say_parts("timeline-beginning-direct", name=rx.el.b(opened.title)), class_name="beginning"),
        rx.cond(
            opened.closed == "",
            rx.el.ul(
                rx.el.li(
                    rx.el.button(
                        rx.el.span("👋", class_name="emoji", aria_hidden="true"),
                        say("welcome-wave"),
                        type="button",
                        **store.on(click=store.wave),
                    )
                )
            ),
        ),
    )


def _suggestions() -> rx.Component:
    return rx.fragment(
        rx.el.p(say_parts("timeline-beginning", name=rx.el.b(opened.title)), class_name="beginning"),
        rx.cond(
            opened.closed == "",
            rx.el.ul(
                _suggestion("edit", say("welcome-write-first"), store.write_first),
                rx.cond(opened.can_manage, _suggestion("add-person", say("members-add"), store.add_people)),
                rx.cond(
                    opened.can_manage & ~opened.has_topic,
                    _suggestion("info", say("welcome-set-topic"), store.set_topic),
                ),
            ),
        ),
    )


def _suggestion(drawing: IconName, words: rx.Var[str], click: rx.Var[Any]) -> rx.Component:
    return rx.el.li(rx.el.button(icon(drawing, 18), words, type="button", **store.on(click=click)))
