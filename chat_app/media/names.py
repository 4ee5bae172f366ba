"""Names of files as people see them."""

import re
import unicodedata

LONGEST = 150
LONGEST_BYTES = 240
"""Of UTF-8: what file systems take, with some room."""

_LONGEST_EXTENSION = 20
_NOBODY = "file"
# Besides what Windows forbids in names: what folders are told apart by, here or elsewhere.
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICES = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])\s*(\..*)?", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Letters and signs that show nothing."""

_JOINERS = "\u200c\u200d"
"""Invisible, and needed: emoji and some scripts are written with them."""


def safe_name(raw: str | None) -> str:
    """The name without folders, characters that are not seen or turn the direction of others, and whatever a
    file system could take amiss. Never empty, at most 150 characters, the extension kept."""
    name = re.split(r"[/\\]", raw or "")[-1]
    name = unicodedata.normalize("NFC", name)
    name = "".join(
        " " if char in "\t\n\r" else char for char in name if _is_visible(char) or char in "\t\n\r"
    )
    name = " ".join(_FORBIDDEN.sub("_", name).split())
    name = name.strip(". " + _JOINERS)
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return _shortened(name) or _NOBODY


def _is_visible(char: str) -> bool:
    return char in _JOINERS or (char not in _BLANKS and unicodedata.category(char) not in _INVISIBLE)


def _shortened(name: str) -> str:
    if _fits(name):
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension) > _LONGEST_EXTENSION:
        stem, dot, extension = name, "", ""
    while stem and not _fits(stem + dot + extension):
        stem = stem[:-1]
    return f"{stem.rstrip()}{dot}{extension}"


def _fits(name: str) -> bool:
    return len(name) <= LONGEST and len(name.encode()) <= LONGEST_BYTES
