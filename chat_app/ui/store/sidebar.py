"""The sidebar: its list as it is shown, and what can be done with a line of it."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.conversations import ConversationRow
from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class ConversationMenu:
    """What makes sense for the conversation that the menu was opened for, and how that is set up.

    `muted_until` is a time or a day, empty where it is until further notice.
    """

    can_read: bool
    can_unread: bool
    can_leave: bool
    is_favourite: bool
    is_muted: bool
    muted_until: str
    level: str


favourites = known("useFavourites", list[ConversationRow], "sidebar")
other_conversations = known("useOtherConversations", list[ConversationRow], "sidebar")
archive = known("useArchive", list[ConversationRow], "sidebar")
"""The conversations, in an order that holds still while somebody points at them."""
hold_order = does("holdOrder", "sidebar")
let_order_go = does("letOrderGo", "sidebar")
connect_now = does("reconnect", "connection")

conversation_menu = known("useConversationMenu", ConversationMenu, "conversationMenu")
mark_as_read = does("markAsRead", "conversationMenu")
mark_as_unread = does("markAsUnread", "conversationMenu")
copy_conversation_link = does("copyConversationLink", "conversationMenu")
show_members = does("showMembers", "conversationMenu")
show_shared = does("showShared", "conversationMenu")
leave_conversation = does("leaveConversation", "conversationMenu")
favour = does("favour", "conversationMenu")
turn_on = does("turnOn", "conversationMenu")
set_level = does("setLevel", "conversationMenu")


def mute_for(hours: int | None) -> Var[Any]:
    """Without a number, until it is turned on again."""
    return does("muteFor", "conversationMenu", hours)


def toggle_favourite(conversation_id: Var[str]) -> Var[Any]:
    return does("toggleFavourite", "preferences", conversation_id)
