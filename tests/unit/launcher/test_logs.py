"""The log tells what happened and no secret."""

import logging
import sys

import orjson
import pytest
import structlog

from chat_app.launcher.logs import JsonFormatter, LineFormatter, configure_logging, without_secrets
from chat_app.logs import log_plainly
from chat_app.settings import Settings

TOKEN = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0"


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("uvicorn.error", logging.INFO, __file__, 1, message, arguments, None)


def test_the_line_that_uvicorn_writes_for_a_websocket_has_no_token() -> None:
    line = LineFormatter().format(
        record('%s - "WebSocket %s" [accepted]', ("127.0.0.1", 5), f"/_event/?EIO=4&token={TOKEN}")
    )
    assert TOKEN not in line
    assert '"WebSocket /_event/" [accepted]' in line


def test_a_traceback_has_no_token_either() -> None:
    try:
        raise ValueError(f"GET http://host/files/1/a.png?sig={TOKEN} failed")
    except ValueError:
        failed = record("It failed")
        failed.exc_info = sys.exc_info()
    text = LineFormatter().format(failed)
    assert "ValueError: GET http://host/files/1/a.png failed" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("GET /api/v1/search?q=private%20words HTTP/1.1", "GET /api/v1/search HTTP/1.1"),
        ("redis://:hunter2@cache:6379/0 is gone", "redis://…@cache:6379/0 is gone"),
        ("postgresql://parley:p%40ss@db/parley?sslmode=require", "postgresql://…@db/parley"),
        ("POST /hooks/s3cret-_x HTTP/1.1", "POST /hooks/… HTTP/1.1"),
        ("Bearer parley_bot_s3cret-_x seen", "Bearer parley_bot_… seen"),
        ("POST /hooks/h4Xr_secret HTTP/1.1", "POST /hooks/… HTTP/1.1"),
        ("'https://chat.example/invite/c0de' was used", "'https://chat.example/invite/…' was used"),
        ("GET /api/v1/invites/c0de", "GET /api/v1/invites/…"),
        (f"Bearer {TOKEN}.c2ln was refused", "Bearer … was refused"),
        ("GET /api/v1/conversations/01a2/hooks", "GET /api/v1/conversations/01a2/hooks"),
        ("Is anybody there? Yes.", "Is anybody there? Yes."),
        ("mail to ada@example.org", "mail to ada@example.org"),
    ],
)
def test_queries_and_credentials_are_left_out_and_nothing_else(text: str, expected: str) -> None:
    assert without_secrets(text) == expected


def test_nobody_writes_a_line_of_their_own_or_a_book() -> None:
    text = "x\n2026-01-02T03:04:05.678Z INFO all is well\r\u2028\x1b[2J" + "y" * 9000
    line = LineFormatter().format(record("%s", text))
    assert len(line.splitlines()) == 1
    assert "\x1b" not in line
    assert len(line) < 2_100


def test_as_json_an_event_is_an_object_with_its_fields_and_no_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log_plainly()
    caplog.handler.setFormatter(JsonFormatter())
    log = structlog.get_logger("parley.tests")
    where, odd = f"https://ada:pw@host/invite/c0de?token={TOKEN}", {"a": "\ud800"}
    try:
        raise ValueError(where)
    except ValueError:
        log.exception("it_broke", where=where, pages=3, level="odd", nothing=None, odd=odd, long="x" * 9000)
    logging.getLogger("uvicorn.error").warning("%s is gone\nreally", where)
    ours, theirs = (orjson.loads(line) for line in caplog.text.splitlines())
    assert "Traceback" in ours.pop("exception")
    assert ours.pop("long") == "x" * 2_000 + "…"
    assert ours.pop("odd").startswith("{'a': ")
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {
        "level": "error",
        "logger": "parley.tests",
        "event": "it_broke",
        "where": "https://…@host/invite/…",
        "pages": 3,
        "nothing": None,
    }
    assert theirs["event"] == "https://…@host/invite/… is gone\nreally"
    assert TOKEN not in caplog.text
    assert "c0de" not in caplog.text


@pytest.mark.parametrize(
    ("level", "ours", "libraries"),
    [("debug", "DEBUG", "INFO"), ("info", "INFO", "INFO"), ("error", "ERROR", "ERROR")],
)
def test_the_level_is_for_our_own_events_and_libraries_never_tell_details(
    settings: Settings, level: str, ours: str, libraries: str
) -> None:
    root = logging.getLogger()
    handlers, was = list(root.handlers), root.level
    try:
        configure_logging(settings.model_copy(update={"log_level": level}))
        assert logging.getLevelName(logging.getLogger("chat_app.bus").getEffectiveLevel()) == ours
        assert logging.getLevelName(logging.getLogger("botocore").getEffectiveLevel()) == libraries
        assert logging.getLogger("uvicorn.error").getEffectiveLevel() >= logging.WARNING
    finally:
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        root.setLevel(was)
        for name in ("chat_app", "uvicorn", "engineio", "socketio"):
            logging.getLogger(name).setLevel(logging.NOTSET)


def test_times_are_utc_with_milliseconds() -> None:
    timed = record("Hello")
    timed.created = 1767323045.678
    assert LineFormatter().format(timed) == "2026-01-02T03:04:05.678Z INFO uvicorn.error: Hello"


def test_an_event_is_a_line_and_a_traceback_has_no_values(caplog: pytest.LogCaptureFixture) -> None:
    log_plainly()
    log = structlog.get_logger("parley.tests")
    caplog.handler.setFormatter(LineFormatter())
    written_by_somebody = "a word in confidence"

    def read(text: str) -> int:
        return len(text) // (len(text) - len(written_by_somebody))

    try:
        read(written_by_somebody)
    except ZeroDivisionError as error:
        log.exception("reading_broke", pages=3, where="https://host/x?token=" + TOKEN)
        log.warning("reading_broke_again", exc_info=error)
    assert "ERROR parley.tests: reading_broke pages=3 where='https://host/x'" in caplog.text
    assert "WARNING parley.tests: reading_broke_again" in caplog.text
    assert caplog.text.count("ZeroDivisionError: ") == 2
    assert written_by_somebody not in caplog.text
    assert TOKEN not in caplog.text
