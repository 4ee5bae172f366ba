"""Ids: opaque to callers, ordered by time so that they stay together in an index."""

import secrets
import time

ID_LENGTH = 28


def new_id() -> str:
    """28 hex characters: 48 bits of milliseconds, then 64 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(8)}"


def is_id(text: str) -> bool:
    """Whether it could be an id; whatever could not is unknown without asking the database."""
    return len(text) == ID_LENGTH and text.isascii() and text.isalnum()
