"""What was shared in a conversation, for the side panel."""

from dataclasses import dataclass
from typing import Any, Literal

from reflex.vars import Var

from chat_app.ui.store.face import does, known

Tab = Literal["media", "files", "links"]


@dataclass(frozen=True)
class GalleryItem:
    """A picture or video (`src`), a file (as in a message), or a link (`url`); `by` says whose and when."""

    key: str
    by: str
    id: str
    name: str
    src: str
    is_video: bool
    box: dict[str, str]
    start: str
    end: str
    size: str
    drawing: str
    download: str
    url: str
    host: str


@dataclass(frozen=True)
class GalleryMonth:
    month: str
    rows: list[GalleryItem]


@dataclass(frozen=True)
class Gallery:
    """Of the open conversation, the newest first."""

    tab: str
    is_loaded: bool
    is_loading: bool
    failure: str
    is_empty: bool
    has_more: bool
    months: list[GalleryMonth]


gallery = known("useGallery", Gallery, "gallery")
"""Has it loaded, and belongs to the panel alone."""
gallery_tab_key = does("tabKey", "gallery")
gallery_scrolled = does("galleryScrolled", "gallery")
load_gallery_again = does("loadGalleryAgain", "gallery")


def choose_gallery_tab(tab: Tab) -> Var[Any]:
    return does("chooseTab", "gallery", tab)


def open_from_gallery(key: Any) -> Var[Any]:
    return does("openFromGallery", "gallery", key)


def show_in_conversation(key: Any) -> Var[Any]:
    """Go to the message that it came with."""
    return does("showInConversation", "gallery", key)
