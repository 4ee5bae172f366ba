"""The timeline and the composer."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import asked, does, known


@dataclass(frozen=True)
class Reaction:
    emoji: str
    count: int
    is_mine: bool
    label: str


@dataclass(frozen=True)
class AttachedPicture:
    """`sources` and `sizes` are what a variant is chosen by, `box` the style that reserves its place."""

    id: str
    name: str
    is_animated: bool
    src: str
    sources: str
    sizes: str
    box: dict[str, str]


@dataclass(frozen=True)
class AttachedFile:
    """`kind` is `video`, `audio`, `text` or `document`; of the name, `start` may be cut off.

    `box` is the style that reserves its place, `frame` that of a video in it.
    """

    id: str
    name: str
    start: str
    end: str
    size: str
    drawing: str
    kind: str
    mime: str
    url: str
    download: str
    frame: dict[str, str]
    box: dict[str, str]


@dataclass(frozen=True)
class FilePreview:
    """What a text says; `is_whole` once more than its first lines are shown, `more` the words for these."""

    is_open: bool
    is_loading: bool
    failure: str
    html: str
    is_long: bool
    is_whole: bool
    is_truncated: bool
    more: str


@dataclass(frozen=True)
class Replier:
    initials: str
    tint: int
    avatar: str


@dataclass(frozen=True)
class MessageRow:
    """A message in the timeline or in the panel (`messageRow.js`). `row` is a name that no other row has.

    `grid` is how its pictures lie: `one` to `four`, or empty; `more` is how many of them are not shown.
    """

    key: str
    row: str
    id: str
    seq: int
    is_mine: bool
    is_system: bool
    line: str
    author_id: str
    author: str
    is_bot: bool
    initials: str
    tint: int
    avatar: str
    html: str
    body: str
    has_text: bool
    pictures: list[AttachedPicture]
    grid: str
    more: int
    files: list[AttachedFile]
    at: str
    time: str
    full_time: str
    status: str
    reason: str
    seen: str
    is_changing: bool
    is_edited: bool
    edited_at: str
    edited_time: str
    is_deleted: bool
    is_pinned: bool
    may_answer: bool
    may_edit: bool
    may_delete: bool
    quote_author: str
    quote: str
    quote_seq: int
    replies: str
    replies_at: str
    has_new_replies: bool
    repliers: list[Replier]
    reactions: list[Reaction]
    is_big: bool
    is_for_me: bool
    is_highlighted: bool
    is_below_line: bool
    day: str
    is_first: bool


messages = known("useMessages", list[MessageRow])
is_timeline_loaded = known("useTimeline", bool)
"""Keeps the place of the timeline, and belongs to its element alone."""
composed_in = known("useComposer", str)
"""The conversation that the composer writes to. Keeps its drafts, and belongs to its element alone."""
edited_text = known("useEditor", str, "editing")
"""The text that is being changed. Belongs to the editor's element alone."""

submit_message = does("submitMessage", "composer")
composer_key = does("composerKey", "composer")
composer_input = does("composerInput", "composer")

timeline_scrolled = does("timelineScrolled", "scroll")
pointing: dict[str, Var[Any]] = {
    "focus": does("focused", "pointing"),
    "key_down": does("timelineKey", "pointing"),
    "pointer_over": does("pointerOver", "pointing"),
    "pointer_leave": does("pointerLeft", "pointing"),
    "pointer_down": does("pointerDown", "pointing"),
    "pointer_up": does("pointerUp", "pointing"),
    "pointer_cancel": does("pointerUp", "pointing"),
    "context_menu": does("contextMenu", "pointing"),
}
"""The handlers of a list of messages: one is at one of them by pointing, a long press or the arrow keys."""
load_again = does("loadAgain", "opening")

submit_edit = does("submitEdit", "editing")
cancel_editing = does("cancelEditing", "editing")
editor_key = does("editorKey", "editing")
editor_input = does("editorInput", "editing")


def is_pointed(row: Var[str]) -> Var[bool]:
    """Is somebody at this message, by pointing, by a long press or by the keyboard?"""
    return asked("useIsPointed", bool, "pointing", row)


def is_editing(row: Var[str]) -> Var[bool]:
    """Is this message's text being changed?"""
    return asked("useIsEditing", bool, "editing", row)


def is_missing(file_id: Var[str]) -> Var[bool]:
    """Could this picture, video or sound not be shown?"""
    return asked("useIsMissing", bool, "pictures", file_id)


def file_preview(file_id: Var[str]) -> Var[FilePreview]:
    return asked("useFilePreview", FilePreview, "filePreview", file_id)


picture_shown = does("pictureShown", "pictures")
expect_lightbox = does("expectLightbox", "lightboxOpening")


def open_picture(file_id: Any) -> Var[Any]:
    """Show it large, beside what else there is."""
    return does("openPicture", "lightboxOpening", file_id)


def picture_missing(file_id: Any) -> Var[Any]:
    return does("pictureMissing", "pictures", file_id)


def show_again(file_id: Any) -> Var[Any]:
    return does("showAgain", "pictures", file_id)


def toggle_file_preview(file_id: Any) -> Var[Any]:
    return does("togglePreview", "filePreview", file_id)


def toggle_whole_file(file_id: Any) -> Var[Any]:
    return does("toggleWhole", "filePreview", file_id)


def load_file_preview(file_id: Any) -> Var[Any]:
    return does("loadPreview", "filePreview", file_id)


def react_to(message_id: Any, emoji: Any) -> Var[Any]:
    """Add a reaction of one's own, or take it back."""
    return does("reactTo", "messageTools", message_id, emoji)


def pick_reaction(message_id: Any) -> Var[Any]:
    """Look for an emoji to react with."""
    return does("pickReaction", "messageTools", message_id)


def retry(client_id: Any) -> Var[Any]:
    """Send a message again that was refused."""
    return does("retry", "sending", client_id)


def discard(client_id: Any) -> Var[Any]:
    """Throw a message away that was never sent."""
    return does("discard", "sending", client_id)
