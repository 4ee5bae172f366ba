"""The dialog that begins a conversation."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Person:
    """Somebody in a list of those who were found (`people.js`)."""

    id: str
    name: str
    username: str
    initials: str
    tint: int
    avatar: str
    presence: str
    is_chosen: bool
    is_active: bool


@dataclass(frozen=True)
class NewConversation:
    """`failure` is why nobody could be looked for, `message` why the conversation could not be begun."""

    is_open: bool
    is_group: bool
    is_busy: bool
    is_searched: bool
    is_narrowed: bool
    picture_address: str
    people: list[Person]
    chosen: list[Person]
    active: str
    failure: str
    message: str
    fields: dict[str, str]


new_conversation = known("useNewConversation", NewConversation, "newConversation")
open_new_conversation = does("openNewConversation", "newConversation")
new_conversation_open_change = does("newConversationOpenChange", "newConversation")
people_field = does("peopleField", "newConversation")
search_people = does("searchPeople", "newConversation")
search_again = does("searchAgain", "newConversation")
people_key = does("peopleKey", "newConversation")
check_group_field = does("checkGroupField", "newConversation")
choose_new_group_picture = does("chooseNewGroupPicture", "newConversation")
refuse_new_group_picture = does("refuseNewGroupPicture", "newConversation")
drop_new_group_picture = does("dropNewGroupPicture", "newConversation")
create_group = does("createGroup", "newConversation")


def set_group(is_group: bool) -> Var[Any]:
    return does("setGroup", "newConversation", is_group)


def pick_person(user_id: Any) -> Var[Any]:
    return does("pick", "newConversation", user_id)


def unpick_person(user_id: Any) -> Var[Any]:
    return does("unpick", "newConversation", user_id)
