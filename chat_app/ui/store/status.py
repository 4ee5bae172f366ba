"""What one says of oneself: a status, and that one does not want to be disturbed."""

from dataclasses import dataclass
from typing import Any, Literal

from reflex.vars import Var

from chat_app.ui.store.face import does, known

End = Literal["30m", "1h", "4h", "today", "tomorrow", "week"]
"""When something ends that is set for a while (`ends.js`)."""


@dataclass(frozen=True)
class StatusDialog:
    """`ends` is an `End`, `never` or `custom`; `until` is what the field for a time of one's own holds."""

    is_open: bool
    emoji: str
    ends: str
    until: str
    is_saving: bool
    failure: str


@dataclass(frozen=True)
class QuietDialog:
    """Until when one does not want to be disturbed."""

    is_open: bool
    until: str
    failure: str


status_dialog = known("useStatusDialog", StatusDialog, "statusDialog")
open_status = does("openStatus", "statusDialog")
status_open_change = does("statusOpenChange", "statusDialog")
status_text = does("statusText", "statusDialog")
choose_status_end = does("chooseStatusEnd", "statusDialog")
type_status_until = does("typeStatusUntil", "statusDialog")
save_status = does("saveStatus", "statusDialog")
clear_status = does("clearStatus", "statusDialog")

quiet_dialog = known("useQuietDialog", QuietDialog, "statusDialog")
open_quiet = does("openQuiet", "statusDialog")
quiet_open_change = does("quietOpenChange", "statusDialog")
type_quiet_until = does("typeQuietUntil", "statusDialog")
save_quiet = does("saveQuiet", "statusDialog")
end_quiet = does("endQuiet", "statusDialog")


def choose_status_emoji(emoji: str) -> Var[Any]:
    return does("chooseStatusEmoji", "statusDialog", emoji)


def suggest_status(name: str) -> Var[Any]:
    return does("suggestStatus", "statusDialog", name)


def be_quiet(end: End) -> Var[Any]:
    return does("beQuiet", "statusDialog", end)
