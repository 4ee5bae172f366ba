"""The search page."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class SearchResult:
    """`highlight` is the server's HTML, escaped there, with the matches in `<mark>`."""

    key: str
    href: str
    author: str
    initials: str
    tint: int
    avatar: str
    place: str
    is_direct: bool
    time: str
    full_time: str
    at: str
    highlight: str


@dataclass(frozen=True)
class Suggestion:
    id: str
    label: str
    hint: str


@dataclass(frozen=True)
class Search:
    """`problem` is what is wrong with the question, `failure` why it could not be answered."""

    q: str
    text: str
    filters: list[str]
    results: list[SearchResult]
    next: str
    is_asked: bool
    is_loading: bool
    failure: str
    problem: str
    suggestions: list[Suggestion]
    active: str
    is_suggesting: bool


search = known("useSearch", Search, "search")
search_page_shown = known("useSearchPage", str, "search")
"""The page's own: it follows the address."""
open_search = does("openSearch", "searching")
search_here = does("searchHere", "searching")
search_typed = does("searchTyped", "search")
search_focused = does("searchFocused", "search")
search_left = does("searchLeft", "search")
search_key = does("searchKey", "search")
search_once_more = does("askOnceMore", "search")
result_opened = does("resultOpened", "search")
results_scrolled = does("resultsScrolled", "search")


def take_suggestion(suggestion_id: Any) -> Var[Any]:
    return does("takeSuggestion", "search", suggestion_id)


def begin_filter(operator: str) -> Var[Any]:
    return does("beginFilter", "search", operator)


def drop_filter(index: Any) -> Var[Any]:
    return does("dropFilter", "search", index)
