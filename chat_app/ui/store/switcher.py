"""Getting around: the quick switcher and the help for the keyboard."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class SwitcherRow:
    """`kind` is conversation, person or action."""

    id: str
    kind: str
    title: str
    hint: str
    initials: str
    tint: int
    avatar: str
    presence: str
    unread: int
    unread_text: str
    mentioned: bool


@dataclass(frozen=True)
class Switcher:
    is_open: bool
    text: str
    rows: list[SwitcherRow]
    active: str


@dataclass(frozen=True)
class Shortcut:
    """`combinations` are the names of the keys, for each way to press it."""

    id: str
    text: str
    combinations: list[list[str]]


@dataclass(frozen=True)
class ShortcutHelp:
    is_open: bool
    has_single: bool
    around: list[Shortcut]
    inside: list[Shortcut]
    writing: list[Shortcut]


switcher = known("useSwitcher", Switcher, "switcher")
switcher_open_change = does("switcherOpenChange", "switcher")
switcher_field = does("switcherField", "switcher")
switcher_typed = does("switcherTyped", "switcher")
switcher_key = does("switcherKey", "switcher")

shortcut_help = known("useHelp", ShortcutHelp, "shortcutHelp")
help_open_change = does("helpOpenChange", "shortcutHelp")
toggle_single_keys = does("toggleSingleKeys", "shortcutHelp")


def go_to_row(row_id: Any) -> Var[Any]:
    return does("choose", "switcher", row_id)
