"""The dialog that begins a conversation."""

import reflex as rx

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.button import button
from chat_app.ui.theme.dialog import dialog
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.field import note
from chat_app.ui.theme.form import plain_form
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.presence import presence_dot
from chat_app.ui.theme.skeleton import skeleton_lines
from chat_app.ui.theme.tooltip import tooltip

begun = store.new_conversation


def new_conversation_dialog() -> rx.Component:
    return dialog(
        say("new-conversation-title"),
        plain_form(
            rx.el.div(
                _kind(say("new-conversation-direct"), is_group=False),
                _kind(say("new-conversation-group"), is_group=True),
                class_name="kinds",
                role="group",
                aria_label=say("new-conversation-kind"),
            ),
            rx.cond(begun.is_group, _group_fields()),
            _people_field(),
            _found(),
            rx.el.p(begun.message, role="alert", class_name="form-error"),
            rx.cond(begun.is_group, button(say("new-conversation-create"), "primary", is_busy=begun.is_busy)),
            class_name="new-conversation",
            **store.on({"noValidate": True}, submit=store.create_group),
        ),
        is_open=begun.is_open,
        open_change=store.new_conversation_open_change,
        initialFocus=store.people_field,
    )


def _kind(words: rx.Var[str], *, is_group: bool) -> rx.Component:
    pressed = begun.is_group if is_group else ~begun.is_group
    return rx.el.button(
        words,
        type="button",
        **store.on(
            {"aria-pressed": rx.cond(pressed, "true", "false")}, click=store.set_group(is_group=is_group)
        ),
    )


def _group_fields() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _picture(),
            _field("name", say("new-conversation-name"), ""),
            class_name="named",
        ),
        _field("topic", say("members-topic"), say("members-topic-hint")),
        rx.el.div(
            _check("public", say("new-conversation-public")),
            _check("posting", say("groups-posting")),
            class_name="checks",
        ),
    )


def _field(name: str, label: rx.Var[str], hint: rx.Var[str] | str) -> rx.Component:
    error = begun.fields[name]
    return rx.el.div(
        rx.el.label(label, html_for=f"group-{name}"),
        rx.el.div(
            rx.el.input(
                id=f"group-{name}",
                name=name,
                auto_complete="off",
                aria_describedby=f"group-{name}-note",
                aria_invalid=rx.cond(error, "true", "false"),
                **store.on(blur=store.check_group_field, input=store.check_group_field),
            ),
            class_name="box",
        ),
        note(f"group-{name}", error, hint),
        class_name="field",
    )


def _check(name: str, words: rx.Var[str]) -> rx.Component:
    return rx.el.label(rx.el.input(type="checkbox", name=name), words, class_name="check")


def _picture() -> rx.Component:
    """What was chosen, as it will be cut: the middle of it."""
    chosen = begun.picture_address != ""
    words = rx.cond(chosen, say("picture-change"), say("picture-add")).to(str)
    return rx.el.div(
        rx.el.button(
            rx.cond(
                chosen,
                rx.el.img(
                    src=begun.picture_address, alt="", **store.on(error=store.refuse_new_group_picture)
                ),
                icon("picture", 22),
            ),
            type="button",
            class_name="new-picture",
            **tooltip(words),
            **store.on({"aria-label": words}, click=store.choose_new_group_picture),
        ),
        rx.cond(
            chosen,
            rx.el.button(
                icon("close", 12),
                type="button",
                class_name="drop-picture",
                **store.on({"aria-label": say("picture-remove")}, click=store.drop_new_group_picture),
            ),
        ),
        class_name="picture-place",
    )


def _people_field() -> rx.Component:
    return rx.el.div(
        rx.el.label(say("new-conversation-find"), html_for="people-search"),
        rx.el.div(
            rx.cond(
                begun.is_group & (begun.chosen.length() > 0),
                rx.el.ul(
                    rx.foreach(begun.chosen, _chip),
                    class_name="chosen",
                    aria_label=say("new-conversation-chosen"),
                ),
            ),
            icon("search", 18),
            rx.el.input(
                id="people-search",
                type="text",
                role="combobox",
                auto_complete="off",
                auto_capitalize="none",
                placeholder=say("common-name-or-username"),
                **store.on(
                    {
                        "aria-expanded": "true",
                        "aria-controls": "people-found",
                        "aria-autocomplete": "list",
                        "aria-activedescendant": rx.cond(
                            begun.active != "", f"person-{begun.active}", rx.Var("undefined")
                        ),
                        "enterKeyHint": "done",
                        "spellCheck": "false",
                    },
                    input=store.search_people,
                    key_down=store.people_key,
                ),
            ),
            class_name="box",
        ),
        class_name="field",
    )


def _chip(person: rx.Var[store.Person]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            person.name,
            icon("close", 14),
            type="button",
            **store.on(
                {"aria-label": say("new-conversation-take-off", name=person.name)},
                click=store.unpick_person(person.id),
            ),
        ),
        key=person.id,
    )


def _found() -> rx.Component:
    return rx.el.div(
        failure(begun.failure, store.search_again),
        rx.cond(~begun.is_searched, skeleton_lines(4)),
        rx.el.ul(
            rx.foreach(begun.people, _person),
            id="people-found",
            role="listbox",
            aria_label=say("new-conversation-people"),
            **store.on({"aria-multiselectable": rx.cond(begun.is_group, "true", "false")}),
        ),
        rx.cond(
            begun.is_searched & (begun.people.length() == 0) & (begun.failure == ""),
            rx.cond(begun.is_narrowed, _nobody_found(), _nobody_here()),
        ),
        class_name="people",
    )


def _person(person: rx.Var[store.Person]) -> rx.Component:
    return rx.el.li(
        rx.el.span(avatar(person), presence_dot(person.presence), class_name="portrait"),
        rx.el.span(person.name, class_name="name"),
        rx.el.span("@", person.username, class_name="username"),
        rx.cond(person.is_chosen, icon("check", 18)),
        id=f"person-{person.id}",
        role="option",
        data_active=person.is_active,
        key=person.id,
        **store.on(
            {"aria-selected": rx.cond(person.is_chosen, "true", "false")}, click=store.pick_person(person.id)
        ),
    )


def _nobody_found() -> rx.Component:
    return rx.el.div(rx.el.p(say("common-nobody-found")), class_name="aside-state", role="status")


def _nobody_here() -> rx.Component:
    return rx.el.div(
        rx.el.b(say("new-conversation-first-here")),
        rx.el.p(say("new-conversation-first-here-how")),
        class_name="aside-state",
    )
