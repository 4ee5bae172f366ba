"""What a file says of where and by whom it was made, taken out of it without decoding anything."""

from pathlib import Path

from chat_app.media.metadata.gif import gif_pieces
from chat_app.media.metadata.isobmff import blank_metadata
from chat_app.media.metadata.jpeg import jpeg_pieces
from chat_app.media.metadata.png import png_pieces
from chat_app.media.metadata.raw import blank_raw
from chat_app.media.metadata.rewriting import rewrite
from chat_app.media.metadata.webp import webp_pieces

_REWRITTEN = {
    "image/jpeg": jpeg_pieces,
    "image/png": png_pieces,
    "image/gif": gif_pieces,
    "image/webp": webp_pieces,
}
_BLANKED = frozenset(
    {
        *("image/avif", "image/heic", "image/heif"),
        *("video/mp4", "video/quicktime", "video/3gpp", "video/x-m4v"),
        *("audio/mp4", "audio/x-m4a"),
    }
)
_RAW = frozenset({"image/tiff", "image/x-fuji-raf", "image/x-olympus-orf", "image/x-panasonic-rw2"})


def remove_metadata(path: Path, mime: str) -> None:
    """Takes places, times, names, comments and small copies out of the file, in place, and cuts off what lies
    behind its end. How it looks and sounds stays the same, as do its colours and which way is up.

    Takes time in proportion to the size, and no memory to speak of. Of other types nothing is changed.

    Raises:
        Broken: the file is not built as its type has to be; it is as it was.
        OSError: the disk does not take it; it is not to be used any more.
    """
    if pieces := _REWRITTEN.get(mime):
        rewrite(path, pieces)
    elif mime in _BLANKED:
        blank_metadata(path)
    elif mime in _RAW:
        blank_raw(path)
