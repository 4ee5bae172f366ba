"""The side panel: a thread, what is pinned, and who has seen a message. The details are in `members`."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known
from chat_app.ui.store.messages import MessageRow


@dataclass(frozen=True)
class Thread:
    """The open thread (`threadView.js`); `root` is a list of one."""

    id: str
    is_loaded: bool
    is_offline: bool
    is_growing: bool
    failure: str
    has_earlier: bool
    count: str
    root: list[MessageRow]
    rows: list[MessageRow]
    closed: str


@dataclass(frozen=True)
class Pin:
    id: str
    author: str
    initials: str
    tint: int
    avatar: str
    body: str
    html: str
    at: str
    time: str
    full_time: str


@dataclass(frozen=True)
class Pins:
    """What is pinned in the open conversation, the newest first."""

    id: str
    is_loaded: bool
    failure: str
    has_more: bool
    count: int
    rows: list[Pin]


@dataclass(frozen=True)
class Reader:
    id: str
    name: str
    initials: str
    tint: int
    avatar: str
    at: str
    time: str


@dataclass(frozen=True)
class SeenBy:
    """Who has read the message that the panel is about; `delivered` are those who have it and have not."""

    is_loaded: bool
    failure: str
    body: str
    read: list[Reader]
    delivered: list[Reader]


@dataclass(frozen=True)
class ReplyChip:
    """The message that one is answering."""

    is_open: bool
    author: str
    excerpt: str


@dataclass(frozen=True)
class MessageMenu:
    """What the menu offers for the message that it was opened for."""

    can_pin: bool
    can_unpin: bool
    can_edit: bool
    can_delete: bool
    can_unread: bool
    can_report: bool
    has_reactions: bool


panel_kind = known("usePanelKind", str, "panel")
"""`details`, `thread`, `pins`, `seen`, `shared`, or empty where it is closed."""
is_panel_beside = known("useIsBeside", bool, "panel")
close_panel = does("closePanel", "panel")
panel_open_change = does("panelOpenChange", "panel")
panel_key = does("panelKey", "panel")

thread = known("useThread", Thread, "threads")
is_thread_loaded = known("useThreadScroll", bool, "threads")
"""Keeps the place of the thread, and belongs to the element that scrolls alone."""
thread_scrolled = does("threadScrolled", "threads")
load_thread_again = does("loadThreadAgain", "threads")
earlier_replies = does("earlierReplies", "threads")

replied_in = known("useThreadComposer", str, "threadComposer")
"""The thread that its composer writes to. Keeps its drafts, and belongs to its element alone."""
submit_reply = does("submitReply", "threadComposer")
thread_composer_key = does("threadComposerKey", "threadComposer")
thread_composer_input = does("threadComposerInput", "threadComposer")

reply_chip = known("useReply", ReplyChip, "replying")
thread_reply_chip = known("useThreadReply", ReplyChip, "replying")

pins = known("usePins", Pins, "pins")
pin_count = known("usePinCount", int, "pins")
"""Has them loaded, and belongs to the button that opens them alone."""
load_pins_again = does("loadPinsAgain", "pins")
more_pins = does("morePins", "pins")

seen_by = known("useSeenBy", SeenBy, "seenBy")
load_seen_by_again = does("loadSeenByAgain", "seenBy")

message_menu = known("useMessageMenu", MessageMenu, "messageTools")
pin_from_menu = does("pinFromMenu", "messageTools")
edit_from_menu = does("editFromMenu", "messageTools")
unread_from_menu = does("unreadFromMenu", "messageTools")
delete_from_menu = does("deleteFromMenu", "messageTools")
readers_from_menu = does("readersFromMenu", "messageTools")
reactions_from_menu = does("reactionsFromMenu", "messageTools")
copy_from_menu = does("copyFromMenu", "messageTools")
copy_link_from_menu = does("copyLinkFromMenu", "messageTools")


def toggle_panel(kind: str) -> Var[Any]:
    return does("togglePanel", "panel", kind)


def reply_to(row: Any) -> Var[Any]:
    """Answer the message of this row with a quotation."""
    return does("replyTo", "messageTools", row)


def open_thread_of(row: Any) -> Var[Any]:
    """Open the thread on the message of this row, or the one that it stands in."""
    return does("openThreadOf", "messageTools", row)


def show_readers(row: Any) -> Var[Any]:
    return does("showReaders", "messageTools", row)


def go_to_quoted(row: Any) -> Var[Any]:
    return does("goToQuoted", "messageTools", row)


def drop_reply(*, in_thread: bool) -> Var[Any]:
    return does("dropReply", "replying", in_thread)


def go_to_pin(message_id: Any) -> Var[Any]:
    return does("goToPin", "pins", message_id)


def unpin(message_id: Any) -> Var[Any]:
    return does("unpin", "pins", message_id)
