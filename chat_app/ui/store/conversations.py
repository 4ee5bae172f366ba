"""The sidebar, the open conversation, and the connection."""

from dataclasses import dataclass

from chat_app.ui.store.face import known


@dataclass(frozen=True)
class ConversationRow:
    """A line of the sidebar (`sidebarView.js`, `conversationRows`)."""

    key: str
    href: str
    title: str
    is_direct: bool
    initials: str
    tint: int
    avatar: str
    preview: str
    draft: str
    time: str
    unread: int
    unread_text: str
    mentioned: bool
    is_muted: bool
    is_favourite: bool
    is_archived: bool
    presence: str
    status_emoji: str
    is_undisturbed: bool
    is_open: bool


@dataclass(frozen=True)
class OpenConversation:
    """The conversation on the screen (`views.js`, `openView`)."""

    id: str
    exists: bool
    is_missing: bool
    is_loaded: bool
    is_unreachable: bool
    failure: str
    is_empty: bool
    is_choosable: bool
    has_conversations: bool
    title: str
    initials: str
    tint: int
    avatar: str
    is_direct: bool
    presence: str
    about: str
    status: str
    is_undisturbed: bool
    is_favourite: bool
    is_muted: bool
    is_archived: bool
    closed: str
    can_return: bool
    can_manage: bool
    has_topic: bool
    room_above: int
    has_older: bool
    has_newer: bool
    highlighted: int


@dataclass(frozen=True)
class Connection:
    state: str
    text: str


conversations = known("useConversations", list[ConversationRow])
open_conversation = known("useOpen", OpenConversation)
connection = known("useConnection", Connection)
typing = known("useTyping", str)
shown_pane = known("usePane", str)
"""`list` or `conversation`: which of the two a narrow screen shows. Where it is used, the store runs."""
