"""Ids: opaque to callers, ordered by time so that they stay together in an index."""

import secrets
import time

ID_LENGTH = 28


def new_id() -> str:
    """28 hex characters: 48 bits of milliseconds, then 64 random bits."""
    return f"{time.time_ns() // 1_000_000:012x}{secrets.token_hex(8)}"
