"""Looking through the public groups. Loaded when somebody does."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.field import search_field
from chat_app.ui.theme.skeleton import skeleton_lines

found = store.directory


@rx.memo
def directory_dialog() -> rx.Component:
    return dialog(
        say("groups-browse"),
        search_field(
            "groups-search",
            say("groups-find"),
            say("groups-find-hint"),
            typed=store.search_groups,
            attributes={"autoFocus": True},
        ),
        rx.el.div(
            failure(found.failure, store.browse_again),
            rx.cond(~found.is_loaded, skeleton_lines(5)),
            rx.el.ul(rx.foreach(found.groups, _group), aria_label=say("groups-list")),
            rx.cond(
                found.is_loaded & (found.failure == "") & (found.groups.length() == 0),
                rx.cond(
                    found.query != "",
                    rx.el.div(rx.el.p(say("groups-none-found")), class_name="aside-state", role="status"),
                    rx.el.div(
                        rx.el.b(say("groups-none")),
                        rx.el.p(say("groups-none-how")),
                        class_name="aside-state",
                        role="status",
                    ),
                ),
            ),
            rx.cond(
                found.has_more,
                button(say("groups-more"), click=store.more_groups, class_name="wide"),
            ),
            class_name="groups",
        ),
        is_open=found.is_open,
        open_change=store.browse_open_change,
        class_name="dialog directory",
    )


def _group(group: rx.Var[store.ListedGroup]) -> rx.Component:
    return rx.el.li(
        avatar(group),
        rx.el.span(
            rx.el.b(group.name),
            rx.el.span(
                group.members,
                rx.cond(group.topic != "", rx.fragment(" · ", group.topic)),
                class_name="about",
            ),
            class_name="words",
        ),
        rx.el.button(
            rx.cond(group.is_joined, say("groups-open"), say("groups-join")),
            rx.el.span(" ", group.name, class_name="only-read"),
            type="button",
            class_name="button quiet",
            **store.on({"aria-busy": found.busy == group.id}, click=store.enter_group(group.id)),
        ),
        key=group.id,
    )
