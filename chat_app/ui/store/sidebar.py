"""The sidebar: its list as it is shown, and what can be done with a line of it."""

from dataclasses import dataclass

from chat_app.ui.store.conversations import ConversationRow
from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class ConversationMenu:
    """What makes sense for the conversation that the menu was opened for."""

    can_read: bool
    can_unread: bool
    can_leave: bool


sidebar_rows = known("useSidebar", list[ConversationRow], "sidebar")
"""The conversations, in an order that holds still while somebody points at them."""
hold_order = does("holdOrder", "sidebar")
let_order_go = does("letOrderGo", "sidebar")
connect_now = does("reconnect", "connection")

conversation_menu = known("useConversationMenu", ConversationMenu, "conversationMenu")
mark_as_read = does("markAsRead", "conversationMenu")
mark_as_unread = does("markAsUnread", "conversationMenu")
copy_conversation_link = does("copyConversationLink", "conversationMenu")
show_members = does("showMembers", "conversationMenu")
leave_conversation = does("leaveConversation", "conversationMenu")
