"""What our own events look like in the log: a line each, and tracebacks without anybody's values."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_SECRETS = re.compile(r"(/hooks/|\bparley_bot_)[^\s\"'?#<>/]+")

NAME, FIELDS = "event_name", "event_fields"
"""Attributes of a record that was an event of ours: its name, and what it tells, by name."""


def without_tokens(text: str) -> str:
    """The text without the secrets of webhooks, which stand in their addresses, and of bots."""
    return _SECRETS.sub(r"\1…", text)


def log_plainly() -> None:
    """Hands events on to `logging`, which whoever serves has set up.

    As it comes, structlog paints tracebacks with the values of all variables in them. That is what people
    wrote and their tokens; and to print an upload of some megabytes held everybody up for minutes.
    """
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.contextvars.merge_contextvars,
            _as_line,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
    )


def _as_line(
    _logger: logging.Logger, _method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[str], dict[str, Any]]:
    """`something_happened name='value'`, and the error whose traceback is to follow."""
    what, error = event.pop("event"), event.pop("exc_info", None)
    line = " ".join((what, *(f"{name}={value!r}" for name, value in event.items())))
    return (without_tokens(line),), {"exc_info": error, "extra": {NAME: what, FIELDS: dict(event)}}
