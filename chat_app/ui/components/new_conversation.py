"""The dialog that begins a conversation."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.components.icon import icon
from chat_app.ui.components.plain_form import plain_form

dialog = store.new_conversation


def new_conversation_dialog() -> rx.Component:
    return rx.el.dialog(
        plain_form(
            rx.el.header(
                rx.el.h2("New conversation", id="new-conversation-title"),
                rx.el.button(
                    icon("close"),
                    type="button",
                    class_name="icon-button",
                    aria_label="Close",
                    **store.on(click=store.close_new_conversation),
                ),
            ),
            rx.el.div(
                _kind("Direct message", is_group=False),
                _kind("Group", is_group=True),
                class_name="kinds",
                role="group",
                aria_label="Kind",
            ),
            rx.cond(dialog.is_group, _group_fields()),
            rx.el.div(
                rx.el.label("Find people", html_for="people-search"),
                rx.el.input(
                    id="people-search",
                    type="search",
                    auto_complete="off",
                    placeholder="Name or username",
                    **store.on(input=store.search_people),
                ),
                class_name="field",
            ),
            rx.cond(dialog.is_group, _chosen()),
            rx.el.ul(rx.foreach(dialog.people, _person), class_name="people", aria_label="People"),
            rx.cond(
                dialog.is_searched & (dialog.people.length() == 0),
                rx.el.p("Nobody by that name.", class_name="quiet"),
            ),
            rx.el.p(dialog.message, role="alert", class_name="form-error"),
            rx.cond(
                dialog.is_group,
                rx.el.button(
                    "Create group", type="submit", class_name="primary", aria_disabled=dialog.is_busy
                ),
            ),
            **store.on({"noValidate": True}, submit=store.create_group),
        ),
        id="new-conversation",
        class_name="dialog",
        aria_labelledby="new-conversation-title",
        **store.on(click=store.pressed_dialog),
    )


def _kind(words: str, *, is_group: bool) -> rx.Component:
    pressed = dialog.is_group if is_group else ~dialog.is_group
    return rx.el.button(
        words,
        type="button",
        **store.on(
            {"aria-pressed": rx.cond(pressed, "true", "false")}, click=store.set_group(is_group=is_group)
        ),
    )


def _group_fields() -> rx.Component:
    error = dialog.fields["name"]
    return rx.fragment(
        rx.el.div(
            rx.el.label("Group name", html_for="group-name"),
            rx.el.input(
                id="group-name",
                name="name",
                auto_complete="off",
                max_length=80,
                aria_describedby="group-name-note",
                aria_invalid=rx.cond(error, "true", "false"),
            ),
            rx.el.p(error, id="group-name-note", class_name="note error"),
            class_name="field",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="public"),
            "Anyone here can find and join it",
            class_name="check",
        ),
    )


def _chosen() -> rx.Component:
    return rx.el.ul(
        rx.foreach(
            dialog.chosen,
            lambda person: rx.el.li(
                rx.el.button(
                    person.name,
                    icon("close", 14),
                    type="button",
                    **store.on({"aria-label": f"Take {person.name} off"}, click=store.pick_person(person.id)),
                ),
                key=person.id,
            ),
        ),
        class_name="chosen",
        aria_label="Chosen",
    )


def _person(person: rx.Var[store.Person]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(person.name, class_name="name"),
            rx.el.span("@", person.username, class_name="username"),
            rx.cond(person.is_chosen, icon("check", 18)),
            type="button",
            **store.on({"aria-pressed": person.is_chosen}, click=store.pick_person(person.id)),
        ),
        key=person.id,
    )
