"""What a file is: told by its bytes, never by its name or by whoever sends it."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import puremagic

_HEAD = 64 * 1024
_UNKNOWN = "application/octet-stream"
_SURE = 0.8
"""How sure the library must be of what it takes a file for."""

INLINE = frozenset(
    {
        *("image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"),
        *("video/mp4", "video/webm", "video/quicktime", "video/ogg"),
        *("audio/mpeg", "audio/mp4", "audio/webm", "audio/aac", "audio/ogg", "audio/wav", "audio/flac"),
        "text/plain",
    }
)
"""What browsers may show in place. Nothing of it can act."""

_ACTIVE = {
    "text/html": re.compile(rb"<(!doctype\s+html|html|head|body|script|iframe|style|title|meta)\b"),
    "image/svg+xml": re.compile(rb"<svg\b"),
    "application/xml": re.compile(rb"^\s*<\?xml\b"),
}
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"ID3", "audio/mpeg"),
    (b"fLaC", "audio/flac"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"II+\0", "image/tiff"),
    (b"MM\0+", "image/tiff"),
    (b"IIRO", "image/x-olympus-orf"),
    (b"IIRS", "image/x-olympus-orf"),
    (b"MMOR", "image/x-olympus-orf"),
    (b"IIU\0", "image/x-panasonic-rw2"),
    (b"FUJIFILMCCD-RAW ", "image/x-fuji-raf"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
)
_recognised: Any = getattr(puremagic, "magic_string")  # noqa: B009  (it has no types)
_WITHOUT_PICTURES = {"video/mp4": "audio/mp4", "video/webm": "audio/webm"}
_OF_QUICKTIME = frozenset({b"moov", b"mdat", b"wide", b"pnot"})
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav"}
_BRANDS = {
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"qt  ": "video/quicktime",
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
}
_ZIPS = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_PACKED_TYPE = re.compile(rb"^PK\x03\x04.{26}mimetypeapplication/([a-z0-9.+-]{1,80}?)(?:PK|$)", re.DOTALL)
# Of MPEG audio without a tag: a frame's beginning, with a bit rate and a rate of samples that exist.
_MPEG_AUDIO = re.compile(rb"\xff[\xfa\xfb\xf2\xf3\xe2\xe3][\x10-\xeb]")
_ADTS = re.compile(rb"\xff[\xf0\xf1\xf8\xf9]")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Kind:
    """A media type, and how a message shows it. What `kind` calls an image, we decode and make smaller."""

    mime: str
    kind: Literal["image", "video", "audio", "document"]


def kind_of(path: Path) -> Kind:
    """Looks at the beginning of the file, and at its end for what is in a film."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
        tail_at = max(len(head), path.stat().st_size - _HEAD)
        file.seek(tail_at)
        tail = file.read(_HEAD)
    mime = _mime_of(head)
    if mime in _WITHOUT_PICTURES and _is_sound_alone(head + tail):
        mime = _WITHOUT_PICTURES[mime]
    family = mime.partition("/")[0]
    if mime in INLINE and family in {"image", "video", "audio"}:
        return Kind(mime, family)  # pyright: ignore[reportArgumentType]
    return Kind(mime, "document")


def _is_sound_alone(parts: bytes) -> bool:
    """Whether the tracks that are named in a film, if any are, are of sound."""
    has_sound = any(mark in parts for mark in (b"soun", b"A_OPUS", b"A_VORBIS"))
    return has_sound and not any(mark in parts for mark in (b"vide", b"V_VP", b"V_AV1", b"V_MPEG"))


def is_inline(mime: str) -> bool:
    """Whether browsers may show it in place."""
    return mime in INLINE


def is_text(mime: str) -> bool:
    """Whether its characters can be shown, those of a page or a drawing too."""
    return mime.startswith("text/") or mime in _ACTIVE


def served_mime(mime: str) -> str:
    """What we call it towards browsers: nothing that could act is called what it is."""
    return _UNKNOWN if mime in _ACTIVE else mime


def _mime_of(head: bytes) -> str:
    if not head:
        return "text/plain"
    if not head.startswith(b"%PDF-") and (mime := _of_text(head)):
        return mime
    for signature, mime in _SIGNATURES:
        if head.startswith(signature):
            return mime
    return _of_container(head) or _of_library(head)


def _of_container(head: bytes) -> str | None:
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head[4:8] in _OF_QUICKTIME:
        return "video/quicktime"
    if head[:4] == b"\x1aE\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head[:4] == b"OggS":
        return "video/ogg" if b"\x80theora" in head[:512] else "audio/ogg"
    if head[:4] == b"PK\x03\x04":
        return _of_zip(head)
    if head[257:262] == b"ustar":
        return "application/x-tar"
    if _ADTS.match(head):
        return "audio/aac"
    return "audio/mpeg" if _MPEG_AUDIO.match(head) else None


def _of_zip(head: bytes) -> str:
    if found := _PACKED_TYPE.match(head[:200]):
        return f"application/{found[1].decode()}"
    return next((mime for part, mime in _ZIPS if part in head), "application/zip")


def _of_text(head: bytes) -> str | None:
    if _text(head) is None:
        return None
    begin = head[:4096].lower().removeprefix(codecs.BOM_UTF8).replace(b"\0", b"")
    found = [(match.start(), mime) for mime, marks in _ACTIVE.items() if (match := marks.search(begin))]
    if not found or b"<" not in begin[:256]:
        return "text/plain"
    kinds = {mime for _, mime in found}
    return min(found)[1] if kinds != {"application/xml", "image/svg+xml"} else "image/svg+xml"


def _text(head: bytes) -> str | None:
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")()
    try:
        text = decoder.decode(head)  # a character that is cut at the end is left out
    except UnicodeDecodeError:
        return None
    return None if _NOT_TEXT.search(text) else text


def _of_library(head: bytes) -> str:
    """The long tail, for the card's icon: nothing that is shown in place or could act."""
    try:
        best: Any = _recognised(head)[0]
    except (puremagic.PureError, ValueError, IndexError):
        return _UNKNOWN
    mime = str(best.mime_type).lower()
    known = best.confidence >= _SURE and re.fullmatch(r"[a-z]+/[a-z0-9.+-]{1,80}", mime)
    return mime if known and mime not in INLINE and not is_text(mime) else _UNKNOWN
