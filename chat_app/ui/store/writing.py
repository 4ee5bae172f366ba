"""What every field has in which messages are written."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import asked, does, known


@dataclass(frozen=True)
class Completion:
    """Somebody, all of them, or an emoji (`completing.js`)."""

    id: str
    key: str
    kind: str
    label: str
    detail: str
    emoji: str
    initials: str
    tint: int
    avatar: str
    presence: str
    is_active: bool


@dataclass(frozen=True)
class Preview:
    is_open: bool
    html: str
    failure: str


@dataclass(frozen=True)
class Room:
    words: str
    is_over: bool


completions = known("useCompletions", list[Completion], "completing")
"""Belongs to the one list of the page."""

toggle_formatting = does("toggleFormatting", "formatting")
toggle_preview = does("togglePreview", "preview")
keep_focus = does("keepFocus", "formatting")
toolbar_key = does("toolbarKey", "formatting")
pasted = does("pasted", "formatting")


def format_with(what: str) -> Var[Any]:
    """Bold, lists and so on, by their names in `formatting.js`."""
    return does("format", "formatting", what)


def choose_completion(completion_id: Any) -> Var[Any]:
    return does("chooseCompletion", "completing", completion_id)


def is_formatting(field: Var[str]) -> Var[bool]:
    """Are the buttons of this field unfolded, where a narrow screen folds them?"""
    return asked("useFormatting", bool, "formatting", field)


def preview_of(field: Var[str]) -> Var[Preview]:
    return asked("usePreview", Preview, "preview", field)


def room_in(field: Var[str]) -> Var[Room]:
    """How many characters are left, once they are few."""
    return asked("useRoom", Room, "writing", field)
