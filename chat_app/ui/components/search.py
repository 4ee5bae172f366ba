"""Search: the field with its filters, and what was found."""

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from chat_app.ui import store
from chat_app.ui.text import say
from chat_app.ui.theme.avatar import avatar
from chat_app.ui.theme.failure import failure
from chat_app.ui.theme.icon import icon
from chat_app.ui.theme.skeleton import skeleton_lines

asked = store.search
OPERATORS = ("from", "in", "has", "before", "after", "is")


def search_pane() -> rx.Component:
    return rx.el.main(
        rx.el.header(
            ReactRouterLink.create(
                icon("back"),
                to="/#conversations",
                class_name="icon-button back",
                aria_label=say("search-back"),
            ),
            rx.el.h1(say("search-title")),
            class_name="head",
        ),
        rx.el.div(
            rx.el.div(_question(), _found(), class_name="answers"),
            id="search-results",
            class_name="results",
            **store.on(scroll=store.results_scrolled),
        ),
        class_name="pane search",
    )


def _question() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.div(
                icon("search", 18),
                rx.foreach(asked.filters, _chip),
                rx.el.input(
                    id="search-field",
                    type="text",
                    role="combobox",
                    auto_complete="off",
                    value=asked.text,
                    placeholder=rx.cond(asked.filters.length() > 0, "", say("search-placeholder")),
                    **store.on(
                        {
                            "aria-label": say("search-field"),
                            "aria-expanded": rx.cond(_is_suggesting(), "true", "false"),
                            "aria-controls": "search-suggestions",
                            "aria-autocomplete": "list",
                            "aria-activedescendant": rx.cond(
                                asked.active != "", _option_id(asked.active), rx.Var("undefined")
                            ),
                            "aria-invalid": rx.cond(asked.problem != "", "true", "false"),
                            "aria-describedby": "search-note",
                            "enterKeyHint": "search",
                            "spellCheck": "false",
                            "autoCapitalize": "none",
                        },
                        change=store.search_typed,
                        focus=store.search_focused,
                        key_down=store.search_key,
                    ),
                ),
                class_name="box",
            ),
            rx.cond(
                _is_suggesting(),
                rx.el.ul(
                    rx.foreach(asked.suggestions, _suggestion),
                    id="search-suggestions",
                    role="listbox",
                    aria_label=say("search-suggestions"),
                    class_name="suggestions",
                ),
            ),
            class_name="asking",
        ),
        rx.el.p(
            rx.cond(asked.problem != "", rx.fragment(icon("alert", 15), rx.el.span(asked.problem))),
            id="search-note",
            class_name="note error",
            role="status",
        ),
        rx.el.div(
            *(_operator(name) for name in OPERATORS),
            class_name="operators",
            role="group",
            aria_label=say("search-filters"),
        ),
        class_name="question field",
        **store.on(blur=store.search_left),
    )


def _is_suggesting() -> rx.Var[bool]:
    return asked.is_suggesting & (asked.suggestions.length() > 0)


def _option_id(suggestion_id: rx.Var[str]) -> rx.Var[str]:
    return "suggestion-" + suggestion_id.replace(" ", "_")


def _chip(words: rx.Var[str], index: rx.Var[int]) -> rx.Component:
    return rx.el.button(
        words,
        icon("close", 14),
        type="button",
        class_name="chip",
        key=words,
        **store.on({"aria-label": say("search-remove", filter=words)}, click=store.drop_filter(index)),
    )


def _operator(name: str) -> rx.Component:
    return rx.el.button(
        rx.el.b(f"{name}:"),
        rx.el.span(say(f"search-operator-{name}")),
        type="button",
        **store.on(click=store.begin_filter(name)),
    )


def _suggestion(one: rx.Var[store.Suggestion]) -> rx.Component:
    return rx.el.li(
        rx.el.span(one.label, class_name="name"),
        rx.el.span(one.hint, class_name="hint"),
        id=_option_id(one.id),
        role="option",
        data_active=one.id == asked.active,
        key=one.id,
        # The field keeps the focus.
        **store.on(
            {
                "aria-selected": rx.cond(one.id == asked.active, "true", "false"),
                "onMouseDown": rx.Var("((event) => event.preventDefault())"),
            },
            click=store.take_suggestion(one.id),
        ),
    )


def _found() -> rx.Component:
    return rx.fragment(
        failure(asked.failure, store.search_once_more),
        rx.el.ul(
            rx.foreach(asked.results, lambda result: search_result(result=result, key=result.key)),
            aria_label=say("search-results"),
            class_name="found",
            **store.on({"aria-busy": asked.is_loading}),
        ),
        rx.cond(asked.is_loading & (asked.results.length() == 0), skeleton_lines(5)),
        rx.cond(
            (asked.results.length() == 0) & ~asked.is_loading & (asked.failure == "") & (asked.problem == ""),
            rx.cond(
                asked.is_asked,
                _state("search-nothing", "search-nothing-why"),
                rx.cond(asked.q == "", _state("search-begin", "search-begin-why")),
            ),
        ),
    )


def _state(title: str, why: str) -> rx.Component:
    return rx.el.div(rx.el.h2(say(title)), rx.el.p(say(why)), class_name="nothing", role="status")


@rx.memo
def search_result(result: rx.Var[store.SearchResult], rest: rx.RestProp) -> rx.Component:
    return rx.el.li(
        ReactRouterLink.create(
            avatar(result),
            rx.el.span(
                rx.el.b(result.author),
                rx.el.span(
                    rx.cond(result.is_direct, say("search-with"), say("search-in")),
                    " ",
                    result.place,
                    class_name="place",
                ),
                class_name="by",
            ),
            rx.el.time(result.time, date_time=result.at, title=result.full_time),
            rx.html(result.highlight, class_name="excerpt"),
            to=result.href,
            class_name="result",
            **store.on(click=store.result_opened),
        ),
        rest,
    )
