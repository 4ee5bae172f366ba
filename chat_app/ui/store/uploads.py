"""Files that are brought to a message (`attaching.js`), and how far they have come."""

from dataclasses import dataclass
from typing import Any

from reflex.vars import Var

from chat_app.ui.store.face import asked, does


@dataclass(frozen=True)
class FileToSend:
    """One of them (`uploadsView.js`).

    `kind` is `video`, `audio` or anything else; `is_going` holds until it is uploaded or has failed;
    `about`, `pace`, `remove`, `retry` and `progress` are words, empty where there is nothing to say.
    """

    id: str
    name: str
    kind: str
    preview: str
    status: str
    is_going: bool
    percent: int
    about: str
    pace: str
    remove: str
    retry: str
    progress: str


@dataclass(frozen=True)
class FilesToSend:
    files: list[FileToSend]
    is_later: bool


attach = does("attach", "attaching")
expect_attaching = does("uploading", "attaching")
send_not_yet = does("press", "attaching", "takeBack", "")
"""What was to be sent once it is uploaded is not."""

preview_missing = does("faceMissing", "portraits")
"""A picture that cannot be drawn leaves the icon to be seen."""


def files_to_send(field: Var[str]) -> Var[FilesToSend]:
    """What goes with the message that is written in the field of this id."""
    return asked("useFilesToSend", FilesToSend, "attaching", field)


def is_over(field: Var[str]) -> Var[bool]:
    """Would files that are being dragged be dropped at this field?"""
    return asked("useIsOver", bool, "attaching", field)


def remove_file(file_id: Var[str]) -> Var[Any]:
    return does("press", "attaching", "remove", file_id)


def retry_file(file_id: Var[str]) -> Var[Any]:
    return does("press", "attaching", "retry", file_id)
