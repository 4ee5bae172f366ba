"""The dialog that begins a conversation."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    username: str
    is_chosen: bool


@dataclass(frozen=True)
class NewConversation:
    is_group: bool
    is_busy: bool
    people: list[Person]
    chosen: list[Person]
    is_searched: bool
    message: str
    fields: dict[str, str]


new_conversation = known("useNewConversation", NewConversation, "newConversation")
open_new_conversation = does("openNewConversation", "newConversation")
close_new_conversation = does("closeNewConversation", "newConversation")
pressed_dialog = does("pressedDialog", "newConversation")
search_people = does("searchPeople", "newConversation")
create_group = does("createGroup", "newConversation")


def set_group(is_group: bool) -> Var[Any]:
    return does("setGroup", "newConversation", is_group)


def pick_person(user_id: Any) -> Var[Any]:
    return does("pick", "newConversation", user_id)
