"""Times are integers in the database, milliseconds since 1970 UTC, and RFC 3339 on the wire."""

import time
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def iso(at: int) -> str:
    """RFC 3339 in UTC with milliseconds, e.g. `2026-01-02T03:04:05.678Z`."""
    moment = _EPOCH + timedelta(milliseconds=at)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def iso_or_none(at: int | None) -> str | None:
    return None if at is None else iso(at)


def is_over(until: int | None) -> bool:
    """Whether this time has come; None never does."""
    return until is not None and until <= now()


def iso_until(until: int | None) -> str | None:
    """As `iso_or_none`; None too once that time has come."""
    return None if until is None or is_over(until) else iso(until)


def from_iso(text: str) -> int:
    """The inverse of `iso`, for any RFC 3339 time with an offset.

    Raises:
        ValueError: it is not such a time.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("must say its offset from UTC, e.g. 2026-01-02T03:04:05Z")
    return (moment - _EPOCH) // timedelta(milliseconds=1)
