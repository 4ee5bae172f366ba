"""What keys and ids of uploads may look like."""

import re

_SEGMENT = r"[A-Za-z0-9][A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]+)*"
_KEY = re.compile(rf"{_SEGMENT}(?:/{_SEGMENT})*")
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_LONGEST = 200


def checked_key(key: str) -> str:
    """The key itself.

    Raises:
        ValueError: it could name something outside of its place, or be read in two ways.
    """
    if len(key) > _LONGEST or not _KEY.fullmatch(key):
        raise ValueError(f"no key of ours: {key!r}")
    return key


def checked_prefix(prefix: str) -> str:
    """As `checked_key`, for the beginning of keys; it may be empty or end with a slash."""
    if prefix:
        checked_key(prefix.removesuffix("/"))
    return prefix


def checked_id(upload_id: str) -> str:
    """As `checked_key`, for the id of an upload."""
    if not _ID.fullmatch(upload_id):
        raise ValueError(f"no id of ours: {upload_id!r}")
    return upload_id
