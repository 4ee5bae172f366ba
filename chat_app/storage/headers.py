"""What is told of a file beside its bytes; the same from us, from S3 and from a CDN."""

import unicodedata
from urllib.parse import quote

CACHED = "private, max-age=31536000, immutable"
"""What is stored under a key never changes."""

_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"
_UNWELCOME = frozenset('"\\/%')


def content_type(mime: str) -> str:
    """Text is UTF-8 here; browsers would guess otherwise."""
    return f"{mime}; charset=utf-8" if mime.startswith("text/") and ";" not in mime else mime


def content_disposition(name: str, *, inline: bool) -> str:
    """The header's value after RFC 6266: the name as it is, and a plain one for clients of old."""
    kind = "inline" if inline else "attachment"
    plain = _plain(name)
    exact = quote(name.encode(errors="replace"), safe=_ATTRIBUTE_CHARACTERS)
    if plain == name:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{exact}"


def _plain(name: str) -> str:
    """ASCII without what quoting, folders or percent signs would make of it."""
    without_accents = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    return "".join(c if " " <= c <= "~" and c not in _UNWELCOME else "_" for c in without_accents)
