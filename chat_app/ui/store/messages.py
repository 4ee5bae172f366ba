"""The timeline and the composer."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Reaction:
    emoji: str
    count: int
    user_ids: list[str]


@dataclass(frozen=True)
class MessageRow:
    """A row of the timeline (`views.js`, `messageRows`)."""

    key: str
    id: str
    seq: int
    is_mine: bool
    is_system: bool
    author_id: str
    author: str
    initials: str
    tint: int
    avatar: str
    html: str
    body: str
    at: str
    time: str
    status: str
    reason: str
    is_edited: bool
    is_deleted: bool
    quote_author: str
    quote: str
    reactions: list[Reaction]
    is_highlighted: bool
    day: str
    is_first: bool


messages = known("useMessages", list[MessageRow])
is_timeline_loaded = known("useTimeline", bool)
"""Keeps the place of the timeline, and belongs to its element alone."""
composed_in = known("useComposer", str)
"""The conversation that the composer writes to. Keeps its drafts, and belongs to its element alone."""

submit_message = does("submitMessage", "composer")
composer_key = does("composerKey", "composer")
composer_input = does("composerInput", "composer")
timeline_scrolled = does("timelineScrolled", "scroll")
to_newest = does("toNewest", "opening")


def retry(client_id: Any) -> Var[Any]:
    """Send a message again that was refused."""
    return does("retry", "sending", client_id)


def discard(client_id: Any) -> Var[Any]:
    """Throw a message away that was never sent."""
    return does("discard", "sending", client_id)
