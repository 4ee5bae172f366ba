"""What the server process writes to its log, and what it never does."""

import logging
import logging.config
import re
from datetime import UTC, datetime

from chat_app.logs import without_tokens

QUERY = re.compile(r"(?<=[^\s?\"'])\?[^\s\"'<>]+")
CREDENTIALS = re.compile(r"(://)[^\s/@]+@")
SECRET_PATHS = re.compile(r"(/(?:hooks|invites?|reset|verify|confirm)/)[^\s/\"'<>?]+")
"""Addresses whose last part is what lets one in."""
TOKENS = re.compile(r"\beyJ[\w-]{5,}(?:\.[\w-]+){1,2}")


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
        moment = datetime.fromtimestamp(record.created, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the base's)
        """On one line, so that nobody can write one of their own, and not longer than anybody reads."""
        line = super().formatMessage(record).translate(_LINE_BREAKS)
        return line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…"

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))


def configure_logging() -> None:
    """Everything to standard error. uvicorn's lines about each connection are left out: at a thousand
    clients they would be the log."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"()": LineFormatter}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "line",
                    "stream": "ext://sys.stderr",
                }
            },
            "root": {"level": "INFO", "handlers": ["stderr"]},
            "loggers": {
                "uvicorn": {"level": "WARNING"},
                "engineio": {"level": "WARNING"},
                "socketio": {"level": "WARNING"},
            },
        }
    )
