"""For whoever goes by keyboard or reads by ear."""

from dataclasses import dataclass

from chat_app.ui.store.face import does, known


@dataclass(frozen=True)
class Announcement:
    id: str
    text: str


announcements = known("useAnnouncements", list[Announcement], "announcing")
skip_to_conversation = does("skipToConversation", "focus")
