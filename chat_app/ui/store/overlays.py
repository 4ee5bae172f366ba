"""What lies above the page: menus, questions, toasts and the tooltip."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class SharedMenu:
    """Which of the shared menus is open, for what (`subject`), and beside what."""

    name: str
    subject: str
    anchor: Any


@dataclass(frozen=True)
class Question:
    is_open: bool
    is_danger: bool
    title: str
    text: str
    action: str


@dataclass(frozen=True)
class Toast:
    id: str
    text: str
    tone: str
    action: str


@dataclass(frozen=True)
class Tip:
    is_open: bool
    text: str


shared_menu = known("useSharedMenu", SharedMenu, "menus")
menu_open_change = does("menuOpenChange", "menus")
menu_focused = does("menuFocused", "menus")
menu_anchor = does("menuAnchor", "menus")

question = known("useQuestion", Question, "confirming")
answer_yes = does("answerYes", "confirming")
question_open_change = does("questionOpenChange", "confirming")

toasts = known("useToasts", list[Toast], "toasts")
hold_toasts = does("holdToasts", "toasts")
let_toasts_go = does("letToastsGo", "toasts")

tip = known("useTip", Tip, "tooltips")
"""Shows and hides as one points; belongs to the page's one tooltip alone."""


def open_menu(name: str, subject: Any) -> Var[Any]:
    return does("openMenu", "menus", name, subject)


def act_on_toast(toast_id: Any) -> Var[Any]:
    return does("actOnToast", "toasts", toast_id)


def dismiss_toast(toast_id: Any) -> Var[Any]:
    return does("dismissToast", "toasts", toast_id)
