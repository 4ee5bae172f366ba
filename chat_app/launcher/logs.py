"""What the server process writes to its log, and what it never does."""

import logging
import logging.config
import re
from datetime import UTC, datetime
from typing import Any

import orjson

from chat_app.logs import FIELDS, NAME, without_tokens
from chat_app.settings import Settings

QUERY = re.compile(r"(?<=[^\s?\"'])\?[^\s\"'<>]+")
CREDENTIALS = re.compile(r"(://)[^\s/@]+@")
SECRET_PATHS = re.compile(r"(/(?:hooks|invites?|reset|verify|confirm)/)[^\s/\"'<>?]+")
"""Addresses whose last part is what lets one in."""
TOKENS = re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]+){1,2}")


_NOISY = ("uvicorn", "engineio", "socketio")
LONGEST_LINE = 2_000
_LINE_BREAKS = {ord(character): repr(character)[1:-1] for character in "\n\r\v\f\x1b\x85\u2028\u2029"}


def without_secrets(text: str) -> str:
    """The text without query strings, which carry tokens, without the credentials in URLs and the secrets
    in paths, and without the tokens of people, bots and webhooks.

    Reflex puts its client token into the URL of the WebSocket, and servers like to log URLs.
    """
    text = CREDENTIALS.sub(r"\1…@", QUERY.sub("", text))
    return without_tokens(TOKENS.sub("…", SECRET_PATHS.sub(r"\1…", text)))


class LineFormatter(logging.Formatter):
    """`2026-01-02T03:04:05.678Z WARNING name: message`, tracebacks below; no secrets in either."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 (the base's)
        return _time(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the base's)
        """On one line, so that nobody can write one of their own, and not longer than anybody reads."""
        line = super().formatMessage(record).translate(_LINE_BREAKS)
        return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


class JsonFormatter(logging.Formatter):
    """An object on a line: `timestamp`, `level`, `logger`, `event`, then what the event tells by its names,
    and `exception` with the traceback; no secrets in any. What others log is an `event` of one sentence."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = getattr(record, FIELDS, {})
        line = {
            "timestamp": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": _safe(getattr(record, NAME, None) or record.getMessage()),
            **{name: _safe(value) for name, value in fields.items() if name not in _RESERVED},
        }
        if record.exc_info:
            line["exception"] = without_secrets(self.formatException(record.exc_info))
        return orjson.dumps(line).decode()


_RESERVED = frozenset({"timestamp", "level", "logger", "event", "exception"})


def _time(record: logging.LogRecord) -> str:
    moment = datetime.fromtimestamp(record.created, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _safe(value: object) -> object:
    """As JSON has it; texts without secrets, and not longer than anybody reads."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = without_secrets(value if isinstance(value, str) else repr(value))
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= LONGEST_LINE else f"{text[:LONGEST_LINE]}…"


def configure_logging(settings: Settings) -> None:
    """Everything to standard error, as `CHAT_LOG_FORMAT` and `CHAT_LOG_LEVEL` say. uvicorn's lines about
    each connection are left out: at a thousand clients they would be the log. The level `debug` is for our
    own events: what libraries tell there has contents in it."""
    logging.captureWarnings(True)
    level, levels = settings.log_level.upper(), logging.getLevelNamesMapping()
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"text": {"()": LineFormatter}, "json": {"()": JsonFormatter}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": settings.log_format,
                    "stream": "ext://sys.stderr",
                }
            },
            "root": {"level": "INFO" if level == "DEBUG" else level, "handlers": ["stderr"]},
            "loggers": {
                "chat_app": {"level": level},
                **{noisy: {"level": max("WARNING", level, key=levels.__getitem__)} for noisy in _NOISY},
            },
        }
    )
